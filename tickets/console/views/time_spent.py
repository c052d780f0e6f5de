"""Time spent on PS work, noted on its ticket (CH-PS)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contracts.sentences import hours, short_date
from tickets.actions.spending import Work, spend_time
from tickets.actions.writing import NotPossible
from tickets.console.access import ticket_form
from tickets.console.forms import TimeSpentForm
from tickets.console.views.handling import carry_out
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket, TimeSpent


@require_POST
@ticket_form
def time_spent(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Take a piece of work from the approved estimate."""
    sub = submission.sent(request.user, request.POST.get("submission_key", ""))

    def verb(typed: dict[str, Any]) -> str:
        minutes = 60 * typed["hours"] + typed["minutes"]
        work = Work(minutes, typed["worked_on"], typed["description"], sub.key, typed["timer"])
        row = spend_time(ticket, work, actor=request.user, at=timezone.now())
        _refuse_other_work(row, work)
        if row.billed_minutes == row.minutes:
            return _("Temps noté et décompté\u00a0: %s.") % hours(row.minutes)
        return _("Temps noté\u00a0: %(took)s, décompté\u00a0: %(counted)s.") % {
            "took": hours(row.minutes),
            "counted": hours(row.billed_minutes),
        }

    return carry_out(request, ticket, TimeSpentForm(ticket, request.POST), verb)


def _refuse_other_work(row: TimeSpent, work: Work) -> None:
    """The form had been sent before and says something else now: it comes back, to be sent as another piece of work."""
    same = (row.minutes, row.worked_on, row.description) == (work.minutes, work.worked_on, work.description)
    if not same:
        raise NotPossible(
            _(
                "Ce formulaire a déjà noté %(time)s du %(day)s\u00a0; envoyez-le de nouveau si ceci s’y ajoute."
            )
            % {"time": hours(row.minutes), "day": short_date(row.worked_on)}
        )
