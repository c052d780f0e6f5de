"""The gallery in a real browser, with the real style sheets and scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page, Route

from accounts.models import Organisation, User
from tests.look.gallery import data

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'"
)


def _page_of_the_gallery(theme: str) -> str:
    request = RequestFactory().get("/look/")
    if theme:
        request.COOKIES["theme"] = theme
    user = User(full_name="Claire Martin", email="claire.martin@exer.example")
    user.organisation = Organisation(name="CST EXER", kind="centre")
    return render_to_string("dev/gallery.html", {**data(), "user": user}, request)


@pytest.fixture
def gallery(page: Page) -> Iterator[Page]:
    """The gallery open under the strict policy; anything the policy refuses or a script throws fails the test."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if "Content Security" in line.text else None)

    def answer(route: Route) -> None:
        cookies = route.request.all_headers().get("cookie", "")
        theme = "dark" if "theme=dark" in cookies else "light" if "theme=light" in cookies else ""
        route.fulfill(
            body=_page_of_the_gallery(theme),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
        )

    page.route("**/look/", answer)
    page.goto("/look/")
    yield page
    assert not troubles
