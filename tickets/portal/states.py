"""Where a ticket stands, as a sentence for the customer who reads it: who has the ball, and since when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from sla.wording import PARIS
from tickets import parties
from tickets.models import Estimate, Status, Ticket


@dataclass(frozen=True, slots=True)
class Standing:
    """The state in words. `waits_for_reader`: the next word or click is the reader's."""

    status: str
    text: str
    waits_for_reader: bool = False

    @property
    def tone(self) -> str:
        """How its chip is dressed where not as its status is (components/_status.html)."""
        return "soon" if self.waits_for_reader else ""


def standing(ticket: Ticket, reader: User, now: datetime) -> Standing:
    """Where `ticket` stands for `reader` at `now`; expects vendor cases and estimates to be prefetched in lists."""
    sentence = _SENTENCES[Status(ticket.status)]
    return Standing(ticket.status, sentence(ticket, reader, now), _waits_for(ticket, reader))


def since(start: datetime, now: datetime) -> str:
    """How long, as people say it: "depuis 12 min", "depuis 3 h", "depuis 2 jours"; days are days in Paris."""
    elapsed = max(now - start, timedelta(0))
    if elapsed < timedelta(minutes=1):
        return _("depuis un instant")
    if elapsed < timedelta(hours=1):
        return _("depuis %d\u00a0min") % (elapsed.seconds // 60)
    days = (now.astimezone(PARIS).date() - start.astimezone(PARIS).date()).days
    if days == 0 or elapsed < timedelta(hours=12):
        return _("depuis %d\u00a0h") % (elapsed.seconds // 3600)
    return ngettext("depuis %d\u00a0jour", "depuis %d\u00a0jours", days) % days


def pending_estimate(ticket: Ticket) -> Estimate | None:
    """The estimate that waits for a decision, if any."""
    return next((each for each in ticket.estimates.all() if each.decision == Estimate.Decision.PENDING), None)


def _waits_for(ticket: Ticket, reader: User) -> bool:
    if ticket.status == Status.WAITING_CUSTOMER:
        estimate = pending_estimate(ticket)
        if estimate is not None:  # whoever pays decides (CH-PS)
            return estimate.payer_id == reader.organisation_id
        return parties.is_party(reader, ticket)
    return ticket.status == Status.WITH_RESELLER and ticket.reseller_id == reader.organisation_id


def _new(ticket: Ticket, reader: User, now: datetime) -> str:
    return _("attend un ingénieur %s") % since(ticket.waiting_since, now)


def _open(ticket: Ticket, reader: User, now: datetime) -> str:
    return _("en cours au CST %s") % since(ticket.waiting_since, now)


def _waiting(ticket: Ticket, reader: User, now: datetime) -> str:
    how_long = since(ticket.waiting_since, now)
    estimate = pending_estimate(ticket)
    if estimate is not None and estimate.payer_id == reader.organisation_id:
        return _("en attente de votre accord %s") % how_long
    if estimate is not None:
        said = {"payer": estimate.payer, "since": how_long}
        return _("en attente de l’accord de %(payer)s %(since)s") % said
    if parties.is_party(reader, ticket):
        return _("en attente de votre réponse %s") % how_long
    return _("en attente de %(organisation)s %(since)s") % {
        "organisation": ticket.organisation,
        "since": how_long,
    }


def _at_vendor(ticket: Ticket, reader: User, now: datetime) -> str:
    how_long = since(ticket.waiting_since, now)
    case = next((each for each in ticket.vendor_cases.all() if each.closed_at is None), None)
    if case is None:
        return _("chez le constructeur %s") % how_long
    return _("chez le constructeur %(since)s, dossier %(number)s") % {
        "since": how_long,
        "number": case.number,
    }


def _with_reseller(ticket: Ticket, reader: User, now: datetime) -> str:
    how_long = since(ticket.waiting_since, now)
    if ticket.reseller_id == reader.organisation_id:
        return _("entre vos mains %s") % how_long
    return _("chez votre revendeur %(reseller)s %(since)s") % {"reseller": ticket.reseller, "since": how_long}


def _resolved(ticket: Ticket, reader: User, now: datetime) -> str:
    return _("résolu %s") % since(ticket.waiting_since, now)


def _closed(ticket: Ticket, reader: User, now: datetime) -> str:
    how_long = since(ticket.waiting_since, now)
    if ticket.merged_into_id is not None:
        return _("fusionné %s") % how_long
    return _("clos %s") % how_long


def _refused(ticket: Ticket, reader: User, now: datetime) -> str:
    return _("non ouvert, gardé pour examen")


_SENTENCES: dict[Status, Callable[[Ticket, User, datetime], str]] = {
    Status.NEW: _new,
    Status.OPEN: _open,
    Status.WAITING_CUSTOMER: _waiting,
    Status.AT_VENDOR: _at_vendor,
    Status.RESOLVED: _resolved,
    Status.CLOSED: _closed,
    Status.WITH_RESELLER: _with_reseller,
    Status.REFUSED: _refused,
}
