"""From a stored mail to its end: claimed, read, compared with what came before, routed, each in one transaction.

A worker may die anywhere: the claim counts the attempt before the work starts, the work is one transaction, and every
verb it calls knows the mail's identity as its submission key. Doing it twice changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from inbound_mail import following, routing, taken_files
from inbound_mail.charsets import clean_line, clean_text
from inbound_mail.identity import identity
from inbound_mail.models import ADDRESS_LENGTH, SUBJECT_LENGTH, InboundMail, RawMail, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from inbound_mail.reasons import Reason

log = logging.getLogger(__name__)

# Waits between attempts; after the last attempt the mail stands in quarantine, for people to see.
DELAYS = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)]
ATTEMPTS = len(DELAYS) + 1
BATCH = 200


def process_due(clock: Callable[[], datetime]) -> int:
    """Process what waits, oldest first, at most `BATCH`; return how many. Safe to run twice at once.

    `clock` gives the aware instant of each claim: a batch lasts, and an attempt dated from its beginning would let
    another worker take, while it is at work, a mail claimed a minute later.
    """
    for done in range(BATCH):
        at = clock()
        mail = _claim(at)
        if mail is None:
            return done
        _attempt(mail, at)
    return BATCH


def process(mail_id: UUID, at: datetime) -> InboundMail:
    """Process one mail now, if it still waits, whenever its next attempt was due; return it as it then stands."""
    mail = _claim(at, mail_id)
    if mail is not None:
        _attempt(mail, at)
    return InboundMail.objects.select_related("ticket").get(pk=mail_id)


def _claim(at: datetime, mail_id: UUID | None = None) -> InboundMail | None:
    """Take one waiting mail, its attempt counted and its next one set: a worker that dies delays it, no more.

    One at a time, so that a mail that kills its worker uses up its own attempts and nobody else's.
    """
    waiting = InboundMail.objects.filter(status=Status.RECEIVED)
    with transaction.atomic():
        if mail_id is not None:
            mail = waiting.select_for_update().filter(pk=mail_id).first()
        else:
            due = waiting.filter(next_attempt_at__lte=at).order_by("next_attempt_at")
            mail = due.select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        mail.attempts += 1
        mail.next_attempt_at = at + DELAYS[min(mail.attempts, len(DELAYS)) - 1]
        mail.save(update_fields=["attempts", "next_attempt_at"])
        return mail


def _attempt(mail: InboundMail, at: datetime) -> None:
    if mail.attempts > ATTEMPTS:  # each attempt ended with the worker itself
        _fail(mail, "The worker died during every attempt.")
        return
    try:
        raw = RawMail.objects.get(pk=mail.raw_id)
        content = raw.content
        parsed = parse(content)
        _describe(mail, parsed)
        # Of a mail that was cut, only the digest of all of it tells it from another with the same beginning.
        value = identity(parsed, content) if raw.is_whole else raw.pk
        with transaction.atomic():
            _route(mail.pk, parsed, value, at)
    # The only broad except of the product: a mail that nobody foresaw may fail anywhere in reading, verdict, clock or
    # storage, and must neither stop the mails behind it nor disappear. It is logged, counted, and ends in quarantine.
    except Exception as error:
        log.exception("Incoming mail %s failed (attempt %s)", mail.pk, mail.attempts)
        _fail(mail, f"{type(error).__name__}: {error}")


def _fail(mail: InboundMail, error: str) -> None:
    values: dict[str, str] = {"error": clean_text(error)[:4000]}
    if mail.attempts >= ATTEMPTS:
        values |= {"status": Status.QUARANTINED, "reason": Reason.PROCESSING_FAILED}
    InboundMail.objects.filter(pk=mail.pk, status=Status.RECEIVED).update(**values)


def _describe(mail: InboundMail, parsed: ParsedMail) -> None:
    """What lists and the purge know of the mail, whatever becomes of it; headers have no limit, columns have."""
    InboundMail.objects.filter(pk=mail.pk, status=Status.RECEIVED).update(
        from_address=clean_line(parsed.from_.key, ADDRESS_LENGTH),
        from_name=clean_line(parsed.from_.name, 200),
        subject=clean_line(parsed.subject, SUBJECT_LENGTH),
        mail_message_id=clean_line(parsed.message_id, 255),
    )
    if taken_files.holds_backup(parsed):
        RawMail.objects.filter(pk=mail.raw_id).update(holds_backup=True)


def _route(mail_id: UUID, parsed: ParsedMail, value: str, at: datetime) -> None:
    """Give the mail its end; `value` is its identity."""
    mail = (
        InboundMail.objects.select_for_update(of=("self",))
        .select_related("raw")
        .defer("raw__sealed")
        .filter(pk=mail_id, status=Status.RECEIVED)
        .first()
    )
    if mail is None:  # another worker was faster
        return
    mail.error = ""
    first = _first_delivery(mail, value)
    if first is not None:
        mail.status, mail.reason, mail.duplicate_of = Status.DUPLICATE, Reason.SAME_MAIL, first
        mail.ticket_id = first.ticket_id
    else:
        mail.follows = following.answered_mail(mail, parsed)
        end = routing.route(mail, parsed, at)
        mail.status, mail.reason, mail.hints = end.status, end.reason, end.hints
        mail.ticket, mail.message, mail.related_ticket = end.ticket, end.message, end.related_ticket
    mail.save()


def _first_delivery(mail: InboundMail, value: str) -> InboundMail | None:
    """The delivery that already stands for this identity; None once this one does (the database decides a race)."""
    mail.identity = value
    known = InboundMail.objects.exclude(pk=mail.pk).exclude(status=Status.DUPLICATE).filter(identity=value)
    if (first := known.first()) is not None:
        return first
    try:
        with transaction.atomic():
            InboundMail.objects.filter(pk=mail.pk).update(identity=value)
    except IntegrityError:
        return known.get()
    return None
