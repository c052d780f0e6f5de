"""What people meet while PostgreSQL is away, and once it is back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import RequestFactory

from cst.home import server_error


@pytest.fixture
def pooled(db: None) -> Iterator[DatabaseWrapper]:
    """The database through a pool, as it is served; the tests do without one."""
    known = connection.settings_dict
    options = {**known["OPTIONS"], "pool": {"min_size": 0, "max_size": 1, "timeout": 10}}
    wrapper = DatabaseWrapper({**known, "OPTIONS": options}, alias="default")
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def test_a_connection_of_before_a_restart_is_replaced_and_costs_nobody_their_page(
    pooled: DatabaseWrapper,
) -> None:
    with pooled.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [before] = cursor.fetchone()
    pooled.close()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    with pooled.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [after] = cursor.fetchone()

    assert after != before


def test_the_page_of_a_fault_asks_nothing_of_the_database(rf: RequestFactory) -> None:
    request = rf.get("/console/")
    request.COOKIES["theme"] = "dark"

    answer = server_error(request)  # without `db`, any question to the database raises

    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Une erreur est survenue de notre côté" in page
    assert settings.SUPPORT_PHONE in page
    assert 'data-theme="dark"' in page
