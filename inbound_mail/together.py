"""Many small mails as one: their questions asked together, their tickets opened together, in one transaction.

Nothing is decided here that processing a mail by itself would not decide: what may depend on another mail of the lot is
left out of it, and a lot in which anything fails is undone. Either way the mails go one by one.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import connection, transaction

from inbound_mail import following, hints, looping, reading, routing, senders
from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from inbound_mail.routing import Asking
from outbound_mail import failing, outbox
from sla import remembering
from tickets import pacing, parties
from tickets.actions.opening import open_requests

log = logging.getLogger(__name__)

# While a lot is opened, whoever opens a ticket by the portal waits for the next number: a quarter of a second.
LOT = 50
# Bytes of a mail that joins one; the large ones are in memory one at a time.
SMALL = 256 * 1024

# Each mail whose identity is nobody's yet takes it; the row is locked from then on.
_STAND_FIRST = """
    UPDATE inbound_mail_inboundmail AS mail SET identity = given.identity
    FROM unnest(%s::uuid[], %s::text[]) AS given (id, identity)
    WHERE mail.id = given.id AND mail.status = 'received' AND NOT EXISTS (
        SELECT FROM inbound_mail_inboundmail AS same
        WHERE same.identity = given.identity AND same.status <> 'duplicate' AND same.id <> mail.id)
    RETURNING mail.id
"""

Read = tuple[InboundMail, ParsedMail]


def process(lot: list[InboundMail], at: datetime) -> list[InboundMail]:
    """Give the mails of a claimed lot their ends; return those that are to be processed by themselves."""
    read, left = _read(lot)
    try:
        with remembering.one_run(), transaction.atomic():
            done = _give_ends(read, at)
    # Whatever it is, it is one mail's: which one, and what becomes of it, shows when each goes by itself.
    except Exception:
        log.warning("A lot of %s mails is undone, they go one by one.", len(lot), exc_info=True)
        for mail in lot:
            mail.refresh_from_db()
        return lot
    return [*left, *(mail for mail, _parsed in read if mail.pk not in done)]


def _read(lot: list[InboundMail]) -> tuple[list[Read], list[InboundMail]]:
    """Those that start a conversation, one a sender, each with what it says; and the others."""
    read: list[Read] = []
    left: list[InboundMail] = []
    senders_met: set[str] = set()
    for mail in lot:
        try:
            parsed = reading.read(mail)
        except Exception:  # noqa: BLE001  # by itself it fails again, and is told
            left.append(mail)
            continue
        if mail.from_address in senders_met or not _starts_a_conversation(mail, parsed):
            left.append(mail)
        else:
            read.append((mail, parsed))
        senders_met.add(mail.from_address)
    return read, left


def _starts_a_conversation(mail: InboundMail, parsed: ParsedMail) -> bool:
    named = parsed.in_reply_to or parsed.references
    return bool(mail.from_address and not named and parsed.automatic == "no" and mail.raw.is_whole)


def _give_ends(read: list[Read], at: datetime) -> set[object]:
    """Route the mails that stand first, open what asks for it; return the keys of those that have their ends."""
    first = _stand_first([mail for mail, _parsed in read])
    chosen = [(mail, parsed) for mail, parsed in read if mail.pk in first]
    _fetch_ahead(chosen, at)
    asking: list[tuple[InboundMail, Asking]] = []
    for mail, parsed in chosen:
        mail.error = ""
        mail.follows = following.answered_mail(mail, parsed)
        found = routing.decide(mail, parsed, at)
        if isinstance(found, Asking):
            asking.append((mail, found))
        else:
            found.put_on(mail)
    with outbox.together():
        opened = open_requests([asked.request for _mail, asked in asking], at=at)
    for (mail, asked), each in zip(asking, opened, strict=True):
        asked.opened(each).put_on(mail)
    _save([mail for mail, _parsed in chosen])
    return first


def _stand_first(mails: list[InboundMail]) -> set[object]:
    keys, identities = [str(mail.pk) for mail in mails], [mail.identity for mail in mails]
    with connection.cursor() as cursor:
        cursor.execute(_STAND_FIRST, [keys, identities])
        return {pk for (pk,) in cursor.fetchall()}


def _save(mails: list[InboundMail]) -> None:
    """Save the ends of mails in one go; bulk_update() takes as long to write its statement as all the rest does."""
    fields = [field for field in InboundMail._meta.concrete_fields if field.name in reading.END]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    rows = [
        [*(field.get_db_prep_save(getattr(mail, field.attname), connection) for field in fields), mail.pk]
        for mail in mails
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE inbound_mail_inboundmail SET {columns} WHERE id = %s", rows)  # noqa: S608


def _fetch_ahead(chosen: list[Read], at: datetime) -> None:
    """Ask the database at once what routing and opening would ask for each."""
    addresses = [mail.from_address for mail, _parsed in chosen]
    people = senders.fetch_ahead(addresses)
    failing.fetch_ahead(addresses)
    known = [(people[mail.from_address], parsed) for mail, parsed in chosen if mail.from_address in people]
    customers = [(person, parsed) for person, parsed in known if person.is_customer]
    hints.fetch_ahead(
        [(person.organisation, parsed) for person, parsed in customers if person.organisation is not None]
    )
    parties.fetch_ahead(
        [person.organisation_id for person, _parsed in customers if person.organisation_id is not None]
    )
    asking = [person.email for person, _parsed in customers]
    looping.fetch_ahead(asking, at)
    pacing.fetch_ahead(asking, at)
