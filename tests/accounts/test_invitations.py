"""Invitation only: single use, expiring, and never a second account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts import invitations
from accounts.models import Invitation, Organisation, User
from cst.demo import cast
from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World

NEW = "nadia.roux@reseau-plus.example"


def invite(
    world: World, inviter: User | None = None, organisation: Organisation | None = None, email: str = NEW
) -> str:
    return invitations.invite(
        inviter or world.jean,
        email=email,
        organisation=organisation or world.organisation_of(world.jean),
        role="member",
        at=TUESDAY,
    )


def test_an_invitation_makes_an_account_once(world: World) -> None:
    token = invite(world)
    user = invitations.accept(token, full_name="Nadia Roux", password="une-phrase-longue", at=TUESDAY)
    assert (user.organisation, user.role) == (world.organisation_of(world.jean), "member")

    with pytest.raises(invitations.InvitationClosed):
        invitations.accept(token, full_name="Nadia", password="une-phrase-longue", at=TUESDAY)


def test_an_invitation_expires(world: World) -> None:
    token = invite(world)

    with pytest.raises(invitations.InvitationClosed):
        invitations.open_invitation(token, TUESDAY + timedelta(days=14))


def test_the_token_is_stored_nowhere(world: World) -> None:
    token = invite(world)

    assert token not in Invitation.objects.get().token_digest
    assert token in OutgoingMail.objects.get(to=NEW).text


def test_a_new_invitation_closes_the_former_one(world: World) -> None:
    former = invite(world)
    invite(world)

    with pytest.raises(invitations.InvitationClosed):
        invitations.open_invitation(former, TUESDAY)


def test_a_manager_invites_into_its_end_customers(world: World) -> None:
    assert invite(world, organisation=world.organisation_of(world.sophie), email="new@clinique-lilas.example")


@pytest.mark.parametrize("name", ["lea", "marc", "claire", "ines"])
def test_nobody_else_invites(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        invite(world, getattr(world, name))


def test_a_known_person_gets_no_second_account(world: World) -> None:
    with pytest.raises(ValidationError):
        invite(world, email=world.lea.email.upper())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": "engineer"}, "Ce rôle n’existe pas"),
        ({"email": "JEAN.PETIT@reseau-plus.example"}, "déjà un"),
    ],
)
def test_a_refusal_shows_beside_its_field_in_the_admin(
    world: World, client: Client, changes: dict[str, str], said: str
) -> None:
    client.force_login(User.objects.get(email=cast.ADMINISTRATOR))
    organisation = world.organisation_of(world.jean).pk
    typed = {
        "email": NEW,
        "full_name": "Nadia Roux",
        "organisation": organisation,
        "role": "member",
        "language": "fr",
    }

    answer = client.post(reverse("admin:accounts_invitation_add"), {**typed, **changes})

    assert answer.status_code == 200
    assert said in answer.context["adminform"].form.errors.as_text()
    assert not Invitation.objects.exists()


def test_the_page_logs_in_whoever_accepts(world: World, client: Client) -> None:
    from django.utils import timezone

    token = invitations.invite(
        world.jean,
        email=NEW,
        organisation=world.organisation_of(world.jean),
        role="member",
        at=timezone.now(),
    )
    url = reverse("accounts:invitation", args=[token])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"full_name": "Nadia Roux", "password": "une-phrase-longue"})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=NEW).pk)


def test_a_used_invitation_says_what_to_do(client: Client, world: World) -> None:
    answer = client.get(reverse("accounts:invitation", args=["nothing"]))

    assert answer.status_code == 410
    assert "Demandez-en une nouvelle" in answer.content.decode()


def test_nobody_signs_up(client: Client, db: None) -> None:
    answer = client.post(
        reverse("account_signup"), {"email": "me@evil.example", "password1": "une-phrase-longue"}
    )

    assert not User.objects.filter(email="me@evil.example").exists()
    assert answer.status_code == 200
