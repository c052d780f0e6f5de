"""Contacts: known by a call, without an account, and never a way into one."""

from __future__ import annotations

import threading

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import invitations
from accounts.contacts import add_contact, is_contact
from accounts.models import User
from cst.demo import cast
from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World

NEW = "karim.benali@clinique-lilas.example"


def contact(world: World, **changes: str) -> User:
    given = {"full_name": " Karim Benali ", "email": f" {NEW.upper()} ", "phone": "03 20 00 00 01", **changes}
    return add_contact(cast.organisation(cast.CLINIQUE), **given)


def test_a_contact_belongs_to_the_organisation_they_call_for(world: World) -> None:
    person = contact(world)

    assert (person.organisation, person.full_name, person.email) == (
        cast.organisation(cast.CLINIQUE),
        "Karim Benali",
        NEW,
    )
    assert is_contact(person)


def test_a_person_already_theirs_is_taken_as_they_are(world: World) -> None:
    person = contact(world, email=world.sophie.email, full_name="S. Bernard")

    assert (person.pk, person.full_name) == (world.sophie.pk, "Sophie Bernard")
    assert not is_contact(person)


def test_a_phone_number_is_kept_where_none_was_known(world: World) -> None:
    contact(world, email=world.sophie.email)
    contact(world, email=world.sophie.email, phone="06 00 00 00 00")

    assert User.objects.get(pk=world.sophie.pk).phone == "03 20 00 00 01"


@pytest.mark.parametrize("address", ["jean.petit@reseau-plus.example", "claire.martin@exer.example"])
def test_an_address_of_another_organisation_is_refused(world: World, address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        contact(world, email=address)

    assert "Cette adresse est celle de" in refused.value.message_dict["email"][0]


def test_a_closed_account_is_refused(world: World) -> None:
    User.objects.filter(pk=world.sophie.pk).update(is_active=False)

    with pytest.raises(ValidationError, match="fermé"):
        contact(world, email=world.sophie.email)


def test_an_account_without_organisation_is_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="administration"):
        contact(world, email=cast.ADMINISTRATOR)


def test_nobody_sets_a_password_on_an_address_given_by_phone(world: World, client: Client) -> None:
    contact(world)
    client.post(reverse("account_reset_password"), {"email": NEW})
    client.post(reverse("account_reset_password"), {"email": world.sophie.email})

    assert not OutgoingMail.objects.filter(to=NEW).exists()
    assert not EmailAddress.objects.get(email=NEW).verified


def test_an_invitation_makes_an_account_of_a_contact(world: World, client: Client) -> None:
    person = contact(world)
    token = invitations.invite(
        world.sophie, email=NEW, organisation=cast.organisation(cast.CLINIQUE), role="member", at=TUESDAY
    )

    user = invitations.accept(token, full_name="", password="une-phrase-longue", at=TUESDAY)

    assert (user.pk, is_contact(user), user.full_name) == (person.pk, False, "Karim Benali")
    assert client.login(email=NEW, password="une-phrase-longue")
    assert EmailAddress.objects.get(email=NEW).verified


def test_a_contact_is_not_invited_elsewhere(world: World) -> None:
    contact(world)

    with pytest.raises(ValidationError, match="déjà un compte"):
        invitations.check(NEW, cast.organisation(cast.MENUISERIE), "member")


def test_an_invitation_accepted_after_another_account_was_made_is_closed(world: World) -> None:
    clinic = cast.organisation(cast.CLINIQUE)
    token = invitations.invite(world.hugo, email=NEW, organisation=clinic, role="member", at=TUESDAY)
    User.objects.create_user(NEW, "autre-phrase-longue", full_name="K", organisation=clinic, role="member")

    with pytest.raises(invitations.InvitationClosed, match="déjà un compte"):
        invitations.accept(token, full_name="K", password="une-phrase-longue", at=TUESDAY)


def test_two_engineers_at_once_make_one_contact(transactional_world: World) -> None:
    ready, made = threading.Barrier(4), list[int]()

    def add() -> None:
        ready.wait()
        made.append(contact(transactional_world).pk)
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert len(set(made)) == 1
