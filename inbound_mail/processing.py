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
from django.db.models import Exists

from inbound_mail import following, routing, taken_files
from inbound_mail.charsets import clean_line, clean_text
from inbound_mail.identity import identity
from inbound_mail.models import ADDRESS_LENGTH, SUBJECT_LENGTH, InboundMail, RawMail, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from inbound_mail.reasons import Reason
from outbound_mail import waking
from sla import remembering

log = logging.getLogger(__name__)

# Waits between attempts; after the last attempt the mail stands in quarantine, for people to see.
DELAYS = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)]
ATTEMPTS = len(DELAYS) + 1
BATCH = 200


# Taken and counted in one statement: a second worker takes the next one, and nobody waits.
_CLAIM = """
    UPDATE inbound_mail_inboundmail SET attempts = attempts + 1,
        next_attempt_at = %(at)s + (%(delays)s::interval[])[LEAST(attempts + 1, cardinality(%(delays)s::interval[]))]
    WHERE id = (SELECT id FROM inbound_mail_inboundmail WHERE status = 'received' AND {which}) RETURNING *
"""
_OLDEST_DUE = "next_attempt_at <= %(at)s ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED"
_ONE = "id = %(id)s FOR UPDATE"


def process_due(clock: Callable[[], datetime]) -> int:
    """Process what waits, oldest first, at most `BATCH`; return how many. Safe to run twice at once.

    `clock` gives the aware instant of each claim: a batch lasts, and an attempt dated from its beginning would let
    another worker take, while it is at work, a mail claimed a minute later.
    """
    with remembering.one_run(), waking.once_at_the_end():
        for done in range(BATCH):
            at = clock()
            mail = _claim(at, _OLDEST_DUE)
            if mail is None:
                return done
            _attempt(mail, at)
    return BATCH


def process(mail_id: UUID, at: datetime) -> InboundMail:
    """Process one mail now, if it still waits, whenever its next attempt was due; return it as it then stands."""
    mail = _claim(at, _ONE, mail_id)
    if mail is not None:
        _attempt(mail, at)
    return InboundMail.objects.select_related("ticket").get(pk=mail_id)


def _claim(at: datetime, which: str, mail_id: UUID | None = None) -> InboundMail | None:
    """Take one waiting mail, its attempt counted and its next one set: a worker that dies delays it, no more.

    One at a time, so that a mail that kills its worker uses up its own attempts and nobody else's.
    """
    values = {"at": at, "delays": DELAYS, "id": mail_id}
    return next(iter(InboundMail.objects.raw(_CLAIM.format(which=which), values)), None)


def _attempt(mail: InboundMail, at: datetime) -> None:
    if mail.attempts > ATTEMPTS:  # each attempt ended with the worker itself
        _fail(mail, "The worker died during every attempt.")
        return
    try:
        mail.raw = RawMail.objects.get(pk=mail.raw_id)
        content = mail.raw.content
        parsed = parse(content)
        _describe(mail, parsed)
        # Of a mail that was cut, only the digest of all of it tells it from another with the same beginning.
        mail.identity = identity(parsed, content) if mail.raw.is_whole else mail.raw_id
        _give_end(mail, parsed, at)
    # The only broad except of the product: a mail that nobody foresaw may fail anywhere in reading, verdict, clock or
    # storage, and must neither stop the mails behind it nor disappear. It is logged, counted, and ends in quarantine.
    except Exception as error:
        log.exception("Incoming mail %s failed (attempt %s)", mail.pk, mail.attempts)
        _fail(mail, f"{type(error).__name__}: {error}")


def _fail(mail: InboundMail, error: str) -> None:
    values = {"error": clean_text(error)[:4000], **{name: getattr(mail, name) for name in _DESCRIPTION}}
    if mail.attempts >= ATTEMPTS:
        values |= {"status": Status.QUARANTINED, "reason": Reason.PROCESSING_FAILED}
    InboundMail.objects.filter(pk=mail.pk, status=Status.RECEIVED).update(**values)


_DESCRIPTION = ("from_address", "from_name", "subject", "mail_message_id")
_END = (
    *_DESCRIPTION,
    "identity",
    "copied",
    "status",
    "reason",
    "error",
    "hints",
    "ticket",
    "message",
    "related_ticket",
    "duplicate_of",
    "follows",
)


def _describe(mail: InboundMail, parsed: ParsedMail) -> None:
    """What lists and the purge know of the mail, whatever becomes of it; headers have no limit, columns have.

    It is saved with the mail's end. A mail that comes again may be one that kills its worker: it is described first.
    """
    mail.from_address = clean_line(parsed.from_.key, ADDRESS_LENGTH)
    mail.from_name = clean_line(parsed.from_.name, 200)
    mail.subject = clean_line(parsed.subject, SUBJECT_LENGTH)
    mail.mail_message_id = clean_line(parsed.message_id, 255)
    if mail.attempts > 1:
        mail.save(update_fields=_DESCRIPTION)
    if taken_files.holds_backup(parsed):
        RawMail.objects.filter(pk=mail.raw_id).update(holds_backup=True)


def _give_end(mail: InboundMail, parsed: ParsedMail, at: datetime) -> None:
    try:
        with transaction.atomic():
            _end(mail, parsed, at)
    except IntegrityError:
        # The same mail in another worker was faster (the database decides the race): now its row is found.
        with transaction.atomic():
            _end(mail, parsed, at)


def _end(mail: InboundMail, parsed: ParsedMail, at: datetime) -> None:
    """Route the mail, the first with its identity; one that stands already makes it a duplicate."""
    same = (
        InboundMail.objects.exclude(pk=mail.pk)
        .exclude(status=Status.DUPLICATE)
        .filter(identity=mail.identity)
    )
    waiting = InboundMail.objects.filter(pk=mail.pk, status=Status.RECEIVED)
    mail.error = ""
    # Locks the row as well: a worker that outlived its claim waits here, and finds nothing left to do.
    if waiting.filter(~Exists(same)).update(identity=mail.identity):
        mail.follows = following.answered_mail(mail, parsed)
        end = routing.route(mail, parsed, at)
        mail.status, mail.reason, mail.hints = end.status, end.reason, end.hints
        mail.ticket, mail.message, mail.related_ticket = end.ticket, end.message, end.related_ticket
    elif waiting.select_for_update().exists():
        first = same.get()
        mail.status, mail.reason, mail.duplicate_of = Status.DUPLICATE, Reason.SAME_MAIL, first
        mail.ticket_id = first.ticket_id
    else:
        return
    mail.save(update_fields=_END)
