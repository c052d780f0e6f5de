"""Mails that answer an answer of ours to a mail without a ticket: the conversation goes on without one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from inbound_mail import answer_address, senders
from inbound_mail.models import InboundMail, MailAnswer, Status
from inbound_mail.parsed import ParsedMail

# Mails of one person looked at for a chain; longer ones begin later.
CHAIN_LIMIT = 200
_IDS_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Chain:
    """The mails of a conversation without a ticket with our answers to each, oldest first; one mail alone is none."""

    mails: tuple[InboundMail, ...] = ()

    def __bool__(self) -> bool:
        return len(self.mails) > 1


def answered_mail(mail: InboundMail, parsed: ParsedMail) -> InboundMail | None:
    """The mail that we answered and that `mail`, read as `parsed`, comes back to; None when it names none by the signed
    address or the Message-ID of our answer, or when somebody else writes.

    A delivery report comes back to it whoever's it is: a server writes it. No query for a mail that names nothing.
    """
    named = Q(mail__in=_keys(parsed)) | Q(outgoing__message_id__in=_message_ids(parsed))
    if not _keys(parsed) and not _message_ids(parsed):
        return None
    answers = MailAnswer.objects.filter(named).exclude(mail=mail.pk).select_related("mail")
    if parsed.bounce is None:
        answers = answers.filter(mail__from_address__in=senders.spellings(mail.from_address))
    answer = answers.order_by("-sent_at", "-id").first() if mail.from_address or parsed.bounce else None
    return answer.mail if answer is not None else None


def _keys(parsed: ParsedMail) -> list[object]:
    found = (answer_address.mail_in(address.address) for address in (*parsed.to, *parsed.cc))
    return list(dict.fromkeys(key for key in found if key is not None))


def _message_ids(parsed: ParsedMail) -> list[str]:
    named = [*parsed.in_reply_to, *reversed(parsed.references)]
    if parsed.bounce is not None and parsed.bounce.original_message_id:
        named = [parsed.bounce.original_message_id, *named]
    return list(dict.fromkeys(each[:255] for each in named))[:_IDS_LOOKED_AT]


def chain_of(mail: InboundMail) -> Chain:
    """The conversation that `mail` stands in; three queries, none for a mail that nobody answered."""
    if mail.follows is None and mail.status != Status.ANSWERED and not mail.answers.exists():
        return Chain()
    first = mail.follows or mail
    spelt = senders.spellings(first.from_address)
    theirs = Q(from_address__in=spelt) | Q(follows__from_address__in=spelt)
    talked = InboundMail.objects.filter(
        theirs, Q(follows__isnull=False) | Q(answers__isnull=False)
    ).distinct()
    rows = talked.prefetch_related("answers__author", "answers__outgoing").order_by("-stored_at", "-id")
    known = {row.pk: row for row in rows[:CHAIN_LIMIT]}
    joined = _joined(mail.pk, {pk: row.follows_id for pk, row in known.items()})
    found = [row for pk, row in known.items() if pk in joined]
    return Chain(tuple(sorted(found, key=lambda row: (row.received_at, row.stored_at))))


def _joined(start: object, follows: dict[object, object]) -> set[object]:
    """All that hangs together with `start`, whichever of two follows the other."""
    joined, before = {start}, 0
    while len(joined) > before:
        before = len(joined)
        for key, followed in follows.items():
            if key in joined or followed in joined:
                joined |= {key, followed} - {None}
    return joined
