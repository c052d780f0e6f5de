"""Bodies and addresses are read strictly: an unknown field, another type, an instant without offset are each named."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from api.fields import InstantField, Strict
from tests.world import World


class Sent(Strict):
    """One field of each kind."""

    text = serializers.CharField(required=False)
    number = serializers.IntegerField(required=False)
    colour = serializers.ChoiceField(["red", "blue"], required=False)
    flag = serializers.BooleanField(required=False)
    texts = serializers.ListField(child=serializers.CharField(), required=False)
    at = InstantField(required=False)


def refused(data: dict[str, Any], **context: Any) -> dict[str, Any]:
    """The code of what is wrong with each field."""
    sent = Sent(data=data, context=context)
    with pytest.raises(ValidationError) as caught:
        sent.is_valid(raise_exception=True)
    detail = caught.value.detail
    assert isinstance(detail, dict)
    return {name: first.code for name, (first, *_rest) in detail.items() if isinstance(first, ErrorDetail)}


def test_what_is_of_its_type_is_read() -> None:
    sent = Sent(data={"text": "3", "number": 3, "flag": True, "texts": ["a"]})

    assert sent.is_valid()
    assert sent.validated_data == {"text": "3", "number": 3, "flag": True, "texts": ["a"]}


@pytest.mark.parametrize(
    "data",
    [
        {"text": 3},
        {"text": True},
        {"text": 1.5},
        {"number": "3"},
        {"number": True},
        {"flag": "true"},
        {"flag": 1},
        {"texts": ["a", 1]},
    ],
    ids=str,
)
def test_another_type_of_json_is_refused(data: dict[str, Any]) -> None:
    assert refused(data) == dict.fromkeys(data, "wrong_type")


def test_an_address_has_text_alone() -> None:
    sent = Sent(data={"number": "3", "flag": "true"}, context={"is_address": True})

    assert sent.is_valid()
    assert sent.validated_data == {"number": 3, "flag": True}


def test_an_unknown_field_is_named_beside_what_else_is_wrong(db: None) -> None:
    assert refused({"status": "closed", "number": "x", "at": "2026-10-13T11:07:00"}) == {
        "status": "unknown_field",
        "number": "wrong_type",
        "at": "invalid_instant",
    }


def test_an_address_that_asks_nothing_refuses_whatever_stands_in_it(world: World, client: Client) -> None:
    client.force_login(world.jean)
    number = world.ticket().number

    answer = client.get(f"/api/v1/tickets/{number}/", {"expand": "messages"})

    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [
        ("expand", "unknown_field")
    ]


def test_what_is_no_choice_is_told_the_choices() -> None:
    sent = Sent(data={"colour": "gr{e}en"})

    assert not sent.is_valid()
    assert sent.errors["colour"] == [
        "«\u00a0gr{e}en\u00a0» n’est pas un choix. Ceux qui se donnent ici\u00a0: red, blue."
    ]
