"""A request that reads asks for the hours of the centre once; one that writes asks each time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from cst.reading import reading_once
from sla.models import latest_version
from tests.world import World


def _asks_twice(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{latest_version().pk} {latest_version().pk}")


@pytest.mark.parametrize(("method", "queries"), [("get", 1), ("head", 1), ("post", 2)])
def test_only_a_request_that_reads_remembers(world: World, method: str, queries: int) -> None:
    request = getattr(RequestFactory(), method)("/")

    with CaptureQueriesContext(connection) as asked:
        reading_once(_asks_twice)(request)

    assert len(asked) == queries


def test_the_next_request_asks_anew(world: World) -> None:
    ask = reading_once(_asks_twice)

    with CaptureQueriesContext(connection) as asked:
        for _time in range(2):
            ask(RequestFactory().get("/"))

    assert len(asked) == 2
