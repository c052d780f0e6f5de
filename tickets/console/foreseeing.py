"""What a qualification would change, before it is saved: severity, kind, verdict and deadline, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tickets import deadlines
from tickets.actions.qualifying import Qualification, foresee
from tickets.actions.writing import NotPossible
from tickets.console import queue
from tickets.console.forms import QualificationForm
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Change:
    """One thing as it is and as it would be."""

    label: str
    before: str
    after: str

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Effect:
    """All of it. `error`: why nothing can be said yet; `verdict` is the new one's shape, `why` its sentence."""

    changes: tuple[Change, ...] = ()
    verdict: str = ""
    why: str = ""
    error: str = ""

    @property
    def is_none(self) -> bool:
        """Whether saving would only confirm what stands there."""
        return not any(change.changes for change in self.changes)


def of_form(ticket: Ticket, form: QualificationForm, now: datetime) -> Effect:
    """The effect of what is typed in `form`; nothing is written."""
    if not form.is_valid():
        return Effect(error=" ".join(str(error) for errors in form.errors.values() for error in errors))
    typed = form.cleaned_data
    try:
        after = foresee(ticket, Qualification(typed["severity"], typed["serial"], typed["kind"]), at=now)
    except NotPossible as refused:
        return Effect(error=str(refused))
    names = queue.level_names()
    text = after.verdict_text
    return Effect(tuple(_changes(ticket, after, names, now)), text.verdict, text.text)


def _changes(before: Ticket, after: Ticket, names: dict[str, str], now: datetime) -> Iterator[Change]:
    yield Change(_("Verdict"), before.verdict_text.title, after.verdict_text.title)
    yield Change(_("Niveau"), queue.level_of(before, names) or "–", queue.level_of(after, names) or "–")
    yield Change(_("Sévérité"), str(before.severity or "?"), str(after.severity or "?"))
    yield Change(_("Première réponse"), _due(before, now), _due(after, now))
    if before.status != after.status:
        yield Change(_("État"), before.get_status_display(), after.get_status_display())


def _due(ticket: Ticket, now: datetime) -> str:
    """Until when, and how much is left; "14h37, reste 0h37"."""
    if ticket.first_response_at is not None:
        return _("donnée %s") % queue.instant(ticket.first_response_at, now)
    if ticket.due_at is None:
        return _("sans engagement de délai")
    left = deadlines.remaining(ticket, now)
    due = deadlines.short_due(ticket.due_at, now)
    return f"{due}, {left}" if left else due
