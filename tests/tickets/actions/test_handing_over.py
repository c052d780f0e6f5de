"""What reaches the reseller by itself: a request that the charter sends there (CH-II.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User

# Paul writes at 11:07; Jean has looked by 14:30.
from tests.tickets.first_level_requests import asked, mails
from tests.world import STORMSHIELD, TUESDAY, World
from tickets import history
from tickets.actions import closing, replying
from tickets.actions.qualifying import Qualification, qualify
from tickets.files import NewFile
from tickets.models import Status, Ticket

# Paul writes at 11:07; Jean has looked by 14:30.
LATER = TUESDAY.replace(hour=14, minute=30)


@pytest.mark.parametrize("channel", ["web", "mail", "phone"])
def test_by_whatever_channel_it_is_in_the_reseller_s_hands(world: World, channel: str) -> None:
    ticket = asked(world, channel=channel)

    assert (ticket.status, ticket.reseller) == (Status.WITH_RESELLER, world.jean.organisation)
    assert (ticket.due_at, ticket.queue_rank) == (None, None)


def test_all_people_of_the_reseller_read_the_customer_s_words_and_what_was_joined(world: World) -> None:
    asked(world, body="Le VPN tombe.", files=[NewFile("vpn.log", b"x")])

    for person in (world.jean, world.lea):
        [mail] = mails(person)
        assert "Le VPN tombe." in mail.text and "vpn.log" in mail.text and "SN310" in mail.text
        assert mail.headers["Auto-Submitted"] == "auto-generated"


def test_the_customer_is_told_who_has_it_and_refused_nothing(world: World) -> None:
    asked(world)

    [mail] = mails(world.paul)
    assert "Demande confiée à votre revendeur" in mail.text
    assert "votre revendeur Réseau Plus assure le premier niveau" in mail.text
    assert "Que faire" not in mail.text


def test_where_nobody_is_at_the_reseller_it_stays_refused_and_says_whom_to_call(world: World) -> None:
    User.objects.filter(organisation=world.jean.organisation).update(is_active=False)

    ticket = asked(world)

    assert ticket.status == Status.REFUSED
    [mail] = mails(world.paul)
    assert "Contactez Réseau Plus" in mail.text and ticket.number in mail.text


def test_what_an_engineer_identifies_as_the_reseller_s_goes_there_too(world: World) -> None:
    ticket = asked(world, channel="mail", serial="", severity=None)
    assert ticket.status == Status.NEW

    ticket = qualify(ticket, Qualification(3, STORMSHIELD, "incident"), actor=world.claire, at=LATER)

    assert ticket.status == Status.WITH_RESELLER
    assert "confiée à votre revendeur" in mails(world.paul)[-1].text
    assert not mails(world.paul, "non ouverte")


def test_qualifying_it_there_leaves_it_there_and_tells_nobody_again(world: World) -> None:
    ticket = asked(world)

    ticket = qualify(ticket, Qualification(1, STORMSHIELD, "incident"), actor=world.claire, at=LATER)

    assert ticket.status == Status.WITH_RESELLER
    assert len(mails(world.jean)) == 1


def test_the_history_says_that_it_went_there_by_itself(world: World) -> None:
    lines = [line.text for line in history.lines(asked(world), world.paul)]

    assert "Demande confiée à Réseau Plus, qui assure le premier niveau" in lines


def test_the_reseller_answers_and_may_end_what_it_has(world: World) -> None:
    ticket = asked(world)
    replying.reply(ticket, world.words(world.lea, "C’est rétabli."), at=LATER)

    closing.close(ticket, actor=world.lea, at=LATER + timedelta(minutes=5))

    assert Ticket.objects.get(pk=ticket.pk).status == Status.CLOSED
    answered, ended = mails(world.paul)[1:]
    assert "C’est rétabli." in answered.text and ended.text.startswith("Incident clos")
