"""The two mails that tell a sender what became of a mail that opened nothing. Never to a robot, never twice a day."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.models import User
from inbound_mail import languages, looping, senders
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsed import ParsedMail
from outbound_mail import message_ids, outbox
from outbound_mail.models import OutgoingMail

# One address is told once in this time, whatever its tag, and all unknown addresses together so many times an hour: a
# flood of forged senders does not make us a source of spam. A helpdesk that writes from another address each time
# (ticket4711@, ticket4712@) is stopped by the third count.
ONCE_IN = timedelta(days=1)
PER_HOUR = 60
ALIKE_PER_HOUR = 3

UNKNOWN_SENDER, TOO_LARGE = "unknown_sender", "mail_too_large"
_TITLES = {
    UNKNOWN_SENDER: gettext_lazy("Votre mail au support technique d’EXER DATACOM"),
    TOO_LARGE: gettext_lazy("Votre mail est trop volumineux pour notre support"),
}


def may_receive(reference: str, address: str) -> bool:
    """The outbox's guard for "mail:<id>": only the sender of that mail is told, and only while it is not put aside."""
    mails = InboundMail.objects.filter(pk=reference, from_address=address)
    return mails.exclude(status=Status.DISCARDED).exists()


def explain(mail: InboundMail, parsed: ParsedMail, template: str, at: datetime) -> OutgoingMail | None:
    """Put the explanation `template` into the outbox for the sender of `mail`; None when none may leave.

    `parsed` is that mail. Call it in the transaction that decides what becomes of the mail.
    """
    address = mail.from_address
    if mail.is_history:  # nothing answers by itself what arrived before we were there
        return None
    if parsed.automatic != "no" or looping.is_robot_address(address) or not is_sendable(address):
        return None
    if _answers_an_explanation(parsed) or not _is_allowed(address, at):
        return None
    person = senders.person(parsed.from_)
    language = person.language if person is not None else languages.of_mail(parsed)
    with translation.override(language):
        title = str(_TITLES[template])
    headers = {**outbox.AUTOMATIC, "Auto-Submitted": "auto-replied"}
    if message_ids.is_sendable(mail.mail_message_id):
        headers |= {"In-Reply-To": mail.mail_message_id, "References": mail.mail_message_id}
    return outbox.put(
        to=address,
        template=template,
        subject=title,
        context={
            "mail_subject": mail.subject,
            "support_phone": settings.SUPPORT_PHONE,
            "sales_address": settings.SALES_ADDRESS,
            "support_address": settings.SUPPORT_ADDRESS,
            "url": _where_files_go(person),
        },
        language=language,
        at=at,
        topic=f"mail:{mail.pk}",
        headers=headers,
    )


def was_told(mail: InboundMail) -> bool:
    """Whether an explanation was put into the outbox for the sender of `mail`; one query."""
    return OutgoingMail.objects.filter(topic=f"mail:{mail.pk}").exists()


def _where_files_go(person: User | None) -> str:
    """Where a customer opens an incident with files of any number; empty for others."""
    return settings.BASE_URL + reverse("portal:ticket_new") if person and person.is_customer else ""


def is_sendable(address: str) -> bool:
    """Whether `address` has the form of one that mail can be sent to."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254


def _answers_an_explanation(parsed: ParsedMail) -> bool:
    named = [message_id[:255] for message_id in (*parsed.in_reply_to, *parsed.references)]
    told = OutgoingMail.objects.filter(message_id__in=named, topic__startswith="mail:")
    return bool(named) and told.exists()


def _is_allowed(address: str, at: datetime) -> bool:
    # Two mails of one address in two workers: the second waits here until the first one's explanation is committed.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"explain:{_alike(address)}"])
    told = OutgoingMail.objects.filter(topic__startswith="mail:", created_at__gt=at - ONCE_IN)
    domain = address.rpartition("@")[2]
    neighbours = told.filter(to__iendswith=f"@{domain}").values_list("to", "created_at")
    alike = [(to, when) for to, when in neighbours if _alike(to) == _alike(address)]
    lately = at - timedelta(hours=1)
    if any(_untagged(to) == _untagged(address) for to, _when in alike):
        return False
    if sum(when > lately for _to, when in alike) >= ALIKE_PER_HOUR:
        return False
    return told.filter(created_at__gt=lately).count() < PER_HOUR


def _untagged(address: str) -> str:
    """jean+exer@ as jean@: both are one mailbox."""
    local, _at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _alike(address: str) -> str:
    """The address without its tag and its digits."""
    return re.sub(r"\d", "", _untagged(address))
