"""Programs act for an organisation, and are nobody to log in, to write to, to call or to choose."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts import contacts, invitations, programs
from accounts.models import PROGRAMS_DOMAIN, User
from contracts.search import find
from inbound_mail import senders
from inbound_mail.addresses import Address
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from sla import remembering
from tests.world import TUESDAY, World
from tickets import parties, payers
from tickets.actions import assigning, replying
from tickets.actions.following import colleagues
from tickets.actions.writing import NotPossible
from tickets.console.handling_form import engineers
from tickets.mentions import colleagues as mentionable
from tickets.portal.people import people


@pytest.fixture
def program(world: World) -> User:
    """Réseau Plus's, which follows whatever its organisation sees if one let it."""
    found = programs.named(world.organisation_of(world.jean), "Zabbix", by=world.jean)
    found.mail_scope = User.MailScope.ORGANISATION
    found.save(update_fields=["mail_scope"])
    return found


@pytest.fixture
def engineer(world: World) -> User:
    """The centre's."""
    return programs.named(world.organisation_of(world.hugo), "Téléphone", by=world.hugo)


def test_it_is_named_as_what_it_is(program: User) -> None:
    assert (program.full_name, str(program)) == ("Zabbix (programme)", "Zabbix (programme)")


def test_the_same_name_is_the_same_program(program: User, world: World) -> None:
    assert programs.named(world.organisation_of(world.jean), " Zabbix ", by=world.lea) == program


def test_its_address_is_one_that_nobody_can_have(program: User) -> None:
    assert program.email.endswith("@programmes.invalid")


@pytest.mark.parametrize(
    "changes",
    [
        {"organisation": None, "role": ""},
        {"is_staff": True},
        {"is_superuser": True},
        {"email": "zabbix@reseau-plus.example"},
    ],
    ids=str,
)
def test_the_database_keeps_it_from_becoming_a_person(program: User, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=program.pk).update(**changes)


def test_no_person_has_such_an_address(world: World) -> None:
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=world.lea.pk).update(email=f"lea@{PROGRAMS_DOMAIN}")


# --- It does not log in


def test_it_has_no_password_and_one_that_was_set_opens_nothing(program: User) -> None:
    had_one = program.has_usable_password()
    program.set_password("a-long-enough-one")
    program.save(update_fields=["password"])

    assert not had_one
    assert authenticate(None, email=program.email, password="a-long-enough-one") is None


def test_a_session_of_it_is_nobody_s(program: User, client: Client) -> None:
    client.force_login(program, backend="accounts.backends.WithOrganisation")

    assert client.get(reverse("portal:home"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("route", "field"), [("account_request_login_code", "email"), ("account_reset_password", "email")]
)
def test_it_gets_neither_code_nor_new_password(program: User, client: Client, route: str, field: str) -> None:
    client.post(reverse(route), {field: program.email})

    assert not OutgoingMail.objects.exists()


def test_nobody_is_invited_or_noted_at_such_an_address(program: User, world: World) -> None:
    organisation = world.organisation_of(world.jean)

    for address in (program.email, f"new@{PROGRAMS_DOMAIN}"):
        with pytest.raises(ValidationError, match="programme"):
            invitations.invite(
                world.jean, email=address, organisation=organisation, role="member", at=TUESDAY
            )
        with pytest.raises(ValidationError, match="programme"):
            contacts.add_contact(organisation, full_name="Zoé", email=address)


# --- It is written to by nobody


def test_it_is_not_told_of_its_organisation_s_tickets(program: User, world: World) -> None:
    world.ticket(world.jean)

    assert not OutgoingMail.objects.filter(to=program.email).exists()


def test_what_answers_its_own_request_reaches_its_colleagues_and_not_it(program: User, world: World) -> None:
    User.objects.filter(pk=world.lea.pk).update(mail_scope=User.MailScope.ORGANISATION)

    ticket = world.ticket(program)
    replying.reply(ticket, world.words(world.claire), at=world.at)

    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {world.lea.email}


def test_an_estimate_of_its_request_is_decided_by_people(program: User, world: World) -> None:
    ticket = world.ticket(program)

    assert payers.asked(ticket, world.organisation_of(world.jean)) == [world.jean]


def test_a_mail_to_it_never_leaves(program: User, world: World) -> None:
    outbox.put(
        to=program.email,
        template="login_code",
        subject="Code",
        context={"code": "", "minutes": 0},
        language="fr",
        at=TUESDAY,
    )

    assert outbox.send_due(TUESDAY) == 0
    assert OutgoingMail.objects.get().status == OutgoingMail.Status.WITHHELD


def test_a_mail_that_claims_to_come_from_it_is_nobody_s(program: User) -> None:
    assert senders.person(Address(program.email, "Zabbix")) is None
    with remembering.one_run():
        assert senders.fetch_ahead([program.email]) == {}


# --- It is chosen by nobody


def test_it_is_in_no_list_of_its_organisation_s_people(program: User, world: World) -> None:
    assert program not in people(world.jean)
    assert program not in colleagues(world.jean)
    assert program not in parties.others(world.ticket(world.jean))
    assert not find("Zabbix").people.rows


def test_it_is_in_no_list_of_the_centre_s_engineers(engineer: User, world: World) -> None:
    assert engineer not in engineers()
    assert engineer not in mentionable()
    assert engineer not in colleagues(world.claire)


def test_no_ticket_is_given_to_it(engineer: User, world: World) -> None:
    ticket = world.ticket()

    with pytest.raises(NotPossible):
        assigning.assign(ticket, engineer, actor=world.hugo, at=TUESDAY)


def test_it_is_not_among_the_people_of_the_reference_data(
    program: User, client: Client, world: World
) -> None:
    client.force_login(User.objects.get(is_superuser=True))

    answer = client.get(reverse("admin:accounts_user_changelist"), {"q": "Zabbix"})

    assert program.email not in answer.content.decode()
