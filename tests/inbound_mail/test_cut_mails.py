"""Mails of which only the beginning was kept: told apart, and never made into a ticket by a decision."""

from __future__ import annotations

import pytest

from inbound_mail import deciding
from inbound_mail.models import InboundMail, Status
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World
from tickets.actions.writing import NotPossible
from tickets.models import Message, Ticket


@pytest.fixture(autouse=True)
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what is over 2,000 bytes, the headers and a few words are kept."""
    monkeypatch.setattr("inbound_mail.intake.SIZE_LIMIT", 2_000)
    monkeypatch.setattr("inbound_mail.intake.KEPT_OF_LARGER", 500)


def large(end: str) -> bytes:
    """A mail over the limit: all of these begin alike."""
    return raw_mail(body="Voici le journal.\n" * 200 + end, message_id="<same@poste.example>")


def test_a_mail_that_was_cut_is_not_attached(world: World) -> None:
    ticket, mail = world.ticket(), arrive(large("fin"))

    with pytest.raises(NotPossible, match="incomplet"):
        deciding.attach(mail, ticket.number, actor=world.claire, at=TUESDAY)

    assert Message.objects.filter(ticket=ticket).count() == 1
    assert InboundMail.objects.get().status == Status.REFUSED


def test_a_mail_that_was_cut_is_not_opened(world: World) -> None:
    mail = arrive(large("fin"))

    with pytest.raises(NotPossible, match="incomplet"):
        deciding.open_for(mail, world.jean, actor=world.claire, at=TUESDAY)

    assert not Ticket.objects.exists()


def test_two_large_mails_that_begin_alike_are_two(world: World) -> None:
    mails = [arrive(large(end)) for end in ("fin", "autre fin", "fin")]

    assert [mail.status for mail in mails] == [Status.REFUSED, Status.REFUSED, Status.DUPLICATE]
