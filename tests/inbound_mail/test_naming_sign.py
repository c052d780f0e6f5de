"""Which sign named the ticket of a mail: the page of the mail says the one that the conversation was found by."""

from __future__ import annotations

import pytest

from inbound_mail.console.facts import naming_sign
from inbound_mail.parsing import parse
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import raw_mail
from tests.world import TUESDAY, World
from tickets import reply_address
from tickets.actions import merging

BY_ADDRESS, BY_MAIL, BY_SUBJECT = (
    "notre adresse de réponse signée",
    "un mail de sa conversation",
    "le numéro dans l’objet",
)


def test_each_sign_is_said_the_strongest_first(world: World) -> None:
    ticket = world.ticket()
    message_id = OutgoingMail.objects.values_list("message_id", flat=True)[0]
    subject, to = f"Re: [{ticket.number}] Panne", reply_address.for_number(ticket.number)
    mails = (
        raw_mail(subject=subject, to=to, in_reply_to=message_id),
        raw_mail(subject=subject, in_reply_to=message_id),
        raw_mail(subject=subject, references="<x@y.example>"),
    )

    assert [naming_sign(parse(raw), ticket) for raw in mails] == [BY_ADDRESS, BY_MAIL, BY_SUBJECT]


@pytest.mark.parametrize("subject", ["Panne {}", "[CST-2026-999999] Panne {}", "Panne"])
def test_what_names_no_ticket_is_no_sign(world: World, subject: str) -> None:
    ticket = world.ticket()
    raw = raw_mail(subject=subject.format(ticket.number), references="<x@y.example>")

    assert naming_sign(parse(raw), ticket) == ""


def test_a_merged_ticket_is_named_for_the_one_that_goes_on(world: World) -> None:
    ticket, into = world.ticket(), world.ticket()
    merging.merge(ticket, into, actor=world.claire, at=TUESDAY)

    assert naming_sign(parse(raw_mail(subject=f"[{ticket.number}]")), into) == BY_SUBJECT
