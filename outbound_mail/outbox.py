"""Putting a mail into the outbox and getting it out."""

from __future__ import annotations

import logging
import smtplib
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from email.charset import QP, Charset

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet

from outbound_mail import composing, failing, guards, refusing
from outbound_mail.models import OutgoingMail
from outbound_mail.subject_line import NamedSubjectMail
from outbound_mail.waking import wake

log = logging.getLogger(__name__)

# Waits between attempts; after the last one the mail stands as failed, for people to see.
DELAYS = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
]
BATCH = 50
# A mail that nobody wrote says so: no robot answers it.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
# Seven bits on the wire: a server that cannot take eight would rewrite the mail, and break its DKIM signature.
_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP
SENDING_ERRORS = (OSError, smtplib.SMTPException, AnymailError)
# Why a mail was withheld, as the row keeps it.
OUT_OF_SIGHT = "The recipient may no longer see this."
ADDRESS_FAILS = "Mail to this address does not arrive."
# Why one was given up, where no error could be written.
NOBODY_CAME_BACK = "No worker came back from the last attempt."
# What a provider that calls our mails by names of its own gives back with what it tells of one (anymail's metadata).
MESSAGE_ID = "message_id"


_gathered: ContextVar[list[OutgoingMail] | None] = ContextVar("mails_to_write", default=None)


def new_message_id() -> str:
    """A Message-ID of ours, in angle brackets."""
    domain = settings.SUPPORT_ADDRESS.rpartition("@")[2]
    return f"<{uuid.uuid4()}@{domain}>"


def put(
    *,
    to: str,
    template: str,
    subject: str,
    context: composing.Context | Callable[[], composing.Context],
    language: str,
    at: datetime,
    topic: str = "",
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    message_id: str = "",
    recipe: Mapping[str, str] | None = None,
    leaves_at: datetime | None = None,
    zone: str = "",
) -> OutgoingMail:
    """Write a mail into the outbox, in the caller's transaction; it leaves after the commit, or at `leaves_at`.

    `template` names templates/mail/<template>.html and .txt; `language` is "fr" or "en"; `at` is now; `zone` is
    the reader's time zone, an IANA name. With a `recipe`,
    what composing.py can write it from, a mail of many (`together`) is written when it is sent, and `context` is not
    asked for. Line breaks in a header are a `ValueError`: nothing typed by a user may add a header.
    """
    subject = " ".join(subject.split())
    for name, value in {**(headers or {}), "Reply-To": reply_to, "To": to, "Message-ID": message_id}.items():
        if "\r" in name + value or "\n" in name + value:
            raise ValueError(f"The header {name} holds a line break.")
    mail = OutgoingMail(
        to=to.strip(),
        subject=subject[:300],
        language=language,
        reply_to=reply_to,
        message_id=message_id or new_message_id(),
        headers=dict(headers or {}),
        topic=topic,
        next_attempt_at=leaves_at or at,
        created_at=at,
    )
    gathered = _gathered.get()
    if gathered is not None and recipe is not None:
        mail.recipe = {**recipe, "template": template, "zone": zone}
    else:
        composing.render(mail, template, context() if callable(context) else context, zone)
    if gathered is not None:
        gathered.append(mail)
    else:
        mail.save(force_insert=True)
        transaction.on_commit(wake_worker)
    return mail


@contextmanager
def together() -> Iterator[None]:
    """Within, rows are written as one at the end, in the caller's transaction; until then no query finds them."""
    mails: list[OutgoingMail] = []
    token = _gathered.set(mails)
    try:
        yield
    finally:
        _gathered.reset(token)
    if mails:
        OutgoingMail.objects.bulk_create(mails)
        transaction.on_commit(wake_worker)


def wake_worker() -> None:
    """Tell a worker that mail waits; should the broker be away, the sweep of the schedule finds it."""
    from outbound_mail.tasks import send_waiting

    wake(send_waiting, "the outbox is")


def send_due(at: datetime) -> int:
    """Send what waits at `at`, at most one batch; return how many left. Two workers at once share the work."""
    started, sent = time.monotonic(), 0
    _give_up(at)
    for _turn in range(BATCH):
        now = at + timedelta(seconds=time.monotonic() - started)
        mail = _claim(now)
        if mail is None:
            break
        sent += _send(mail, now)
    return sent


def _give_up(now: datetime) -> None:
    """End the mails whose last attempt nobody came back from: such a mail may be what kills the worker."""
    due = OutgoingMail.objects.filter(status=OutgoingMail.Status.WAITING, next_attempt_at__lte=now)
    worn = due.filter(attempts__gt=len(DELAYS))
    if given_up := worn.update(status=OutgoingMail.Status.FAILED, last_error=NOBODY_CAME_BACK):
        log.error("%s outgoing mails were given up: no attempt came back", given_up)


@transaction.atomic
def _claim(now: datetime) -> OutgoingMail | None:
    """Take the next due mail, its next attempt already set: a worker that dies delays it, no more."""
    mail = (
        OutgoingMail.objects.select_for_update(skip_locked=True)
        .filter(status=OutgoingMail.Status.WAITING, next_attempt_at__lte=now)
        .order_by("next_attempt_at")
        .first()
    )
    if mail is not None:
        mail.next_attempt_at = now + DELAYS[min(mail.attempts, len(DELAYS) - 1)]
        mail.attempts += 1
        mail.save(update_fields=["attempts", "next_attempt_at"])
    return mail


def _send(mail: OutgoingMail, now: datetime) -> bool:
    # A worker that outlived its claim finds another attempt counted, and leaves the row to it.
    row = OutgoingMail.objects.filter(pk=mail.pk, status=OutgoingMail.Status.WAITING, attempts=mail.attempts)
    why = _why_withheld(mail)
    if why:
        row.update(status=OutgoingMail.Status.WITHHELD, last_error=why)
        return False
    try:
        if mail.recipe is not None:
            composing.compose(mail)
        message(mail).send()
    except SENDING_ERRORS as error:
        _note_failure(mail, row, error, now, refusing.of_recipient(error))
        return False
    # A mail that cannot be written must not stop the mails behind it: it is logged, tried again, and seen as failed.
    except Exception as error:
        log.exception("Outgoing mail %s cannot be written (attempt %s)", mail.pk, mail.attempts)
        _note_failure(mail, row, error, now, None)
        return False
    row.update(status=OutgoingMail.Status.SENT, sent_at=now, last_error="")
    return True


def _note_failure(
    mail: OutgoingMail,
    row: QuerySet[OutgoingMail],
    error: Exception,
    now: datetime,
    refusal: refusing.Refusal | None,
) -> None:
    """Keep the error on `row`, and what it says of the address; a refused recipient is not tried again."""
    is_last = refusal is not None or mail.attempts > len(DELAYS)
    status = OutgoingMail.Status.FAILED if is_last else OutgoingMail.Status.WAITING
    # Killed between the two, it would stand as failed and its address as sound.
    with transaction.atomic():
        if row.update(status=status, last_error=f"{type(error).__name__}: {error}"[:2000]) and refusal:
            failing.returned(
                mail.to,
                permanent=True,
                status=refusal.status,
                why=refusal.why,
                at=now,
                message_id=mail.message_id,
            )


def _why_withheld(mail: OutgoingMail) -> str:
    """Why `mail` must not leave now; empty when it may. An answer that a person wrote is tried wherever it goes."""
    if not guards.may_receive(mail.topic, mail.to):
        return OUT_OF_SIGHT
    if mail.headers.get("Auto-Submitted", "no") != "no" and failing.is_failing(mail.to):
        return ADDRESS_FAILS
    return ""


def message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The mail as Django sends it: HTML with its plain-text twin, our Message-ID, our loop header.

    Whatever name From shows, the envelope's sender is the support address: reports come back where they are read.
    """
    built = NamedSubjectMail(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.SUPPORT_ADDRESS,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": mail.message_id,
            "X-CST-Loop": settings.SUPPORT_ADDRESS,
            **mail.headers,
        },
    )
    built.encoding = _QUOTED_PRINTABLE
    built.metadata = {MESSAGE_ID: mail.message_id.strip("<>")}  # type: ignore[attr-defined]  # anymail's backends send it
    built.attach_alternative(mail.html, "text/html")
    return built
