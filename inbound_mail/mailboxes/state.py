"""How a mailbox is doing: what its page and its line in the list say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbound_mail import fetching
from inbound_mail.mailboxes.looking import Prospect
from inbound_mail.mailboxes.troubles import Trouble, trouble
from inbound_mail.models import InboundMail, Mailbox, Status
from inbound_mail.models.mailbox import FAILING_FROM
from sla.wording import duration

WEEK = timedelta(days=7)
# A mailbox that was not read for so long is late, whatever the reason.
LATE_AFTER = timedelta(minutes=5)

PROSPECTS = {
    Prospect.CUSTOMER: gettext_lazy("client connu\u00a0: la couverture décide"),
    Prospect.UNKNOWN: gettext_lazy("expéditeur inconnu\u00a0: retenu"),
    Prospect.AUTOMATIC: gettext_lazy("automatique\u00a0: classé"),
    Prospect.CENTRE: gettext_lazy("personne du CST\u00a0: retenu"),
    Prospect.OURS: gettext_lazy("notre propre adresse\u00a0: classé"),
}


class Health(StrEnum):
    """Where a mailbox stands, for the chip."""

    POSTED = "posted"
    OFF = "off"
    NEVER = "never"
    TO_DECIDE = "to_decide"
    FAILING = "failing"
    HICCUP = "hiccup"
    WELL = "well"


_WORDS = {
    Health.POSTED: gettext_lazy("reçoit sans relevé"),
    Health.OFF: gettext_lazy("arrêtée"),
    Health.NEVER: gettext_lazy("pas encore relevée"),
    Health.TO_DECIDE: gettext_lazy("à décider"),
    Health.FAILING: gettext_lazy("en panne"),
    Health.HICCUP: gettext_lazy("dernier relevé manqué"),
    Health.WELL: gettext_lazy("relevée"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of what became of the mails of a mailbox: how many today, and in seven days."""

    label: str
    today: int
    week: int


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One of the newest mails that the first look found."""

    at: datetime
    sender: str
    subject: str
    prospect: str


@dataclass(frozen=True, slots=True)
class State:
    """A mailbox at an instant. `lag` is None when there is nothing to be behind with."""

    mailbox: Mailbox
    health: Health
    at_work: bool
    trouble: Trouble | None
    lines: list[Line]
    lag: timedelta | None

    @property
    def words(self) -> str:
        """The health, in words."""
        return str(_WORDS[self.health])

    @property
    def is_late(self) -> bool:
        return self.lag is not None and self.lag >= LATE_AFTER

    @property
    def lag_text(self) -> str:
        """The lag in words."""
        if self.lag is None:
            return ""
        return _("moins d’une minute") if self.lag < timedelta(minutes=1) else duration(self.lag)

    @property
    def first_day(self) -> datetime | None:
        """When the oldest mail that the first look found had arrived."""
        return _instant(self.mailbox, "oldest")

    @property
    def last_day(self) -> datetime | None:
        """The same of the newest."""
        return _instant(self.mailbox, "newest")

    @property
    def total(self) -> Line:
        """All of it."""
        today, week = sum(line.today for line in self.lines), sum(line.week for line in self.lines)
        return Line(_("en tout"), today, week)


def state(mailbox: Mailbox, now: datetime) -> State:
    """How `mailbox` is doing at `now`."""
    return State(
        mailbox,
        health(mailbox),
        fetching.is_at_work(mailbox.pk),
        trouble(mailbox.last_error),
        _lines(mailbox, now),
        lag(mailbox, now),
    )


def health(mailbox: Mailbox) -> Health:
    """Where it stands: the first that applies."""
    questions = (
        (not mailbox.active, Health.OFF),
        (not mailbox.host, Health.POSTED),
        (mailbox.is_failing, Health.FAILING),
        (mailbox.failures > 0, Health.HICCUP),
        (mailbox.last_success_at is None, Health.NEVER),
        (mailbox.begins_at is None, Health.TO_DECIDE),
    )
    return next((found for applies, found in questions if applies), Health.WELL)


def words(found: Health) -> str:
    """A health in words."""
    return str(_WORDS[found])


def lag(mailbox: Mailbox, now: datetime) -> timedelta | None:
    """How far behind the server we are: the age of the last mail taken while others wait, else of the last fetch."""
    if not mailbox.is_fetched or mailbox.begins_at is None or mailbox.last_success_at is None:
        return None
    if mailbox.waiting:
        fetched = mailbox.mails.filter(uidvalidity=mailbox.uidvalidity, uid__isnull=False)
        last = fetched.order_by("-uid").values_list("received_at", flat=True).first()
        return max(timedelta(0), now - last) if last is not None else None
    return max(timedelta(0), now - mailbox.last_success_at)


def looked_at(mailbox: Mailbox) -> list[LookedAt]:
    """The newest mails that the first look found, with what each would become."""
    mails: Iterable[dict[str, str]] = (mailbox.look or {}).get("mails", [])
    return [
        LookedAt(
            datetime.fromisoformat(mail["at"]),
            mail["from"],
            mail["subject"],
            str(PROSPECTS[Prospect(mail["prospect"])]),
        )
        for mail in mails
    ]


def failing_count() -> int:
    """How many mailboxes are out of order: the console's rail says so."""
    return Mailbox.objects.filter(active=True, failures__gte=FAILING_FROM).exclude(host="").count()


def _instant(mailbox: Mailbox, name: str) -> datetime | None:
    text = (mailbox.look or {}).get(name)
    return datetime.fromisoformat(text) if text else None


def _lines(mailbox: Mailbox, now: datetime) -> list[Line]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    mails = InboundMail.objects.filter(mailbox=mailbox, stored_at__gt=now - WEEK).order_by()
    counted = mails.values_list("status").annotate(
        today=Count("pk", filter=Q(stored_at__gte=midnight)), week=Count("pk")
    )
    found = {status: (today, week) for status, today, week in counted}
    return [Line(str(status.label), *found[status]) for status in Status if status in found]
