"""People who leave an organisation, who come back, and who its managers are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts import contacts, invitations, leaving
from accounts.leaving import StaysAsTheyAre
from accounts.models import Invitation, User
from cst.demo.cast import PASSWORD
from tests.world import TUESDAY, World

NEW = "nadia@reseau-plus.example"


def invite(world: World, by: User, email: str = NEW) -> str:
    return invitations.invite(
        by, email=email, organisation=world.organisation_of(by), role="member", at=TUESDAY, language="en"
    )


def make_manager(person: User, by: User) -> None:
    leaving.change_role(person, "manager", by=by, at=TUESDAY)
    person.refresh_from_db()


def test_their_sessions_and_second_factors_end(world: World) -> None:
    theirs = Client()
    theirs.post(reverse("account_login"), {"login": world.lea.email, "password": PASSWORD})
    key = theirs.session.session_key
    TOTP.activate(world.lea, generate_totp_secret())
    leaving.remove(world.lea, by=world.jean, at=TUESDAY)

    assert theirs.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.exists() and not Authenticator.objects.exists()


def test_their_password_opens_nothing(world: World, client: Client) -> None:
    leaving.remove(world.lea, by=world.jean, at=TUESDAY)
    answer = client.post(reverse("account_login"), {"login": world.lea.email, "password": PASSWORD})

    assert "incorrects" in answer.content.decode()


def test_an_address_that_they_were_about_to_take_is_not_taken_any_more(world: World, client: Client) -> None:
    wanted = EmailAddress.objects.create(user=world.lea, email="lea@elsewhere.example", verified=False)
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(wanted).key])
    leaving.remove(world.lea, by=world.jean, at=TUESDAY)
    client.post(link)

    assert User.objects.get(pk=world.lea.pk).email == world.lea.email
    assert not EmailAddress.objects.filter(email="lea@elsewhere.example").exists()


def test_a_second_removal_is_harmless(world: World) -> None:
    for _click in range(2):
        leaving.remove(world.lea, by=world.jean, at=TUESDAY)

    assert not User.objects.get(pk=world.lea.pk).is_active


def test_the_invitations_that_they_sent_end(world: World) -> None:
    make_manager(world.lea, world.jean)
    token = invite(world, world.lea)
    leaving.remove(world.lea, by=world.jean, at=TUESDAY)

    with pytest.raises(invitations.InvitationClosed):
        invitations.open_invitation(token, TUESDAY)


def test_an_invitation_of_before_brings_nobody_back(world: World) -> None:
    contact = contacts.add_contact(world.organisation_of(world.jean), full_name="Nadia", email=NEW)
    token = invite(world, world.jean)
    leaving.remove(contact, by=world.jean, at=TUESDAY)

    with pytest.raises(invitations.InvitationClosed):
        invitations.accept(token, full_name="Nadia", password="une-phrase-longue", at=TUESDAY)


def test_whoever_left_comes_back_by_an_invitation(world: World) -> None:
    leaving.remove(world.lea, by=world.jean, at=TUESDAY)
    token = invite(world, world.jean, world.lea.email)
    back = invitations.accept(token, full_name="", password="une-phrase-longue", at=TUESDAY)

    assert (back.pk, back.is_active, back.language) == (world.lea.pk, True, "en")
    assert back.full_name == "Léa Noël"


def test_whoever_left_does_not_come_back_elsewhere(world: World) -> None:
    leaving.remove(world.lea, by=world.jean, at=TUESDAY)

    with pytest.raises(ValidationError):
        invite(world, world.marc, world.lea.email)


def test_nobody_removes_themself(world: World) -> None:
    make_manager(world.lea, world.jean)

    with pytest.raises(StaysAsTheyAre):
        leaving.remove(world.jean, by=world.jean, at=TUESDAY)


def test_the_last_manager_stays_and_stays_one(world: World) -> None:
    with pytest.raises(StaysAsTheyAre):
        leaving.remove(world.sophie, by=world.jean, at=TUESDAY)
    with pytest.raises(StaysAsTheyAre):
        leaving.change_role(world.jean, "member", by=world.jean, at=TUESDAY)

    assert User.objects.get(pk=world.sophie.pk).is_manager


@pytest.mark.parametrize("by", ["lea", "marc", "sophie", "claire", "ines"])
def test_nobody_else_removes(world: World, by: str) -> None:
    with pytest.raises(PermissionDenied):
        leaving.remove(world.jean, by=getattr(world, by), at=TUESDAY)


def test_a_role_of_the_centre_is_given_to_no_customer(world: World) -> None:
    with pytest.raises(StaysAsTheyAre):
        leaving.change_role(world.lea, "lead", by=world.jean, at=TUESDAY)


def test_two_managers_who_remove_one_another_leave_one(transactional_world: World) -> None:
    world = transactional_world
    make_manager(world.lea, world.jean)

    def remove(pair: tuple[User, User]) -> bool:
        try:
            leaving.remove(pair[0], by=pair[1], at=TUESDAY)
        except PermissionDenied:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(remove, [(world.lea, world.jean), (world.jean, world.lea)]))

    assert sorted(done) == [False, True]


def test_a_manager_invites_so_many_in_an_hour(world: World, settings: Settings) -> None:
    settings.INVITATIONS_PER_HOUR = 2
    for number in range(2):
        invite(world, world.jean, f"n{number}@reseau-plus.example")

    with pytest.raises(ValidationError, match="reprenez dans une heure"):
        invite(world, world.jean)
    assert Invitation.objects.count() == 2


def test_one_less_is_still_invited(world: World, settings: Settings) -> None:
    settings.INVITATIONS_PER_HOUR = 2
    invite(world, world.jean, "un@reseau-plus.example")

    invite(world, world.jean)

    assert Invitation.objects.filter(revoked_at=None).count() == 2


def test_whoever_is_no_manager_any_more_has_no_invitation_out(world: World) -> None:
    make_manager(world.lea, world.jean)
    invite(world, world.lea)

    leaving.change_role(world.lea, "member", by=world.jean, at=TUESDAY)

    assert Invitation.objects.get().revoked_at == TUESDAY


def test_a_contact_is_not_the_manager_who_is_left(world: World) -> None:
    contact = contacts.add_contact(
        world.organisation_of(world.jean), full_name="Au Téléphone", email="tel@reseau-plus.example"
    )
    make_manager(contact, world.jean)

    with pytest.raises(StaysAsTheyAre):
        leaving.change_role(world.jean, "member", by=world.jean, at=TUESDAY)


def test_somebody_who_has_just_left_manages_nothing(world: World) -> None:
    make_manager(world.lea, world.jean)
    User.objects.filter(pk=world.lea.pk).update(is_active=False)

    with pytest.raises(PermissionDenied):  # `lea` is who she was when her page was made
        leaving.remove(world.jean, by=world.lea, at=TUESDAY)
