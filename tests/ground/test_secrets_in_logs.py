"""An address that is a key stands in no log."""

from __future__ import annotations

import logging

import pytest

from cst.secrets_in_logs import WithoutKeys


def logged(message: str, *values: object) -> str:
    record = logging.LogRecord("a", logging.INFO, "a.py", 1, message, values, None)
    assert WithoutKeys().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("request='GET /agenda/GNsca8BhIs0T.ics' code=200", "request='GET /agenda/…' code=200"),
        ("GET /avis/WzEsMl0:1w:x_-/?avis=1 HTTP/1.1", "GET /avis/…/?avis=1 HTTP/1.1"),
        ("GET /accounts/invitations/abc/", "GET /accounts/invitations/…/"),
        ("GET /portail/incidents/CST-2026-000001/", "GET /portail/incidents/CST-2026-000001/"),
        ("POST /programmes/agenda/7/revocation/", "POST /programmes/agenda/7/revocation/"),
    ],
)
def test_the_key_is_cut_and_nothing_else(said: str, kept: str) -> None:
    assert logged(said) == kept


def test_it_is_cut_wherever_it_was_put_in() -> None:
    assert logged("Not Found: %s", "/agenda/GNsca8BhIs0T.ics") == "Not Found: /agenda/…"


def test_our_lines_and_those_of_gunicorn_pass_by_it() -> None:
    ours, gunicorns = logging.getLogger().handlers, logging.getLogger("gunicorn.access")

    assert any(isinstance(each, WithoutKeys) for handler in ours for each in handler.filters)
    assert any(isinstance(each, WithoutKeys) for each in gunicorns.filters)
