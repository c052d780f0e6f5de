"""The whole API asked by its own document, as each role: what it says of itself is true (schemathesis, fixed seed)."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation

from accounts.models import User
from api.document import document
from api.models import ApiToken, Scope
from cst.wsgi import application
from tests.access.routes import ROLES
from tests.world import FORTIGATE, TUESDAY

# Told of any request: who may not, what is not there, what cannot be as things stand, what is read and refused.
_REFUSED = ("401", "403", "404", "409", "412", "422")
CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 20261013,
        "generation": {"max-examples": 5, "deterministic": True, "with-security-parameters": False},
        # What the fields allow may still be refused for what it means: a serial that nobody sold, a ticket that ended.
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ["2xx", "304", *_REFUSED]},
            # An address that is not theirs, or a state that is no more, is told before what is wrong with the body.
            "negative_data_rejection": {"expected-statuses": ["400", "405", "406", "413", "415", *_REFUSED]},
        },
    }
)
SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(document(), default=str)), config=CONFIG)
SCHEMA.app = application


# What the parameters of an address name, by how the address begins: a placeholder of things.py, or itself.
THINGS = {
    "/api/v1/tickets/": {"number": "<ticket>"},
    "/api/v1/contracts/": {"number": "EX-2024-0117"},
    "/api/v1/calendars/": {"code": "cst"},
    "/api/v1/credits/": {"organisation": "<payer>"},
    "/api/v1/devices/": {"serial": FORTIGATE},
}


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A server ends each request by closing its connection; here it is the test's, whose transaction goes on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def no_name_leads_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a webhook would go is asked of nobody: as on a machine without a network."""

    real = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **more: Any) -> Any:
        if host in {"127.0.0.1", "localhost"}:  # our own servers
            return real(host, *arguments, **more)
        raise socket.gaierror(socket.EAI_NONAME, f"no name here: {host}")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.fixture
def headers(
    request: pytest.FixtureRequest, people: dict[str, User | AnonymousUser], settings: Any
) -> dict[str, str]:
    """Those of a token of `request.param`, with every scope."""
    settings.API_TOKEN_RATE = settings.API_REFUSED_RATE = 1_000_000
    person = people[request.param]
    if not isinstance(person, User):
        return {}
    _row, token = ApiToken.objects.create(user=person, name="test", scopes=Scope.values, created_by=person)
    return {"Authorization": f"Bearer {token}"}


def named(case: schemathesis.Case[Any], things: dict[str, str]) -> None:
    """Let an address name something that is there: what is made up is nearly always somewhere else's 404."""
    path = case.meta.components.get(ParameterLocation.PATH) if case.meta else None
    if path is None or not path.mode.is_positive:
        return
    for name in case.path_parameters:
        for begins, of_path in THINGS.items():
            if case.path.startswith(begins) and name in of_path:
                case.path_parameters[name] = things.get(of_path[name], of_path[name])


@pytest.mark.parametrize("headers", ROLES, indirect=True)
@SCHEMA.parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
def test_what_the_document_says_is_true(
    case: schemathesis.Case[Any], headers: dict[str, str], things: dict[str, str]
) -> None:
    named(case, things)
    with time_machine.travel(TUESDAY + timedelta(hours=1), tick=False):
        case.call_and_validate(headers=headers)
