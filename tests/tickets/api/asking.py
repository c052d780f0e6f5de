"""How the tests of the API ask: a JSON body, perhaps a key or the tag of what was seen."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import User
from api.models import ApiToken


def send(client: Client, address: str, headers: Any = None, **body: Any) -> Any:
    """What a POST of `body` is answered."""
    return client.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)


def refused_fields(answer: Any) -> dict[str, str]:
    """The fields that an answer names as wrong, each with its code."""
    assert answer.status_code == 422, answer.json()
    return {each["field"]: each["code"] for each in answer.json()["errors"]}


def program(person: User, *scopes: str) -> Client:
    """A client that asks with a token of `person` for these scopes."""
    _row, token = ApiToken.objects.create(user=person, name="ERP", scopes=list(scopes), created_by=person)
    return Client(headers={"Authorization": f"Bearer {token}"})
