"""The warnings about deadlines, to the people of the centre (CH-V.2). Called by a verb, in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from outbound_mail import outbox
from sla import explain
from sla.models import TARGET_LABELS

if TYPE_CHECKING:
    from tickets.actions.alerting import Alert

# A mail of alerts names so many deadlines and counts the others.
ALERTS_LISTED = 40


def alerted(person: User, alerts: Sequence[Alert], at: datetime) -> None:
    """The deadlines that come near or were missed, to one of the centre: one mail, however many there are."""
    urgent = sorted(alerts, key=lambda alert: (not alert.is_breach, alert.state.due_at, alert.ticket.pk))
    with translation.override(person.language):
        lines = [_alert_line(alert, at) for alert in urgent[:ALERTS_LISTED]]
        outbox.put(
            to=person.email,
            template="deadline_alerts",
            subject=_alerts_subject(urgent),
            context={
                "person": person,
                "lines": lines,
                "more": len(urgent) - len(lines),
                "url": lines[0]["url"] if len(urgent) == 1 else settings.BASE_URL + reverse("console:queue"),
            },
            language=person.language,
            at=at,
            topic=f"centre:{person.pk}",
            headers=outbox.AUTOMATIC,
        )


def is_engineer(reference: str, address: str) -> bool:
    """The outbox's guard for "centre:<id of a person>": does that person still work the queue?"""
    person = User.objects.by_address(address)
    return person is not None and str(person.pk) == reference and person.is_engineer


def _alerts_subject(alerts: Sequence[Alert]) -> str:
    if len(alerts) == 1:
        [alert] = alerts
        return f"[{alert.ticket.number}] {_alert_text(alert)}"
    missed = sum(alert.is_breach for alert in alerts)
    if not missed:
        return _("%s échéances approchent") % len(alerts)
    return ngettext(
        "%(count)s échéances à voir, dont %(missed)s dépassée",
        "%(count)s échéances à voir, dont %(missed)s dépassées",
        missed,
    ) % {"count": len(alerts), "missed": missed}


def _alert_text(alert: Alert) -> str:
    if alert.is_breach:
        return _("échéance dépassée, %s") % TARGET_LABELS[alert.target]
    return _("%(percent)s\u00a0%% du délai utilisé, %(target)s") % {
        "percent": alert.percent,
        "target": TARGET_LABELS[alert.target],
    }


def _alert_line(alert: Alert, at: datetime) -> dict[str, Any]:
    """One deadline in the mail: what, when, how long is left, where to go."""
    assert alert.state.due_at is not None
    left = alert.state.remaining(at)
    assert left is not None
    ticket = alert.ticket
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "customer": str(ticket.organisation or ticket.requester_address),
        "assignee": ticket.assignee.full_name if ticket.assignee else "",
        "text": _alert_text(alert),
        "is_breach": alert.is_breach,
        "due_text": explain.full_due(alert.state.due_at, at),
        "left_text": explain.duration(left)
        if left < timedelta(0)
        else _("reste %s") % explain.duration(left),
        "url": settings.BASE_URL + reverse("console:ticket", args=[ticket.number]),
    }
