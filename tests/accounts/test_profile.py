"""What a person says of themselves."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.world import World

TYPED = {
    "full_name": "Jean Petit-Roux",
    "phone": "06 12 34 56 78",
    "language": "en",
    "time_zone": "Indian/Reunion",
    "mail_scope": "organisation",
    "mail_pace": "daily",
}


def save(client: Client, person: User, **changes: str) -> int:
    client.force_login(person)
    status: int = client.post(reverse("accounts:profile"), {**TYPED, **changes}).status_code
    person.refresh_from_db()
    return status


def test_a_customer_keeps_their_choices(world: World, client: Client) -> None:
    status = save(client, world.jean)

    assert status == 302
    assert {name: getattr(world.jean, name) for name in TYPED} == TYPED


def test_the_centre_has_no_choice_of_mails(world: World, client: Client) -> None:
    save(client, world.claire)

    assert (world.claire.language, world.claire.mail_pace) == ("en", User.MailPace.EACH)


@pytest.mark.parametrize("field", ["role", "email", "is_staff", "is_superuser", "organisation"])
def test_nobody_makes_more_of_themselves(world: World, client: Client, field: str) -> None:
    before = getattr(world.lea, field)
    save(client, world.lea, **{field: "1" if field != "role" else "manager"})

    assert getattr(world.lea, field) == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [("full_name", ""), ("full_name", "n" * 300), ("time_zone", "Mars/Olympus"), ("language", "de")],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(
    world: World, client: Client, field: str, typed: str
) -> None:
    client.force_login(world.jean)
    answer = client.post(reverse("accounts:profile"), {**TYPED, field: typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert TYPED["phone"] in answer.content.decode()
    assert User.objects.get(pk=world.jean.pk).phone != TYPED["phone"]


def test_french_zones_come_first(world: World, client: Client) -> None:
    client.force_login(world.jean)
    html = client.get(reverse("accounts:profile")).content.decode()

    assert html.index("Pacific/Noumea") < html.index("Africa/Abidjan")


def test_a_zone_that_no_list_holds_stays_theirs(world: World, client: Client) -> None:
    User.objects.filter(pk=world.jean.pk).update(time_zone="CET")
    status = save(client, world.jean, time_zone="CET")

    assert (status, world.jean.time_zone) == (302, "CET")
