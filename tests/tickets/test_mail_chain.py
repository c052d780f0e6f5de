"""A whole conversation, taken from a real SMTP server: one group in Gmail, in Outlook and in programs that follow
References; and a reply to any of its mails finds the ticket again.
"""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.smtp import Receiver
from tests.world import FORTIGATE, TUESDAY, World
from tickets import mail_chain
from tickets.actions import closing, replying
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.reminding import remind
from tickets.models import Ticket

_PREFIXES = re.compile(r"^(?:(?:re|fwd?|tr|réf)\s*:\s*)+", re.IGNORECASE)
SUBJECT = (
    "Le tunnel « Lyon » tombe à chaque renégociation depuis la mise à jour de cette nuit, été comme hiver"
)


def gmail_groups(mails: list[EmailMessage]) -> list[list[EmailMessage]]:
    """As Gmail says since 2019: the same subject but for prefixes, and References that name a mail of the group."""
    groups: list[list[EmailMessage]] = []
    for mail in mails:
        named = set(str(mail["References"] or "").split())
        subject = _PREFIXES.sub("", str(mail["Subject"]))
        for group in groups:
            known = {str(each["Message-ID"]) for each in group}
            known |= {name for each in group for name in str(each["References"] or "").split()}
            if subject == _PREFIXES.sub("", str(group[0]["Subject"])) and named & known:
                group.append(mail)
                break
        else:
            groups.append([mail])
    return groups


def outlook_groups(mails: list[EmailMessage]) -> set[tuple[str, bytes]]:
    """As Exchange does: the topic, and the GUID at the root of the conversation index."""
    return {(str(mail["Thread-Topic"]), b64decode(str(mail["Thread-Index"]))[6:22]) for mail in mails}


@pytest.fixture
def conversation(world: World, receiver: Receiver) -> list[EmailMessage]:
    """What Jean receives of his ticket: acknowledged, qualified, answered twice, reminded, closed."""
    ticket = world.ticket(subject=SUBJECT)
    moments = [TUESDAY + timedelta(minutes=minutes) for minutes in range(0, 60, 5)]
    qualify(ticket, Qualification(3, FORTIGATE, "incident"), actor=world.claire, at=moments[1])
    replying.reply(ticket, world.words(world.claire, "Un.", moments[2]), at=moments[2])
    replying.reply(
        ticket,
        world.words(world.jean, "Deux.", moments[3], mail_message_id="<j1@poste.example>"),
        at=moments[3],
    )
    replying.reply(ticket, world.words(world.claire, "Trois.", moments[4]), at=moments[4])
    remind(ticket, actor=world.claire, at=moments[5])
    closing.close(ticket, actor=world.claire, at=moments[6])
    outbox.send_due(moments[7])
    mails = [message_from_bytes(raw, policy=policy.default) for raw in receiver.received]
    return [mail for mail in mails if isinstance(mail, EmailMessage) and world.jean.email in str(mail["To"])]


def test_gmail_shows_one_conversation(conversation: list[EmailMessage]) -> None:
    assert len(conversation) == 6
    assert [len(group) for group in gmail_groups(conversation)] == [6]


def test_outlook_shows_one_conversation(conversation: list[EmailMessage]) -> None:
    assert len(outlook_groups(conversation)) == 1


def test_every_mail_refers_to_the_first(conversation: list[EmailMessage]) -> None:
    first, *others = conversation

    assert all(str(mail["References"]).split()[0] == first["Message-ID"] for mail in others)


def test_what_follows_a_mail_of_its_reader_answers_that_one(conversation: list[EmailMessage]) -> None:
    assert [mail["In-Reply-To"] for mail in conversation[3:]] == ["<j1@poste.example>"] * 3


def test_two_tickets_of_the_same_words_are_two_conversations(world: World, receiver: Receiver) -> None:
    world.ticket(subject=SUBJECT)
    world.ticket(subject=SUBJECT)
    outbox.send_due(TUESDAY)
    mails = [message_from_bytes(raw, policy=policy.default) for raw in receiver.received]
    shown = [mail for mail in mails if isinstance(mail, EmailMessage)]

    assert len(gmail_groups(shown)) == len(outlook_groups(shown)) == 2


def test_a_long_conversation_keeps_its_first_mail_and_the_latest(world: World, receiver: Receiver) -> None:
    ticket = world.ticket()
    for minutes in range(1, 15):
        at = TUESDAY + timedelta(minutes=minutes)
        replying.reply(ticket, world.words(world.claire, f"{minutes}.", at), at=at)
    sent = OutgoingMail.objects.filter(to=world.jean.email).order_by("created_at")
    first, *_others, last = sent.values_list("message_id", flat=True)
    references = mail_chain.headers(ticket, world.jean)["References"].split()

    assert len(references) == mail_chain.REFERENCES_KEPT
    assert (references[0], references[-1]) == (first, last)


@pytest.mark.parametrize("strange", ["<numéro 1@poste.example>", "<sans-fin@poste.example"])
def test_a_message_id_that_no_header_of_ours_can_carry_breaks_no_conversation(
    world: World, strange: str
) -> None:
    ticket = world.ticket()
    first = OutgoingMail.objects.get(to=world.jean.email).message_id
    at = TUESDAY + timedelta(minutes=1)
    replying.reply(ticket, world.words(world.jean, "Un.", at, mail_message_id=strange), at=at)
    headers = mail_chain.headers(ticket, world.jean)

    assert (headers["In-Reply-To"], headers["References"]) == (first, first)


def test_a_reply_to_any_of_them_finds_the_ticket_again(
    world: World, conversation: list[EmailMessage]
) -> None:
    ticket = Ticket.objects.get()
    for number, mail in enumerate(conversation):
        reply = raw_mail(
            world.jean.email,
            f"RE: {mail['Subject']}",
            f"Ma réponse {number}.",
            to=str(mail["Reply-To"]),
            in_reply_to=str(mail["Message-ID"]),
        )
        taken = arrive(reply, TUESDAY + timedelta(hours=1, minutes=number))
        assert taken.ticket == ticket


def test_by_message_id_alone_a_reply_finds_the_ticket_again(
    world: World, conversation: list[EmailMessage]
) -> None:
    mail = conversation[2]
    taken = arrive(
        raw_mail(world.jean.email, "Autre objet", "Ma réponse.", in_reply_to=str(mail["Message-ID"])),
        TUESDAY + timedelta(hours=1),
    )

    assert taken.ticket == Ticket.objects.get()
