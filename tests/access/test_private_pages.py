"""Nobody but its reader keeps what was read, and reading writes nothing."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.access import accounts, api, console, mail, portal
from tests.access.routes import Route

GETS: dict[str, Route] = {
    name: route
    for routes in (portal.ROUTES, console.ROUTES, mail.ROUTES, api.ROUTES, accounts.ROUTES)
    for name, route in routes.items()
    if route.method == "get"
}
_WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)", re.IGNORECASE)
# One of each side: who may read what is the matrix's business.
READERS = ("anonymous", "jean", "claire", "ines")
# A session, and the list of them, which says when each was used.
_OF_THE_SESSION = {"django_session", "usersessions_usersession"}


def written(queries: CaptureQueriesContext) -> set[str]:
    """The tables that were written."""
    found = (_WRITES.match(query["sql"]) for query in queries.captured_queries)
    return {match[2] for match in found if match} - _OF_THE_SESSION


@pytest.mark.parametrize("name", GETS)
def test_a_get_writes_nothing_and_is_stored_nowhere(
    name: str, people: dict[str, User | AnonymousUser], things: dict[str, str]
) -> None:
    route = GETS[name]
    url = reverse(name.partition(" ")[0], args=[things.get(argument, argument) for argument in route.args])
    data = {key: things.get(str(value), value) for key, value in route.data.items()}
    wrote, kept = {}, {}
    for role in READERS:
        client, person = Client(), people[role]
        if isinstance(person, User):
            client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url, data)
            b"".join(answer)
        wrote[role] = written(queries)
        said = answer.get("Cache-Control", "")
        # The tag of an answer of the API is what a change is decided on; that of a page would only serve to keep it.
        is_tagged = answer.has_header("ETag") and not name.startswith("api:")
        kept[role] = not {"private", "no-store"} <= set(said.split(", ")) or is_tagged

    assert (wrote, kept) == ({role: set() for role in READERS}, dict.fromkeys(READERS, False))
