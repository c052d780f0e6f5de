"""Who reaches what: every route of the URLconf, asked by every role; of the API, every method of every address.

The rows stand beside this file, one file a section; a route that none of them lists fails
`test_every_route_is_listed`. A cell is the status of the answer; 302 is the way to the login page (or to what follows a
successful POST). The ticket is Sophie's, end customer of Jean's organisation; `stranger` is of another reseller.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from tests.access import accounts, api, console, mail, portal
from tests.access.routes import ROLES, Route

ROUTES: dict[str, Route] = {
    **portal.ROUTES,
    **console.ROUTES,
    **mail.ROUTES,
    **api.ROUTES,
    **accounts.ROUTES,
}


def routes(patterns: list[URLPattern | URLResolver] | None = None, namespace: str = "") -> Iterator[str]:
    """The full names of all routes but Django's admin, which has its own test."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from routes(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


def ask(client: Client, method: str, url: str, data: dict[str, Any]) -> Any:
    """One request; "json" posts the data as a program does, "put", "patch" and "delete" send it likewise."""
    if method in {"json", "put", "patch", "delete"}:
        sent = {"data": data, "content_type": "application/json"}
        return getattr(client, "post" if method == "json" else method)(url, **sent)
    return client.post(url, data) if method == "post" else client.get(url, data)


def operations() -> set[str]:
    """Every method of every address of the API, named as the matrix names it: the route, and how it is asked."""
    found = set()
    for pattern in api_patterns(get_resolver().url_patterns):
        view = getattr(pattern.callback, "cls", None)
        for method in getattr(view, "http_method_names", ()):
            if method not in {"head", "options"} and hasattr(view, method):
                found.add(f"api:{pattern.name} {'json' if method == 'post' else method}")
    return found


def api_patterns(patterns: list[URLPattern | URLResolver], *, inside: bool = False) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from api_patterns(pattern.url_patterns, inside=inside or pattern.namespace == "api")
        elif inside:
            yield pattern


def test_every_route_is_listed() -> None:
    assert set(routes()) == {name.partition(" ")[0] for name in ROUTES}


def test_every_operation_of_the_api_is_listed() -> None:
    listed = {f"{name.partition(' ')[0]} {route.method}" for name, route in api.ROUTES.items()}

    assert operations() - listed == set()


@pytest.mark.parametrize("name", ROUTES)
def test_each_role_reaches_what_it_should_and_nothing_else(
    name: str, people: dict[str, User | AnonymousUser], things: dict[str, str]
) -> None:
    route = ROUTES[name]
    url = reverse(name.partition(" ")[0], args=[things.get(argument, argument) for argument in route.args])
    data = {key: things.get(str(value), value) for key, value in route.data.items()}
    statuses = {}
    for role, person in people.items():
        client, before = Client(), transaction.savepoint()
        if isinstance(person, User):
            client.force_login(person)
        answer = ask(client, route.method, url, data)
        statuses[role] = answer.status_code
        if role == "anonymous" and answer.status_code == 302 and not name.startswith(("account", "mfa")):
            assert answer["Location"].startswith("/accounts/login/")
        transaction.savepoint_rollback(before)

    assert statuses == dict(zip(ROLES, route.statuses, strict=True))


def admin_routes() -> list[str]:
    admin = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "admin")
    assert isinstance(admin, URLResolver)
    return [
        f"admin:{name}"
        for name in routes(admin.url_patterns)
        if name.endswith(("_changelist", "_add", "index"))
    ]


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_is_for_administrators_alone(role: str, people: dict[str, User | AnonymousUser]) -> None:
    client, person = Client(), people[role]
    if isinstance(person, User):
        client.force_login(person)
    answers = {name: client.get(reverse(name)).status_code for name in admin_routes()}

    assert len(answers) > 10
    if role == "admin":  # history cannot be added by hand: 403
        assert set(answers.values()) <= {200, 403}
    else:
        assert set(answers.values()) == {302}
