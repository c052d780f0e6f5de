"""Problems that come back: several incidents on one model in one version within a month (CH-V.2).

« 7 incidents, même modèle et version, 30 jours ». An incident that was merged into another is the same one, and counts
once; one that was refused is none. A model whose version nobody knows is not the same version as another.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import CharField, Count, F, Max, Q, Value, Window
from django.db.models.functions import Cast, Concat, RowNumber
from redis.exceptions import RedisError

from accounts.models import User
from contracts.decision import Kind
from contracts.models import Product
from knowledge import versions
from knowledge.models import Note, NoteProduct
from tickets.models import Status, Ticket
from tickets.visibility import TicketQuerySet

log = logging.getLogger(__name__)

WINDOW = timedelta(days=30)
FEWEST = 3
# Problems of one page, the most frequent of all, and the tickets shown of each.
MOST, SHOWN = 30, 8


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Who said that a problem need not be pointed out, and until when."""

    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """`many` incidents on `devices` machines of one product in one version; `tickets` are the latest of them.

    `note`: the published one that covers it. It stays in sight, and is not pointed out any more.
    """

    product: Product
    version: str
    many: int
    devices: int
    latest: datetime
    tickets: Sequence[Ticket] = ()
    note: Note | None = None
    dismissal: Dismissal | None = None

    @property
    def is_pointed_out(self) -> bool:
        return self.note is None and self.dismissal is None

    @property
    def anchor(self) -> str:
        """Where it stands on the page of all of them."""
        return f"probleme-{self.product.pk}-{_mark(self.version)}"


_Key = tuple[int, str]


def problems(user: User, now: datetime) -> list[Problem]:
    """The problems of the last `WINDOW`, the `MOST` most frequent: four queries and one look into the cache."""
    return _whole(user, now, _counted(_incidents(user, now)))


def of_ticket(ticket: Ticket, user: User, now: datetime) -> Problem | None:
    """The problem that `ticket` is part of, if it is pointed out: three queries at most, none without a version."""
    device = ticket.device
    if device is None or not device.installed_version:
        return None
    key = (device.product_id, device.installed_version)
    found = _whole(user, now, _counted(_incidents(user, now).filter(_is(key))), shown=0)
    return found[0] if found and found[0].is_pointed_out else None


def of_product(product: Product, version: str, user: User, now: datetime) -> TicketQuerySet:
    """The incidents of one problem, the latest first."""
    return _incidents(user, now).filter(_is((product.pk, version))).order_by("-received_at", "-id")


def dismiss(product: Product, version: str, *, days: int, by: User, at: datetime) -> None:
    """Point a problem out no more for `days`: kept in the cache, a courtesy; one that is away forgets it."""
    until = at + timedelta(days=days)
    try:
        cache.set(_cache_key((product.pk, version)), Dismissal(by.full_name, until), days * 86400)
    except RedisError:
        log.warning("The cache is away: the problem on %s is pointed out again.", product)


def point_out_again(product: Product, version: str) -> None:
    """Forget that it was dismissed."""
    try:
        cache.delete(_cache_key((product.pk, version)))
    except RedisError:
        log.warning("The cache is away: nothing is dismissed.")


def _incidents(user: User, now: datetime) -> TicketQuerySet:
    """The incidents that count, on the index of what was received last (ticket_latest)."""
    return (
        Ticket.objects.visible_to(user)
        .filter(kind=Kind.INCIDENT, received_at__gt=now - WINDOW, merged_into=None)
        .exclude(status=Status.REFUSED)
        .filter(device__isnull=False)
        .exclude(device__installed_version="")
    )


def _counted(incidents: TicketQuerySet) -> list[tuple[int, str, int, int, datetime]]:
    """Product, version, incidents, machines, the latest: of each that comes back, one query."""
    counted = (
        incidents.order_by()
        .values_list("device__product", "device__installed_version")
        .annotate(many=Count("pk"), machines=Count("device", distinct=True), latest=Max("received_at"))
        .filter(many__gte=FEWEST)
        .order_by("-many", "-latest")
    )
    return list(counted[:MOST])


def _whole(
    user: User, now: datetime, rows: Sequence[tuple[int, str, int, int, datetime]], shown: int = SHOWN
) -> list[Problem]:
    """The rows with their products, latest tickets, notes and dismissals."""
    if not rows:
        return []
    keys = [(product, version) for product, version, *_rest in rows]
    products = Product.objects.select_related("vendor").in_bulk([product for product, _version in keys])
    notes, dismissed = _notes(keys), _dismissed(keys)
    tickets = _tickets(user, now, keys, shown) if shown else {}
    return [
        Problem(
            products[product],
            version,
            many,
            machines,
            latest,
            tickets.get((product, version), ()),
            notes.get((product, version)),
            dismissed.get((product, version)),
        )
        for product, version, many, machines, latest in rows
    ]


def _tickets(user: User, now: datetime, keys: Collection[_Key], shown: int) -> dict[_Key, list[Ticket]]:
    """The latest tickets of each, one query."""
    # One word for both, which PostgreSQL looks up among a hundred at once; a hundred pairs are compared one by one.
    named = Concat(Cast("device__product", CharField()), Value(" "), "device__installed_version")
    place = Window(
        RowNumber(),
        partition_by=[F("device__product"), F("device__installed_version")],
        order_by=[F("received_at").desc(), F("id").desc()],
    )
    rows = (
        _incidents(user, now)
        .alias(named=named)
        .filter(named__in=[f"{product} {version}" for product, version in keys])
        .annotate(place=place)
        .filter(place__lte=shown)
        .select_related("device", "organisation")
        .only(
            "number", "subject", "status", "received_at", "merged_into",
            "device__product", "device__installed_version", "device__serial", "organisation__name",
        )
        .order_by("-received_at", "-id")
    )  # fmt: skip
    found: dict[_Key, list[Ticket]] = defaultdict(list)
    for ticket in rows:
        assert ticket.device is not None
        found[ticket.device.product_id, ticket.device.installed_version].append(ticket)
    return found


def _notes(keys: Collection[_Key]) -> dict[_Key, Note]:
    """The latest published note that names the product, and versions among which this one is: one query.

    A note about a whole family, or about every version, does not say that this problem is known.
    """
    links = (
        NoteProduct.objects.filter(
            product__in={product for product, _version in keys}, note__status=Note.Status.PUBLISHED
        )
        .exclude(note__versions_from="", note__versions_to="")
        .select_related("note")
        .defer("note__text", "note__text_en", "note__words")
        .order_by("note__published_at", "note")
    )
    return {
        (product, version): link.note
        for link in links
        for product, version in keys
        if link.product_id == product and versions.covers(link.note, version)
    }


def _dismissed(keys: Collection[_Key]) -> dict[_Key, Dismissal]:
    try:
        known = cache.get_many([_cache_key(key) for key in keys])
    except RedisError:
        log.warning("The cache is away: nothing is dismissed.")
        return {}
    return {key: known[_cache_key(key)] for key in keys if _cache_key(key) in known}


def _is(key: _Key) -> Q:
    product, version = key
    return Q(device__product=product, device__installed_version=version)


def _cache_key(key: _Key) -> str:
    product, version = key
    return f"recurring:{product}:{_mark(version)}"


def _mark(version: str) -> str:
    """A version as an address and a key of the cache may hold it."""
    return sha256(version.encode()).hexdigest()[:12]
