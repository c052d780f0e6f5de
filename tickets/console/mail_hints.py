"""What the mail that a ticket came by lets one suppose of product and severity, beside the form that qualifies.

Proposed, never decided (CH-V.2): a hint fills the form in, and an engineer sends it. The mails of a ticket are reached
by their relation to it; the app that reads them stands above this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from contracts.decision import Kind
from contracts.models import normalise_serial
from sla.commitments import IMPACTS
from tickets.console.forms import QualificationForm
from tickets.drafting import reading
from tickets.models import Ticket

SERIAL_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Filling:
    """A way to fill the form in: its label, and the query of the page that shows it filled."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What is said of the mail, and how the form may be filled in with it."""

    sentences: tuple[str, ...]
    fillings: tuple[Filling, ...]


def of_ticket(ticket: Ticket) -> Hints | None:
    """The hints of a ticket that is still to be qualified; None when there are none. One query."""
    if ticket.is_ended or ticket.kind == Kind.ASSISTANCE or (ticket.severity and ticket.device_id):
        return None
    mail = ticket.mails.exclude(hints={}).only("hints").order_by("received_at", "id").first()
    if mail is None:
        return None
    severity = mail.hints.get("severity") if ticket.severity is None else None
    serials = mail.hints.get("serials", []) if ticket.device_id is None else []
    sentences = tuple(_sentences(severity, serials, mail.hints))
    return Hints(sentences, tuple(_fillings(severity, serials))) if sentences else None


def _sentences(severity: int | None, serials: list[str], hints: dict[str, Any]) -> list[str]:
    """What is said; the author of a forwarded mail is a contact only where the reseller answers for them."""
    words, contact, forwarded = hints.get("words", ""), hints.get("contact"), hints.get("forwarded")
    found = []
    if severity:
        found.append(
            _("Sévérité %(severity)d évoquée\u00a0: «\u00a0%(words)s\u00a0»")
            % {"severity": severity, "words": words}
        )
    found += [_("Série reconnue\u00a0: %s") % serial for serial in serials]
    if contact:
        found.append(_("Contact proposé\u00a0: %(name)s, %(organisation)s, %(address)s") % contact)
    elif forwarded:
        author = f"{forwarded.get('name', '')} {forwarded.get('address', '')}".strip()
        found.append(_("Transféré de\u00a0: %s") % author)
    return found


def _fillings(severity: int | None, serials: list[str]) -> list[Filling]:
    """One way for each serial, with the severity; the severity alone when no serial was recognised."""
    said: dict[str, str | int] = {"severite": severity} if severity else {}
    if len(serials) > 1:
        return [
            Filling(_("Remplir avec %s") % serial, urlencode({**said, "serie": serial})) for serial in serials
        ]
    filled = {**said, **({"serie": serials[0]} if serials else {})}
    return [Filling(_("Remplir le formulaire"), urlencode(filled))] if filled else []


def filled(ticket: Ticket, query: Mapping[str, Any]) -> QualificationForm | None:
    """The form that qualifies, filled in with ?severite= and ?serie=; None when neither came. Nothing is written."""
    severity = reading.typed(query, "severite", 2)
    serial = normalise_serial(reading.typed(query, "serie", SERIAL_LIMIT))
    known = severity in {str(each) for each in IMPACTS}
    if not serial and not known:
        return None
    return QualificationForm(
        ticket,
        initial={
            "kind": ticket.kind,
            "serial": serial or ticket.serial,
            "severity": int(severity) if known else ticket.severity,
        },
    )
