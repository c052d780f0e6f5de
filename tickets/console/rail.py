"""The rail of the console: the views with their counts, and the other pages this person may open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.ending import renewals
from tickets.console import queue_views, undelivered
from tickets.console.handling_form import engineers
from tickets.console.queue_views import WORKED_ON, QueueView
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `count` is None where nothing is counted, `key` the key that opens it, as g and the letter `go` do.

    `engineer`: the key of who is given the rows that are dropped on it (static/js/drag-rows.js).
    """

    label: str
    url: str
    current: bool = False
    count: int | None = None
    key: str = ""
    go: str = ""
    engineer: int | None = None

    @property
    def keys(self) -> str:
        """All that opens it, for `data-shortcut` (docs/rules/keyboard.md): "6 gm"."""
        return " ".join(keys for keys in (self.key, f"g{self.go}" if self.go else "") if keys)


@dataclass(frozen=True, slots=True)
class Group:
    """Some entries under a title (templates/base_console.html)."""

    title: str
    items: tuple[Item, ...]


_QUEUE = (
    QueueView.TO_ANSWER,
    QueueView.SOON,
    QueueView.LATE,
    QueueView.UNASSIGNED,
    QueueView.TO_QUALIFY,
    QueueView.STANDARD,
)
_FOLLOWED = (
    QueueView.MINE,
    QueueView.FOR_ME,
    QueueView.WAITING,
    QueueView.AT_VENDOR,
    QueueView.REFUSED,
    QueueView.ALL,
)
# There are nine digits; the views that came last have their letters only.
_DIGITS: list[QueueView] = [
    view for view in (*_QUEUE, *_FOLLOWED) if view not in {QueueView.SOON, QueueView.FOR_ME, QueueView.ALL}
]
# How many things of a page wait for somebody, told by the apps above: `count_by("mailboxes", failing_count)`.
_counts: dict[str, Callable[[], int]] = {}
_KEYS = {view: str(place) for place, view in enumerate(_DIGITS, start=1)}
# After g: the letter of the view's French name that is free.
_GO = {
    QueueView.TO_ANSWER: "r",
    QueueView.SOON: "j",
    QueueView.LATE: "e",
    QueueView.UNASSIGNED: "n",
    QueueView.TO_QUALIFY: "q",
    QueueView.STANDARD: "s",
    QueueView.MINE: "m",
    QueueView.FOR_ME: "y",
    QueueView.WAITING: "a",
    QueueView.AT_VENDOR: "k",
    QueueView.REFUSED: "x",
    QueueView.ALL: "t",
}


def count_by(page: str, count: Callable[[], int]) -> None:
    """Let `count` say what the entry of `page` shows; nothing is shown while it is none."""
    _counts[page] = count


def groups(
    user: User,
    now: datetime,
    current: QueueView | str = "",
    *,
    counts: Mapping[QueueView, int] | None = None,
    team: bool = False,
) -> list[Group]:
    """The rail of `user`; `current` is the view shown, or the name of another page such as "contracts".

    One query for all counts of tickets, unless they are known already; one more for the `team` and its load.
    """
    centre = _centre(user, current)
    phone = Item(_("Appel"), reverse("console:phone"), current == "phone", key="t", go="p")
    if not user.is_engineer:
        return [Group("", (phone,)), centre]
    known = queue_views.counts(user, now) if counts is None else counts

    def item(view: QueueView) -> Item:
        return Item(
            view.label,
            _list(vue=view),
            view == current,
            known.get(view),
            _KEYS.get(view, ""),
            _GO.get(view, ""),
        )

    search = Item(_("Recherche"), reverse("console:search"), current == "search", go="w")
    return [
        Group("", (phone, search)),
        Group(_("La file"), tuple(item(view) for view in _QUEUE)),
        Group(_("Suivi"), tuple(item(view) for view in _FOLLOWED)),
        *([_team()] if team else []),
        centre,
    ]


def _team() -> Group:
    """The engineers with how much each works on, by name: one query."""
    worked_on = Ticket.objects.filter(assignee=OuterRef("pk"), status__in=WORKED_ON).order_by()
    # By the index of each engineer's: joined, the tickets of years would be read to count a few.
    load = Coalesce(Subquery(worked_on.values("assignee").annotate(many=Count("pk")).values("many")), 0)
    people = (
        engineers().annotate(load=load).order_by("full_name", "pk").values_list("pk", "full_name", "load")
    )
    return Group(
        _("Équipe"),
        tuple(
            Item(name, _list(vue=QueueView.ALL, affecte=pk), count=many, engineer=pk)
            for pk, name, many in people
        ),
    )


def _list(**asked: str | int) -> str:
    return f"{reverse('console:queue')}?{urlencode(asked)}"


def _centre(user: User, current: str) -> Group:
    items = [
        Item(_("Contrats"), reverse("console:contracts"), current == "contracts", key="c", go="c"),
        *_renewals(user, current),
        Item(_("Crédit-temps"), reverse("console:credits"), current == "credits", go="h"),
        Item(_("Fichiers de l’ERP"), reverse("console:erp_files"), current == "erp_files", go="f"),
        Item(_("Horaires"), reverse("console:calendars"), current == "calendars", go="o"),
    ]
    if user.is_engineer:
        counted = _is_counted(current)
        undecided = _count("mails") if counted else None
        items.insert(
            0, Item(_("Courrier reçu"), reverse("mails:list"), current == "mails", undecided, go="i")
        )
        failing = _count("mailboxes") if counted else None
        unsent = undelivered.count() or None if counted else None
        mailboxes = reverse("mails:mailboxes")
        page = reverse("console:undelivered")
        items.insert(1, Item(_("Courrier non remis"), page, current == "undelivered", unsent, go="u"))
        items.insert(2, Item(_("Boîtes aux lettres"), mailboxes, current == "mailboxes", failing, go="b"))
        items.insert(3, Item(_("Notes techniques"), reverse("console:knowledge"), current == "notes", go="z"))
        items.insert(4, Item(_("Réponses types"), reverse("console:canned"), current == "canned"))
        items.append(Item(_("Tableaux de bord"), reverse("console:figures"), current == "figures", go="g"))
    if user.is_lead:
        items.append(Item(_("Pilotage"), reverse("console:lead"), current == "lead", go="l"))
        items.append(Item(_("Dérogations"), reverse("console:waivers"), current == "waivers", go="d"))
    if user.is_staff:
        items.append(Item(_("Données de référence"), reverse("admin:index")))
    return Group(_("Centre"), tuple(items))


def _is_counted(current: str) -> bool:
    """Not on the page of one ticket, which has questions enough of its own, nor on the search."""
    return current not in {"", "search"}


def _count(page: str) -> int | None:
    return _counts[page]() or None if page in _counts else None


def _renewals(user: User, current: str) -> list[Item]:
    """The renewals to handle, for those who do."""
    if not user.handles_contracts:
        return []
    count = renewals.to_handle().count() if _is_counted(current) else None
    return [Item(_("Renouvellements"), reverse("console:renewals"), current == "renewals", count, go="v")]
