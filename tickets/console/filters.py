"""What the console's list is asked for: read from its address, said in chips, narrowing a view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from contracts.decision import KIND_LABELS, Kind
from contracts.models import Channel, Contract, Device, Product, SupportLevel, Vendor, normalise_serial
from tickets.console import queue_views
from tickets.console.handling_form import engineers
from tickets.console.queue_views import QueueView
from tickets.models import Status
from tickets.narrowing import Chip, Filters, is_day, is_key, midnight, said_day
from tickets.visibility import TicketQuerySet

# Of the names that hold what was typed, those that are looked for.
MOST_NAMES = 50
MOST_CONTRACTS = MOST_SERIALS = 500
# Whose: the reader's own, or nobody's; else an engineer by their key.
MINE, NOBODY = "moi", "personne"
# The orders that an index holds, beside the one of the view.
ORDERS = {
    "recus": gettext_lazy("Les derniers reçus d’abord"),
    "anciens": gettext_lazy("Les premiers reçus d’abord"),
    "echeance": gettext_lazy("Délai en cours, l’échéance la plus proche d’abord"),
}


def is_whose(value: str) -> bool:
    """Whether `value` may say whose tickets are asked for: the reader's, nobody's, those of an engineer by key."""
    return value in {MINE, NOBODY} or is_key(value)


@dataclass(frozen=True, slots=True)
class Wanted(Filters):
    """What the console's list is asked for."""

    ALLOWED: ClassVar = {
        "vue": set(QueueView).__contains__,
        "etat": set(Status.values).__contains__,
        "severite": {"1", "2", "3", "4"}.__contains__,
        "constructeur": is_key,
        "affecte": is_whose,
        "canal": set(Channel.values).__contains__,
        "nature": {kind.value for kind in Kind}.__contains__,
        "depuis": is_day,
        "jusqu": is_day,
        "tri": set(ORDERS).__contains__,
    }
    BESIDE: ClassVar = frozenset({"vue", "tri"})

    vue: str = ""
    q: str = ""
    etat: str = ""
    severite: str = ""
    niveau: str = ""
    constructeur: str = ""
    produit: str = ""
    organisation: str = ""
    affecte: str = ""
    canal: str = ""
    nature: str = ""
    depuis: str = ""
    jusqu: str = ""
    tri: str = ""

    @property
    def view(self) -> QueueView:
        return QueueView.named(self.vue)

    @property
    def query(self) -> str:
        """The same as a query string; the view is always named."""
        return urlencode({"vue": self.view, **self.said})


@dataclass(frozen=True, slots=True)
class Choices:
    """What the fields offer, shared by the fields, the chips and what is done to several."""

    vendors: list[tuple[str, str]]
    engineers: list[tuple[str, str]]
    levels: Mapping[str, str]

    @property
    def statuses(self) -> list[tuple[str, str]]:
        return [(status.value, capfirst(str(status.label))) for status in Status]

    @property
    def channels(self) -> list[tuple[str, str]]:
        return [(channel.value, capfirst(str(channel.label))) for channel in Channel]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, capfirst(str(KIND_LABELS[kind]))) for kind in Kind]

    @property
    def orders(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in ORDERS.items()]

    @property
    def severities(self) -> str:
        return "1234"


def choices() -> Choices:
    """The vendors, the engineers and the levels by code, each by name: one query."""
    code = Cast("pk", CharField())
    vendors = Vendor.objects.values_list(Value("vendor"), code, "name")
    people = engineers().values_list(Value("engineer"), code, "full_name")
    levels = SupportLevel.objects.values_list(Value("level"), "code", "name")
    found: dict[str, list[tuple[str, str]]] = {"vendor": [], "engineer": [], "level": []}
    for what, value, name in vendors.order_by().union(people.order_by(), levels.order_by(), all=True):
        found[what].append((value, name))
    for pairs in found.values():
        pairs.sort(key=lambda pair: pair[1].casefold())
    return Choices(found["vendor"], found["engineer"], dict(found["level"]))


def chosen(wanted: Wanted, tickets: TicketQuerySet, user: User, now: datetime) -> TicketQuerySet:
    """Of tickets in sight of `user`, those of the view that are asked for, in their order."""
    found = queue_views.tickets_of(wanted.view, _worded(tickets, wanted.q), user, now)
    found = found.filter(_narrowing(wanted, user))
    match wanted.tri:
        case "recus":
            return found.order_by("-received_at", "-id")
        case "anciens":
            return found.order_by("received_at", "id")
        case "echeance":  # the clocks that run, as their index holds them
            running = Q(first_response_at__isnull=True, due_at__isnull=False, paused_since__isnull=True)
            return found.filter(running, status__in=queue_views.WORKED_ON).order_by("due_at", "id")
    return found


def _worded(tickets: TicketQuerySet, words: str) -> TicketQuerySet:
    """The tickets whose number, serial, subject, organisation or sender holds `words`; all for no words."""
    if not words:
        return tickets
    return tickets.filter(
        Q(number__icontains=words)
        | Q(subject__icontains=words)
        | Q(serial__icontains=normalise_serial(words))
        | Q(organisation__name__icontains=words)
        | Q(requester_address__icontains=words)
    )


def _narrowing(wanted: Wanted, user: User) -> Q:
    plain = {
        "status": wanted.etat,
        "severity": wanted.severite,
        "level": wanted.niveau,
        "device__product__vendor": wanted.constructeur,
        "channel": wanted.canal,
        "kind": wanted.nature,
    }
    found = Q(**{column: value for column, value in plain.items() if value})
    if wanted.affecte:
        found &= Q(assignee=_whose(wanted.affecte, user))
    if wanted.produit:
        found &= _product(wanted.produit)
    if wanted.organisation:
        found &= _organisation(wanted.organisation)
    if wanted.depuis:
        found &= Q(received_at__gte=midnight(wanted.depuis))
    if wanted.jusqu:
        found &= Q(received_at__lt=midnight(wanted.jusqu, 1))
    return found


def _whose(said: str, user: User) -> int | None:
    if said == NOBODY:
        return None
    return user.pk if said == MINE else int(said)


def _product(words: str) -> Q:
    """By the name of the product, by a serial, or by any part of the serial of a device that is known."""
    products = list(Product.objects.filter(name__holds=words).values_list("pk", flat=True)[:MOST_NAMES])
    serial = normalise_serial(words)
    known = Device.objects.filter(serial__contains=serial).values_list("serial", flat=True)
    # Named whole, serials are found by their index.
    named = Q(serial__in=[serial, *known[:MOST_SERIALS]]) if serial else Q(pk__in=())
    return named | Q(device__product__in=products) if products else named


def _organisation(words: str) -> Q:
    """Who asked, the reseller between, or the end customer of the contract."""
    named = list(Organisation.objects.filter(name__holds=words).values_list("pk", flat=True)[:MOST_NAMES])
    # By keys: a join would leave the indexes of the three aside.
    contracts = list(
        Contract.objects.filter(end_customer__in=named).values_list("pk", flat=True)[:MOST_CONTRACTS]
    )
    return Q(organisation__in=named) | Q(reseller__in=named) | Q(contract__in=contracts)


def chips(wanted: Wanted, offered: Choices) -> list[Chip]:
    """What narrows the list, in words, each with the address that drops it."""
    said = {
        "q": _("«\u00a0%s\u00a0»") % wanted.q,
        "etat": _among(offered.statuses, wanted.etat),
        "severite": _("Sévérité %s") % wanted.severite,
        "niveau": _("Niveau\u00a0: %s") % offered.levels.get(wanted.niveau, wanted.niveau),
        "constructeur": _("Constructeur\u00a0: %s") % _among(offered.vendors, wanted.constructeur),
        "produit": _("Produit ou série\u00a0: %s") % wanted.produit,
        "organisation": _("Organisation\u00a0: %s") % wanted.organisation,
        "affecte": said_whose(wanted.affecte, offered),
        "canal": _("Reçus par\u00a0: %s") % _among(offered.channels, wanted.canal).lower(),
        "nature": _among(offered.kinds, wanted.nature),
        "depuis": _("Depuis le %s") % said_day(wanted.depuis),
        "jusqu": _("Jusqu’au %s") % said_day(wanted.jusqu),
        "tri": str(ORDERS.get(wanted.tri, "")),
    }
    return wanted.chips(said)


def said_whose(said: str, offered: Choices) -> str:
    """Whose tickets are asked for, in words."""
    if said == NOBODY:
        return _("Affectés à personne")
    return _("Affectés à moi") if said == MINE else _("Affectés à %s") % _among(offered.engineers, said)


def _among(pairs: list[tuple[str, str]], value: str) -> str:
    """What a value is called; itself where nothing has it any more."""
    return dict(pairs).get(value, value)
