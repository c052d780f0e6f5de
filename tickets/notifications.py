"""Who is told what by mail. Each function is called by a verb, in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contracts.decision import Outcome
from contracts.models import Channel
from contracts.sentences import hours
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from sla import explain, wording
from sla.models import TARGET_LABELS
from tickets import deadline_changes, deadlines, reply_address, response_clock
from tickets.deadlines import DeadlineText
from tickets.models import Estimate, Message, Status, Ticket

if TYPE_CHECKING:
    from tickets.actions.alerting import Alert

# A mail of alerts names so many deadlines and counts the others.
ALERTS_LISTED = 40
# Two robots that answer each other stop here: automatic answers to the mails of one address in one hour.
AUTOMATIC_PER_HOUR = 10
REFERENCES_KEPT = 10


def may_receive(reference: str, address: str) -> bool:
    """The outbox's guard for "ticket:<id>": may `address` still read about that ticket?"""
    person = User.objects.by_address(address)
    if person is None:
        return False
    return Ticket.objects.visible_to(person).filter(pk=reference).exists()


def opened(ticket: Ticket, at: datetime) -> None:
    """The acknowledgement with number, verdict and deadline; or the explained refusal."""
    if ticket.status == Status.REFUSED:
        refused(ticket, at)
    else:
        _answer_to_request(ticket, "acknowledgement", _acknowledged, at)


def refused(ticket: Ticket, at: datetime) -> None:
    """Why a request was not opened, and what to do next."""
    redirected = ticket.verdict.outcome is Outcome.REDIRECTED
    _answer_to_request(ticket, "redirected" if redirected else "refusal", _refused, at)


def waived(ticket: Ticket, at: datetime) -> None:
    """The good news of a waiver, with the deadline if it is still to come."""
    _to_requester(ticket, "opened", _waived, at)


def qualified(ticket: Ticket, at: datetime) -> None:
    """What covers a request that was to be checked, and the deadline that nobody could promise before."""
    _to_requester(ticket, "opened", _qualified, at)


def deadline_moved(ticket: Ticket, before: datetime | None, at: datetime) -> None:
    """From when to when a promised first response moved; nothing when it did not, or was never told."""
    person = ticket.requester
    if person is None or before is None or ticket.due_at is None or ticket.first_response_at:
        return
    if wording.to_the_minute(before) == wording.to_the_minute(ticket.due_at):
        return
    if _tells_clock(ticket, person, at):
        with translation.override(person.language):
            text, why = explain.full_due(before, at), _why_moved(ticket)
        _to_requester(ticket, "deadline_moved", _moved, at, before=text, why=why)


def answered(ticket: Ticket, message: Message, at: datetime) -> None:
    """An answer of the centre, to those who asked."""
    for person in _requesters(ticket):
        _send_message(ticket, message, person, at)


def closed(ticket: Ticket, actor: User, at: datetime) -> None:
    """The end of a ticket, to those who asked and did not end it themselves."""
    for person in _requesters(ticket):
        if person != actor:
            with translation.override(person.language):
                title = _("Incident clos")
            _send(ticket, "closed", person, title, at)


def merged(into: Ticket, source: Ticket, before: datetime | None, at: datetime) -> None:
    """Two requests are one now, to those who asked; `before` is the deadline of `into` until then, told if it moved."""
    moved = into.due_at not in {None, before} and into.first_response_at is None
    for person in _requesters(into):
        was_told = moved and person == into.requester and _tells_clock(into, person, at)
        with translation.override(person.language):
            title = _("Demandes fusionnées")
            text = explain.full_due(before, at) if before is not None and was_told else ""
        _send(into, "merged", person, title, at, source=source, before=text)


def customer_replied(ticket: Ticket, message: Message, at: datetime) -> None:
    """A customer's word: to the engineer in charge, and to the other customers concerned."""
    if ticket.status == Status.WITH_RESELLER:
        people = set(_people_of_reseller(ticket))
    else:
        people = {ticket.assignee} if ticket.assignee is not None else set()
    people.update(_requesters(ticket))
    for person in sorted(people - {message.author}, key=lambda each: each.pk):
        _send_message(ticket, message, person, at)


def passed_to_reseller(ticket: Ticket, at: datetime) -> None:
    """An end customer's request, to the people of its reseller (CH-II.2)."""
    first = ticket.messages.order_by("sent_at").first()
    for person in _people_of_reseller(ticket):
        with translation.override(person.language):
            title = _("Demande de %s") % ticket.organisation
        _send(ticket, "for_reseller", person, title, at, message=first, customer=str(ticket.organisation))


def estimate_proposed(ticket: Ticket, estimate: Estimate, at: datetime) -> None:
    """An estimate to approve, to the requester."""
    if ticket.requester is not None:
        with translation.override(ticket.requester.language):
            title = _("Estimation à approuver")
        time = hours(estimate.minutes)
        _send(ticket, "estimate", ticket.requester, title, at, estimate=estimate, time=time)


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
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )


def is_engineer(reference: str, address: str) -> bool:
    """The outbox's guard for "centre:<id of a person>": does that person still work the queue?"""
    person = User.objects.by_address(address)
    return person is not None and str(person.pk) == reference and person.is_engineer


# --- The pieces ---------------------------------------------------------------------------------------------


def _acknowledged() -> str:
    return _("Demande reçue")


def _refused() -> str:
    return _("Demande non ouverte")


def _qualified() -> str:
    return _("Demande qualifiée")


def _waived() -> str:
    return _("Demande ouverte à titre exceptionnel")


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


def _requesters(ticket: Ticket) -> list[User]:
    """Whoever asked, here or in a request that was merged into this one; in a fixed order, each once."""
    merged = ticket.merged_from.filter(requester__isnull=False).select_related("requester__organisation")
    people = [ticket.requester, *(each.requester for each in merged.order_by("pk"))]
    return list(dict.fromkeys(person for person in people if person is not None))


def _people_of_reseller(ticket: Ticket) -> Iterable[User]:
    if ticket.reseller_id is None:
        return []
    return User.objects.filter(organisation=ticket.reseller_id, is_active=True).select_related("organisation")


def _moved() -> str:
    return _("Échéance modifiée")


def _why_moved(ticket: Ticket) -> str:
    """What moved the deadline last: Sévérité 3 → 1; empty when no event says it."""
    moves = deadline_changes.changes(ticket, response_clock.history(ticket), reader=None)
    return capfirst(moves[-1].why) if moves else ""


def _answer_to_request(ticket: Ticket, template: str, title: Callable[[], str], at: datetime) -> None:
    """What answers a request by itself; a request that came by mail may be a robot's, so that these are capped."""
    by_mail = ticket.channel == Channel.MAIL
    if by_mail and _answered_lately(ticket.requester_address, at) >= AUTOMATIC_PER_HOUR:
        return
    _to_requester(ticket, template, title, at, submitted="auto-replied")


def _answered_lately(address: str, at: datetime) -> int:
    return OutgoingMail.objects.filter(
        to=address,
        created_at__gt=at - timedelta(hours=1),
        headers__contains={"Auto-Submitted": "auto-replied"},
    ).count()


def _to_requester(
    ticket: Ticket,
    template: str,
    title: Callable[[], str],
    at: datetime,
    *,
    submitted: str = "auto-generated",
    **context: Any,
) -> None:
    """An automatic mail, flagged as such."""
    person = ticket.requester
    if person is None:
        return
    with translation.override(person.language):
        subject = title()
    headers = {"Auto-Submitted": submitted, "X-Auto-Response-Suppress": "All"}
    _send(ticket, template, person, subject, at, headers=headers, **context)


def _send_message(ticket: Ticket, message: Message, person: User, at: datetime) -> None:
    template = "engineer_notice" if person.is_engineer else "answer"
    headers = {"Auto-Submitted": "auto-generated"} if person.is_engineer else {}
    _send(ticket, template, person, ticket.subject, at, headers=headers, message=message)


def _send(
    ticket: Ticket,
    template: str,
    person: User,
    title: str,
    at: datetime,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> None:
    route = "console:ticket" if person.is_engineer else "portal:ticket"
    with translation.override(person.language):
        outbox.put(
            to=person.email,
            template=template,
            subject=f"[{ticket.number}] {title}",
            context={
                "ticket": ticket,
                "person": person,
                "verdict": ticket.verdict_text,
                "deadline": _deadline(ticket, at) if _tells_clock(ticket, person, at) else None,
                "url": settings.BASE_URL + reverse(route, args=[ticket.number]),
                **context,
            },
            language=person.language,
            at=at,
            topic=f"ticket:{ticket.pk}",
            reply_to=reply_address.for_number(ticket.number),
            headers={**_threading(ticket, person), **(headers or {})},
        )


def _deadline(ticket: Ticket, at: datetime) -> DeadlineText:
    """The deadline with its day: a mail is read later, and forwarded."""
    found = deadlines.of_ticket(ticket, at)
    if found.due is None or not found.due_text:
        return found
    return replace(found, due_text=explain.full_due(found.due, at))


def _tells_clock(ticket: Ticket, person: User, at: datetime) -> bool:
    """Nobody is promised an instant that rests on a provisional level, or that has passed already."""
    passed = ticket.due_at is not None and ticket.due_at < at
    return person.is_engineer or (deadlines.is_told(ticket) and not passed)


def _threading(ticket: Ticket, person: User) -> dict[str, str]:
    """In-Reply-To and References: the mails of this conversation that `person` has seen."""
    theirs = list(
        ticket.messages.filter(author=person)
        .exclude(mail_message_id="")
        .order_by("sent_at")
        .values_list("mail_message_id", flat=True)
    )
    merged = ticket.merged_from.values_list("pk", flat=True)
    topics = [f"ticket:{pk}" for pk in (ticket.pk, *merged)]
    ours = list(
        OutgoingMail.objects.filter(topic__in=topics, to=person.email)
        .order_by("created_at")
        .values_list("message_id", flat=True)
    )
    seen = [*theirs, *ours][-REFERENCES_KEPT:]
    if not seen:
        return {}
    return {"In-Reply-To": (theirs or ours)[-1], "References": " ".join(seen)}
