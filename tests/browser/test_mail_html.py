"""The HTML of a mail in a real Chromium: nothing runs, nothing is fetched, its own pictures are there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, Request, expect

from inbound_mail.models import InboundMail
from tests.browser.test_console_merging import log_in
from tests.inbound_mail.mails import arrive
from tests.inbound_mail.pictures import PNG, mail_with_pictures
from tests.world import TUESDAY, World

# Loopback under a name of its own: whatever is fetched from there shows among the requests.
OUTSIDE = "https://tracker.example"
HOSTILE = f"""<p>Bonjour, voici :</p><img src="cid:capture@poste" alt="capture">
<script>top.location = "{OUTSIDE}/script"</script>
<img src="{OUTSIDE}/pixel.gif"><img src="x" onerror="fetch('{OUTSIDE}/onerror')">
<svg onload="fetch('{OUTSIDE}/svg')"></svg><link rel="stylesheet" href="{OUTSIDE}/a.css">
<style>body {{ background: url({OUTSIDE}/style.png) }}</style><p style="background:url({OUTSIDE}/p.png)">x</p>
<meta http-equiv="refresh" content="0;url={OUTSIDE}/refresh"><base href="{OUTSIDE}/">
<iframe src="{OUTSIDE}/frame"></iframe><form action="{OUTSIDE}/form"><input name="a"><button>OK</button></form>
<video poster="{OUTSIDE}/poster.png" autoplay></video><a href="https://forum.example/1">le fil</a>"""


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


@pytest.fixture
def outside(page: Page) -> list[str]:
    """What the browser asks of any host but ours, refused."""
    asked: list[str] = []

    def refuse(request: Request) -> None:
        if (
            "127.0.0.1" not in request.url
            and "localhost" not in request.url
            and not request.url.startswith("data:")
        ):
            asked.append(request.url)

    page.on("request", refuse)
    page.route(f"{OUTSIDE}/**", lambda route: route.fulfill(body=PNG, content_type="image/png"))
    return asked


def hostile_mail() -> InboundMail:
    return arrive(mail_with_pictures(HOSTILE, {"capture@poste": ("capture.png", PNG)}))


def test_nothing_runs_and_nothing_is_fetched(
    page: Page, transactional_world: World, outside: list[str]
) -> None:
    mail = hostile_mail()
    log_in(page, transactional_world.claire, f"/console/courrier/{mail.pk}/html/")
    frame = page.frame_locator("iframe.mail-frame")

    expect(frame.get_by_text("Bonjour, voici")).to_be_visible()
    page.wait_for_timeout(500)
    assert outside == []
    assert page.url.endswith(f"/console/courrier/{mail.pk}/html/")


def test_a_picture_of_the_mail_is_drawn_in_the_frame(page: Page, transactional_world: World) -> None:
    mail = hostile_mail()
    log_in(page, transactional_world.claire, f"/console/courrier/{mail.pk}/html/")
    picture = page.frame_locator("iframe.mail-frame").get_by_alt_text("capture")

    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1)


def test_pictures_from_outside_are_drawn_once_they_are_asked_for(
    page: Page, transactional_world: World, outside: list[str]
) -> None:
    mail = hostile_mail()
    log_in(page, transactional_world.claire, f"/console/courrier/{mail.pk}/html/")
    page.get_by_role("link", name="Afficher les images distantes").click()
    page.wait_for_url("**?images=1")
    expect(page.frame_locator("iframe.mail-frame").get_by_text("Bonjour, voici")).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert outside == [f"{OUTSIDE}/pixel.gif"]


def test_a_link_opens_outside_without_a_way_back(page: Page, transactional_world: World) -> None:
    mail = hostile_mail()
    log_in(page, transactional_world.claire, f"/console/courrier/{mail.pk}/html/")
    page.context.route("https://forum.example/**", lambda route: route.fulfill(body="<p>Le fil</p>"))
    with page.expect_popup() as opened:
        page.frame_locator("iframe.mail-frame").get_by_role("link", name="le fil").click()

    assert opened.value.evaluate("window.opener === null && document.referrer === ''")
