"""What the list of incidents is asked for: read from its address, said in chips, narrowing what its reader sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from contracts.models import Channel, Product, normalise_serial
from tickets import parties, payers, search
from tickets.models import Status
from tickets.narrowing import Chip, Filters, is_day, midnight, said_day
from tickets.visibility import TicketQuerySet

# A refused request stays among what is going on for this long: an engineer may still open it.
REFUSED_STAYS = timedelta(days=14)
# Of the products whose name holds what was typed, those that are looked for.
MOST_PRODUCTS = 50


class Shown(StrEnum):
    """Which tickets a list holds; the values are those of the address (?voir=)."""

    OPEN = "en-cours"
    MINE = "a-vous"
    ALL = "tous"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Shown.OPEN: gettext_lazy("En cours"),
    Shown.MINE: gettext_lazy("Qui vous attendent"),
    Shown.ALL: gettext_lazy("Tous"),
}


@dataclass(frozen=True, slots=True)
class Wanted(Filters):
    """What the list of incidents is asked for."""

    ALLOWED: ClassVar = {
        "voir": set(Shown).__contains__,
        "etat": set(Status.values).__contains__,
        "severite": {"1", "2", "3", "4"}.__contains__,
        "canal": set(Channel.values).__contains__,
        "miens": {"1"}.__contains__,
        "tri": {"echeance"}.__contains__,
        "depuis": is_day,
        "jusqu": is_day,
    }
    BESIDE: ClassVar = frozenset({"voir", "tri"})

    voir: str = ""
    q: str = ""
    etat: str = ""
    severite: str = ""
    client: str = ""
    produit: str = ""
    demandeur: str = ""
    miens: str = ""
    contrat: str = ""
    canal: str = ""
    depuis: str = ""
    jusqu: str = ""
    tri: str = ""

    @property
    def shown(self) -> Shown:
        """Somebody who searches wants it found wherever it stands."""
        if self.voir:
            return Shown(self.voir)
        return Shown.ALL if self.narrows else Shown.OPEN

    def but(self, **changes: str) -> str:
        """The query string with these fields changed; the list that is shown stays the same."""
        return replace(self, **{"voir": self.shown, **changes}).query

    @property
    def by_deadline(self) -> bool:
        return self.tri == "echeance"


def waiting_for(user: User) -> Q:
    """The tickets whose next word or click is this person's organisation's."""
    answers = Q(status=Status.WAITING_CUSTOMER) & parties.requests_of(user) & ~payers.decision_of_others(user)
    answers |= payers.decision_of(user)
    if user.is_reseller:  # CH-II.2: the first level of its end customers
        return answers | Q(status=Status.WITH_RESELLER, reseller=user.organisation_id)
    return answers


def going_on(now: datetime) -> Q:
    """The tickets that are not ended; a refused one counts while it is recent."""
    # Said apart, as the index of what goes on says it.
    live = ~Q(status__in=[Status.RESOLVED.value, Status.CLOSED.value])
    return live & (~Q(status=Status.REFUSED) | Q(received_at__gt=now - REFUSED_STAYS))


def chosen(tickets: TicketQuerySet, wanted: Wanted, user: User, now: datetime) -> TicketQuerySet:
    """Of tickets in sight of `user`, those that are asked for."""
    if wanted.shown is Shown.MINE:
        tickets = tickets.filter(waiting_for(user))
    elif wanted.shown is Shown.OPEN:
        tickets = tickets.filter(going_on(now))
    tickets = _narrowed(search.found(tickets, user, wanted.q), wanted, user)
    # The clocks that run, as their index holds them.
    running = Q(first_response_at__isnull=True, due_at__isnull=False, paused_since__isnull=True)
    return tickets.filter(running & going_on(now)) if wanted.by_deadline else tickets


def _narrowed(tickets: TicketQuerySet, wanted: Wanted, user: User) -> TicketQuerySet:
    if wanted.etat:
        tickets = tickets.filter(status=wanted.etat)
    if wanted.severite:
        tickets = tickets.filter(severity=int(wanted.severite))
    if wanted.canal:
        tickets = tickets.filter(channel=wanted.canal)
    if wanted.miens:
        tickets = tickets.filter(Q(requester=user) | Q(escalated_by=user))
    if wanted.demandeur:
        tickets = tickets.filter(requester__in=User.objects.filter(full_name__holds=wanted.demandeur))
    if wanted.client:
        tickets = tickets.filter(organisation__in=Organisation.objects.filter(name__holds=wanted.client))
    if wanted.contrat:
        tickets = tickets.filter(contract__number__iexact=wanted.contrat)
    if wanted.produit:
        tickets = tickets.filter(_product(wanted.produit))
    if wanted.depuis:
        tickets = tickets.filter(received_at__gte=midnight(wanted.depuis))
    if wanted.jusqu:
        tickets = tickets.filter(received_at__lt=midnight(wanted.jusqu, 1))
    return tickets


def _product(words: str) -> Q:
    """By name, or by any part of a serial."""
    products = list(Product.objects.filter(name__holds=words).values_list("pk", flat=True)[:MOST_PRODUCTS])
    serial = Q(serial__contains=normalise_serial(words))
    return serial | Q(device__product__in=products) if products else serial


def chips(wanted: Wanted) -> list[Chip]:
    """What narrows the list, in words, each with the address that drops it."""
    said = {
        "q": _("«\u00a0%s\u00a0»") % wanted.q,
        "etat": capfirst(str(Status(wanted.etat).label)) if wanted.etat else "",
        "severite": _("Sévérité %s") % wanted.severite,
        "client": _("Client\u00a0: %s") % wanted.client,
        "produit": _("Produit ou série\u00a0: %s") % wanted.produit,
        "demandeur": _("Demandeur\u00a0: %s") % wanted.demandeur,
        "miens": _("Mes demandes"),
        "contrat": _("Contrat %s") % wanted.contrat,
        "canal": _("Reçus par\u00a0: %s") % (Channel(wanted.canal).label if wanted.canal else ""),
        "depuis": _("Depuis le %s") % said_day(wanted.depuis),
        "jusqu": _("Jusqu’au %s") % said_day(wanted.jusqu),
        "tri": _("Échéance la plus proche d’abord"),
    }
    return wanted.chips(said)
