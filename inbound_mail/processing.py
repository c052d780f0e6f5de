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

from inbound_mail import following, reading, routing, together
from inbound_mail.charsets import clean_text
from inbound_mail.models import InboundMail, RawMail, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.reasons import Reason
from outbound_mail import waking

log = logging.getLogger(__name__)

# Waits between attempts; after the last attempt the mail stands in quarantine, for people to see.
DELAYS = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)]
ATTEMPTS = len(DELAYS) + 1
BATCH = 200


# Taken and counted in one statement: a second worker takes the next ones, and nobody waits.
_CLAIM = """
    UPDATE inbound_mail_inboundmail AS mail SET attempts = attempts + 1,
        next_attempt_at = %(at)s + (%(delays)s::interval[])[LEAST(attempts + 1, cardinality(%(delays)s::interval[]))]
    FROM inbound_mail_rawmail AS raw
    WHERE raw.sha256 = mail.raw_id AND mail.id = ANY(ARRAY(
        SELECT waiting.id FROM inbound_mail_inboundmail AS waiting
            JOIN inbound_mail_rawmail AS content ON content.sha256 = waiting.raw_id
        WHERE waiting.status = 'received' AND {which} FOR UPDATE OF waiting {others}))
    RETURNING mail.*, raw.sealed, raw.size, raw.kept, raw.holds_backup, raw.purged_at
"""
_OF_RAW = ("sealed", "size", "kept", "holds_backup", "purged_at")
_IS_FRESH = "waiting.attempts = 0 AND content.size <= %(small)s"
_DUE = "waiting.next_attempt_at <= %(at)s AND {kind} ORDER BY waiting.next_attempt_at LIMIT {count}"


def process_due(clock: Callable[[], datetime]) -> int:
    """Process what waits, oldest first, about `BATCH` at most; return how many. Safe to run twice at once.

    `clock` gives the aware instant of each claim: a batch lasts, and an attempt dated from its beginning would let
    another worker take, while it is at work, a mail claimed a minute later.
    """
    done = 0
    with waking.once_at_the_end():
        while done < BATCH:
            taken = _process_lot(clock) + _process_next(clock())
            if not taken:
                break
            done += taken
    return done


def process(mail_id: UUID, at: datetime) -> InboundMail:
    """Process one mail now, if it still waits, whenever its next attempt was due; return it as it then stands."""
    for mail in _claim(at, "waiting.id = %(id)s", id=mail_id):
        _attempt(mail, at)
    return InboundMail.objects.select_related("ticket").get(pk=mail_id)


def _process_lot(clock: Callable[[], datetime]) -> int:
    """The small mails that nobody tried yet, a lot of them as one; what does not fit together, one by one."""
    at = clock()
    which = _DUE.format(kind=_IS_FRESH, count=together.LOT)
    lot = _claim(at, which, others="SKIP LOCKED", small=together.SMALL)
    for mail in together.process(lot, at) if len(lot) > 1 else lot:
        now = clock()
        if _claim_again(mail, now):
            _attempt(mail, now)
    return len(lot)


def _claim_again(mail: InboundMail, at: datetime) -> bool:
    """Whether a mail of a lot is still ours: the lot may have lasted. Its attempt counts already, and is dated anew."""
    ours = InboundMail.objects.filter(
        pk=mail.pk, status=Status.RECEIVED, next_attempt_at=mail.next_attempt_at
    )
    return ours.update(next_attempt_at=at + DELAYS[0]) > 0


def _process_next(at: datetime) -> int:
    """The next of the others, by itself: a mail that kills its worker uses up its own attempts and nobody else's."""
    which = _DUE.format(kind=f"NOT ({_IS_FRESH})", count=1)
    claimed = _claim(at, which, others="SKIP LOCKED", small=together.SMALL)
    for mail in claimed:
        _attempt(mail, at)
    return len(claimed)


def _claim(at: datetime, which: str, *, others: str = "", **values: object) -> list[InboundMail]:
    """Take waiting mails, oldest first, their attempt counted and their next one set: a worker that dies delays them,
    no more.
    """
    sql = _CLAIM.format(which=which, others=others)
    claimed = list(InboundMail.objects.raw(sql, {"at": at, "delays": DELAYS, **values}))
    for mail in claimed:
        mail.raw = RawMail(mail.raw_id, **{name: getattr(mail, name) for name in _OF_RAW})
    return sorted(claimed, key=lambda mail: (mail.stored_at, mail.pk))


def _attempt(mail: InboundMail, at: datetime) -> None:
    if mail.attempts > ATTEMPTS:  # each attempt ended with the worker itself
        _fail(mail, "The worker died during every attempt.")
        return
    try:
        parsed = reading.read(mail)
        _give_end(mail, parsed, at)
    # A mail that nobody foresaw may fail anywhere in reading, verdict, clock or storage, and must neither stop the
    # mails behind it nor disappear. It is logged, counted, and ends in quarantine.
    except Exception as error:
        log.exception("Incoming mail %s failed (attempt %s)", mail.pk, mail.attempts)
        _fail(mail, f"{type(error).__name__}: {error}")


def _fail(mail: InboundMail, error: str) -> None:
    values = {
        "error": clean_text(error)[:4000],
        **{name: getattr(mail, name) for name in reading.DESCRIPTION},
    }
    if mail.attempts >= ATTEMPTS:
        values |= {"status": Status.QUARANTINED, "reason": Reason.PROCESSING_FAILED}
    InboundMail.objects.filter(pk=mail.pk, status=Status.RECEIVED).update(**values)


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
        routing.route(mail, parsed, at).put_on(mail)
    elif waiting.select_for_update().exists():
        first = same.get()
        mail.status, mail.reason, mail.duplicate_of = Status.DUPLICATE, Reason.SAME_MAIL, first
        mail.ticket_id = first.ticket_id
    else:
        return
    mail.save(update_fields=reading.END)
