"""Which ticket a mail belongs to: it must name one, and its sender must be able to see it now.

A mail names tickets by our signed reply address, by the Message-IDs of the conversation, or by the number in its
subject. Each can be guessed, forwarded or stolen, so none of them opens anything by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Channel
from inbound_mail import senders, taken_files
from inbound_mail.addresses import ADDRESS
from inbound_mail.authentication import Trust
from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from inbound_mail.reasons import Reason
from outbound_mail.models import OutgoingMail
from tickets import permissions, reply_address
from tickets.actions import closing, replying
from tickets.actions.replying import Words
from tickets.actions.writing import NotPossible
from tickets.models import Message, Status, Ticket
from tickets.numbering import SHAPE
from tickets.permissions import Action
from tickets.ticket_mails import INTERNAL
from tickets.visibility import TicketQuerySet

# Headers that name the address a mail was delivered to, whatever To and Cc show.
DELIVERY_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "original-recipient")
_SUBJECT_TOKEN = re.compile(rf"\[\s*({SHAPE})\s*\]", re.IGNORECASE)
_TICKETS_LOOKED_AT = 20
_COPIES_KEPT = 200


class Sign(StrEnum):
    """By what a mail names a ticket."""

    ADDRESS = "address"
    MESSAGE_ID = "message_id"
    SUBJECT = "subject"


def named_tickets(parsed: ParsedMail) -> list[Ticket]:
    """The tickets that the mail names, the strongest sign first; whoever wrote it. One that was merged stands for the
    ticket it was merged into.
    """
    return list(dict.fromkeys(ticket for ticket, _sign in _named(parsed)))


def sign_of(parsed: ParsedMail, ticket: Ticket) -> Sign | None:
    """The strongest sign by which the mail names `ticket`; None when it does not."""
    return next((sign for named, sign in _named(parsed) if named == ticket), None)


def _named(parsed: ParsedMail) -> Iterator[tuple[Ticket, Sign]]:
    signed, typed = _numbers_in_addresses(parsed), _numbers_in_subject(parsed)
    wanted = [*signed, *typed][:_TICKETS_LOOKED_AT]
    by_number = _with_merged().in_bulk(wanted, field_name="number") if wanted else {}
    answered = _by_message_ids([*parsed.in_reply_to, *reversed(parsed.references)])
    found = (
        (Sign.ADDRESS, [by_number[number] for number in signed if number in by_number]),
        (Sign.MESSAGE_ID, answered),
        (Sign.SUBJECT, [by_number[number] for number in typed if number in by_number]),
    )
    for sign, tickets in found:
        yield from ((ticket.merged_into or ticket, sign) for ticket in tickets)


def _with_merged() -> TicketQuerySet:
    """Tickets with the one that each was merged into, where its conversation goes on."""
    return Ticket.objects.select_related("merged_into")


def _numbers_in_addresses(parsed: ParsedMail) -> list[str]:
    addresses = [address.address for address in (*parsed.to, *parsed.cc)]
    for name in DELIVERY_HEADERS:
        for value in parsed.header_all(name):
            addresses += ADDRESS.findall(value)
    numbers = (reply_address.number_in(address) for address in addresses)
    return list(dict.fromkeys(number for number in numbers if number is not None))


def _numbers_in_subject(parsed: ParsedMail) -> list[str]:
    return list(dict.fromkeys(number.upper() for number in _SUBJECT_TOKEN.findall(parsed.subject)))


def _by_message_ids(message_ids: list[str]) -> list[Ticket]:
    """The tickets whose mails, ours or theirs, bear these Message-IDs, in the order of the ids."""
    wanted = list(dict.fromkeys(message_id[:255] for message_id in message_ids))
    if not wanted:
        return []
    by_id: dict[str, int] = {}
    ours = OutgoingMail.objects.filter(message_id__in=wanted, topic__startswith="ticket:")
    for message_id, topic in ours.values_list("message_id", "topic"):
        by_id[message_id] = int(topic.removeprefix("ticket:"))
    theirs = Message.objects.filter(mail_message_id__in=wanted).order_by("sent_at")
    for message_id, ticket_id in theirs.values_list("mail_message_id", "ticket_id"):
        by_id.setdefault(message_id, ticket_id)
    tickets = _with_merged().in_bulk(list(set(by_id.values())))
    return [tickets[by_id[each]] for each in wanted if each in by_id and by_id[each] in tickets]


def copied(parsed: ParsedMail) -> list[str]:
    """Who else was sent the mail: the addresses of To and Cc that are not ours, lower case. To be shown: being copied
    lets nobody into a ticket.
    """
    keys = list(dict.fromkeys(address.key for address in (*parsed.to, *parsed.cc)))[:_COPIES_KEPT]
    own = senders.ours(set(keys))
    return [key for key in keys if key and key not in own]


def ticket_of_bounce(parsed: ParsedMail) -> Ticket | None:
    """The ticket whose mail was not delivered, by the Message-ID inside the report."""
    inner = parsed.bounce.original_message_id if parsed.bounce is not None else ""
    return next(iter(_by_message_ids([inner])), None) if inner else None


def joined(tickets: list[Ticket], person: User) -> Ticket | None:
    """The first of `tickets` that `person` may see now; None when there is none."""
    if not tickets:
        return None
    visible = Ticket.objects.visible_to(person).filter(pk__in=[ticket.pk for ticket in tickets])
    pks = set(visible.values_list("pk", flat=True))
    return next((ticket for ticket in tickets if ticket.pk in pks), None)


# --- Writing on it ------------------------------------------------------------------------------------------


def add_reply(
    mail: InboundMail, parsed: ParsedMail, ticket: Ticket, person: User, at: datetime
) -> tuple[Message, Reason]:
    """Put a customer's mail on a ticket in their sight. A ticket closed lately is reopened.

    Raises `NotPossible` when it was closed too long ago: a new request is clearer for everyone.
    """
    reason = Reason.REPLY
    if ticket.status == Status.CLOSED:
        ticket = closing.reopen(ticket, actor=person, at=at, is_told=not mail.is_history)
        reason = Reason.REOPENED
    return replying.reply(ticket, words(mail, parsed, person), at=at), reason


def add_automatic(
    mail: InboundMail, parsed: ParsedMail, ticket: Ticket, person: User, at: datetime
) -> Message | None:
    """Show an automatic reply of a customer small in its ticket: no state, no clock, no mail. None on a closed one."""
    if not person.is_customer or not permissions.may(person, Action.REPLY, ticket):
        return None
    return replying.reply(ticket, words(mail, parsed, person, automatic=True), at=at)


def add_staff_mail(
    mail: InboundMail, parsed: ParsedMail, ticket: Ticket, engineer: User, trust: Trust, at: datetime
) -> tuple[Message, Reason]:
    """Put an engineer's mail on a ticket: an internal note, unless all shows that it is meant and theirs to publish.

    Published only when our server authenticated the sender, who takes part in the ticket, and does not answer a note.
    """
    content = words(mail, parsed, engineer)
    published = (
        trust is Trust.PASSED and _takes_part(engineer, ticket) and not _answers_a_note(parsed, ticket)
    )
    if published:
        try:
            return replying.reply(ticket, content, at=at), Reason.STAFF_ANSWER
        except NotPossible:  # closed or refused: kept for colleagues
            pass
    return replying.note(ticket, content, at=at), Reason.STAFF_NOTE


def _takes_part(engineer: User, ticket: Ticket) -> bool:
    return ticket.assignee_id == engineer.pk or ticket.messages.filter(author=engineer).exists()


def _answers_a_note(parsed: ParsedMail, ticket: Ticket) -> bool:
    """Whether it answers a note that came by mail, or our mail that told of one to an engineer."""
    named = [message_id[:255] for message_id in (*parsed.in_reply_to, *parsed.references)]
    if ticket.messages.filter(mail_message_id__in=named, internal=True).exists():
        return True
    # The one that is answered: those before it in the conversation may have been about anything.
    answered = [message_id[:255] for message_id in parsed.in_reply_to or parsed.references[-1:]]
    return OutgoingMail.objects.filter(message_id__in=answered, headers__has_key=INTERNAL).exists()


def submission_key(mail: InboundMail) -> str:
    """What makes the same mail harmless when it is processed twice; `mail` has been read."""
    return f"mail:{mail.identity}"


def words(mail: InboundMail, parsed: ParsedMail, author: User, *, automatic: bool = False) -> Words:
    """The mail as words on a ticket."""
    files, not_taken = taken_files.taken(parsed)
    return Words(
        author=author,
        body=body(parsed, not_taken),
        channel=Channel.MAIL,
        submission_key=submission_key(mail),
        sent_at=mail.received_at,
        files=files,
        quoted=parsed.quoted,
        mail_message_id=mail.mail_message_id,
        automatic=automatic,
        is_told=not mail.is_history,
    )


def body(parsed: ParsedMail, not_taken: list[str]) -> str:
    """The new part of the mail; what it does not hold is said instead of it, what could not be taken after it."""
    text = parsed.reply.strip()
    if parsed.encrypted:
        unread = _("[Mail chiffré (S/MIME ou PGP)\u00a0: son contenu ne se lit que dans le mail d’origine.]")
        text = f"{text}\n\n{unread}".strip()
    elif not text:
        text = _("[Mail sans texte]")
    if parsed.truncated:
        text += "\n\n" + _(
            "[Mail trop long pour être montré en entier\u00a0: la suite est dans le mail d’origine.]"
        )
    if not_taken:
        title = _("[Fichiers restés dans le mail d’origine, conservé par le CST\u00a0:]")
        text += "\n\n" + "\n".join([title, *(f"- {sentence}" for sentence in not_taken)])
    return text.strip()
