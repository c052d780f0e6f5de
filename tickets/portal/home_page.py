"""The first page of the portal: what needs its reader, then what goes on; the tickets of both in four queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.ending.lifetime import ENDS_SOON, ends_in
from contracts.models import Contract, RenewalRequest
from sla.wording import PARIS
from tickets import parties, ratings
from tickets.drafting import drafts
from tickets.drafting.drafts import Unsent
from tickets.models import RemoteSession, Ticket
from tickets.portal import contracts_page, lists
from tickets.portal.filters import going_on, waiting_for
from tickets.portal.lists import Line
from tickets.visibility import TicketQuerySet

# Tickets of a section, and of each other kind of thing that waits; what is beyond stands behind a link.
SHOWN, FEW = 8, 3


@dataclass(frozen=True, slots=True)
class Need:
    """Something else than an answer that waits for the reader: what, about what, until when, and where it is done."""

    icon: str
    title: str
    about: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Home:
    """What the page shows; `more_…`: that a list holds more than its section. `is_new`: nothing was ever asked."""

    waiting: list[Line]
    more_waiting: bool
    needs: list[Need]
    drafts: list[Unsent]
    going_on: list[Line]
    more_going_on: bool
    is_new: bool

    @property
    def needs_reader(self) -> bool:
        return bool(self.waiting or self.needs or self.drafts)


def home(user: User, now: datetime) -> Home:
    """What `user`, a customer, finds at `now`; six queries."""
    keys = _keys(user, now)
    waiting = [key for _at, key in keys["waiting"]]
    others = [key for _at, key in sorted({*keys["own"], *keys["resold"]}, reverse=True)]
    current = [key for key in others if key not in waiting]
    sections = [waiting[:SHOWN], current[:SHOWN], *(_few(keys[part]) for part in ("session", "opinion"))]
    rows = lists.in_sight(user).in_bulk({key for section in sections for key in section})
    shown = [[rows[key] for key in section if key in rows] for section in sections]
    return Home(
        waiting=lists.lines(shown[0], user, now),
        more_waiting=len(waiting) > SHOWN,
        needs=[*map(_session, shown[2]), *_contracts(user, now), *map(_opinion, shown[3])],
        drafts=drafts.unsent_tickets(user),
        going_on=lists.lines(shown[1], user, now),
        more_going_on=len(current) > SHOWN,
        is_new=not any(keys.values()) and not Ticket.objects.visible_to(user).exists(),
    )


def _few(keys: list[tuple[datetime, int]]) -> list[int]:
    return [key for _at, key in keys[:FEW]]


def _keys(user: User, now: datetime) -> dict[str, list[tuple[datetime, int]]]:
    """The first tickets of each kind, in their order, each read by its own index; one query for all."""
    seen = Ticket.objects.visible_to(user)
    current = seen.filter(going_on(now))
    proposed = RemoteSession.objects.filter(
        state=RemoteSession.State.PROPOSED, proposed_by_centre=True, starts_at__gt=now
    )
    starts_at = Subquery(proposed.filter(ticket=OuterRef("pk")).values("starts_at")[:1])
    sessions = seen.filter(parties.requests_of(user), pk__in=proposed.values("ticket"))
    others = 2 * SHOWN + 1  # those that wait may be among them
    parts: dict[str, TicketQuerySet] = {
        "waiting": _latest(seen.filter(waiting_for(user)), SHOWN + 1),
        "own": _latest(current.filter(organisation=user.organisation_id), others),
        "session": sessions.annotate(at=starts_at).order_by("at")[:FEW],
        "opinion": ratings.awaited_from(user, now).annotate(at=F("waiting_since")).order_by("-at")[:FEW],
    }
    if user.is_reseller:
        parts["resold"] = _latest(current.filter(reseller=user.organisation_id), others)
    queries = [
        rows.annotate(part=Value(name, CharField())).values_list("part", "at", "pk")
        for name, rows in parts.items()
    ]
    found: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for part, at, key in queries[0].union(*queries[1:], all=True):
        found[part].append((at, key))
    for part, read in found.items():
        read.sort(reverse=part != "session")
    return found


def _latest(tickets: TicketQuerySet, limit: int) -> TicketQuerySet:
    return tickets.annotate(at=F("updated_at")).order_by("-updated_at", "-id")[:limit]


def _session(ticket: Ticket) -> Need:
    return Need(
        "monitor",
        _("Session à distance proposée"),
        f"{ticket.number} · {ticket.subject}",
        _("à confirmer"),
        ticket.get_absolute_url(),
    )


def _opinion(ticket: Ticket) -> Need:
    return Need(
        "star",
        _("Votre avis sur une demande terminée"),
        f"{ticket.number} · {ticket.subject}",
        _("une question"),
        ticket.get_absolute_url(),
    )


def _contracts(user: User, now: datetime) -> Iterable[Need]:
    """The contracts that end soon and whose renewal nobody asked for, the next to end first (CH-0)."""
    today = now.astimezone(PARIS).date()
    asked = RenewalRequest.objects.filter(contract=OuterRef("pk"), ends_on=OuterRef("ends_on"))
    ending = contracts_page.in_sight(user).filter(
        ends_on__range=(today, today + ENDS_SOON), starts_on__lte=today
    )
    rows: list[Contract] = list(
        ending.exclude(pk__in=Subquery(asked.values("contract"))).order_by("ends_on", "pk")[: FEW + 1]
    )
    for contract in rows[:FEW]:
        yield Need(
            "calendar-clock",
            _("Le contrat %s finit bientôt") % contract.number,
            str(contract.end_customer or contract.reseller),
            _("%s, à renouveler") % ends_in(contract.ends_on - today),
            reverse("portal:contract", args=[contract.number]),
        )
    if len(rows) > FEW:
        yield Need(
            "calendar-clock",
            _("D’autres contrats finissent bientôt"),
            "",
            _("tous les contrats"),
            reverse("portal:contracts"),
        )
