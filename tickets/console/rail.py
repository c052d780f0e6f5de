"""The rail of the console: the views with their counts, and the other pages this person may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.ending import renewals
from tickets.console import queue, undelivered
from tickets.console.queue import QueueView


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `count` is None where nothing is counted, `key` the key that opens it, as g and the letter `go` do."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    key: str = ""
    go: str = ""

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
    QueueView.LATE,
    QueueView.UNASSIGNED,
    QueueView.TO_QUALIFY,
    QueueView.STANDARD,
)
_FOLLOWED = (QueueView.MINE, QueueView.WAITING, QueueView.AT_VENDOR, QueueView.REFUSED, QueueView.ALL)
# How many things of a page wait for somebody, told by the apps above: `count_by("mailboxes", failing_count)`.
_counts: dict[str, Callable[[], int]] = {}
_KEYS = {view: str(place) for place, view in enumerate((*_QUEUE, *_FOLLOWED[:-1]), start=1)}
# After g: the letter of the view's French name that is free.
_GO = {
    QueueView.TO_ANSWER: "r",
    QueueView.LATE: "e",
    QueueView.UNASSIGNED: "n",
    QueueView.TO_QUALIFY: "q",
    QueueView.STANDARD: "s",
    QueueView.MINE: "m",
    QueueView.WAITING: "a",
    QueueView.AT_VENDOR: "k",
    QueueView.REFUSED: "x",
    QueueView.ALL: "t",
}


def count_by(page: str, count: Callable[[], int]) -> None:
    """Let `count` say what the entry of `page` shows; nothing is shown while it is none."""
    _counts[page] = count


def groups(user: User, now: datetime, current: QueueView | str = "") -> list[Group]:
    """The rail of `user`; `current` is the view shown, or the name of another page such as "contracts".

    One query for all counts of tickets.
    """
    centre = _centre(user, current)
    phone = Item(_("Appel"), reverse("console:phone"), current == "phone", key="t", go="p")
    if not user.is_engineer:
        return [Group("", (phone,)), centre]
    counts = queue.counts(user, now)

    def item(view: QueueView) -> Item:
        url = f"{reverse('console:queue')}?vue={view}"
        return Item(
            view.label, url, view == current, counts.get(view), _KEYS.get(view, ""), _GO.get(view, "")
        )

    return [
        Group("", (phone,)),
        Group(_("La file"), tuple(item(view) for view in _QUEUE)),
        Group(_("Suivi"), tuple(item(view) for view in _FOLLOWED)),
        centre,
    ]


def _centre(user: User, current: str) -> Group:
    items = [
        Item(_("Contrats"), reverse("console:contracts"), current == "contracts", key="c", go="c"),
        *_renewals(user, current),
        Item(_("Crédit-temps"), reverse("console:credits"), current == "credits", go="h"),
        Item(_("Fichiers de l’ERP"), reverse("console:erp_files"), current == "erp_files", go="f"),
        Item(_("Horaires"), reverse("console:calendars"), current == "calendars", go="o"),
    ]
    if user.is_engineer:
        # The page of one ticket has questions enough of its own.
        undecided = _count("mails") if current else None
        items.insert(
            0, Item(_("Courrier reçu"), reverse("mails:list"), current == "mails", undecided, go="i")
        )
        failing = _count("mailboxes") if current else None
        unsent = undelivered.count() or None if current else None
        mailboxes = reverse("mails:mailboxes")
        page = reverse("console:undelivered")
        items.insert(1, Item(_("Courrier non remis"), page, current == "undelivered", unsent, go="u"))
        items.insert(2, Item(_("Boîtes aux lettres"), mailboxes, current == "mailboxes", failing, go="b"))
    if user.is_lead:
        items.append(Item(_("Dérogations"), reverse("console:waivers"), current == "waivers", go="d"))
    if user.is_staff:
        items.append(Item(_("Données de référence"), reverse("admin:index")))
    return Group(_("Centre"), tuple(items))


def _count(page: str) -> int | None:
    return _counts[page]() or None if page in _counts else None


def _renewals(user: User, current: str) -> list[Item]:
    """The renewals to handle, for those who do."""
    if not user.handles_contracts:
        return []
    count = renewals.to_handle().count()
    return [Item(_("Renouvellements"), reverse("console:renewals"), current == "renewals", count, go="v")]
