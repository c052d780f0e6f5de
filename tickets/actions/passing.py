"""The reseller between its end customer and the centre (CH-II.2): a request goes into its hands, and from there on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from contracts import coverage, sentences
from contracts.decision import Outcome, Verdict
from tickets import first_level, notifications, permissions, response_clock
from tickets.actions.judging import OPENED, apply_verdict
from tickets.actions.replying import Words, once, write
from tickets.actions.writing import NotPossible, lock, move, one_line, record
from tickets.models import Event, Message, Status, Ticket
from tickets.permissions import Action


def hand_to_reseller(ticket: Ticket, *, at: datetime, is_answered: bool = True, is_told: bool = True) -> bool:
    """Put a (locked) request that the charter sends to its reseller into that reseller's hands; tell both by mail,
    the reseller alone when the requester is not answered, nobody unless `is_told`.

    By itself, whatever the channel. False, and nothing is done, when the verdict says otherwise or nobody is there at
    the reseller: such a request stays refused, and the centre sees it.
    """
    if ticket.status != Status.REFUSED or not first_level.is_for_reseller(ticket):
        return False
    if not first_level.people(ticket).exists():
        return False
    assert ticket.reseller is not None
    move(ticket, Status.WITH_RESELLER, at)
    data = {"reseller": ticket.reseller.name}
    record(ticket, Event.Kind.PASSED_TO_RESELLER, actor=None, at=at, data=data, is_told=is_told)
    if is_told:
        notifications.with_reseller(ticket, at, is_answered=is_answered)
    return True


@dataclass(frozen=True, slots=True)
class Escalation:
    """What the reseller makes of its customer's request. `severity` is 1 to 4; `words` are what it checked already, by
    whom and with which files: both parties and the centre read them.
    """

    subject: str
    serial: str
    severity: int | None
    words: Words


def judge(ticket: Ticket, serial: str, at: datetime) -> Verdict:
    """The verdict on `ticket` for `serial`, were its reseller to pass it on at `at` (CH-II.2)."""
    requester = ticket.reseller or ticket.requester_address
    verdict = coverage.verdict(requester, serial, ticket.channel, ticket.kind, at, escalated=True)
    if verdict.outcome is Outcome.TO_CHECK and ticket.organisation is not None:
        # Not the best level of all the reseller's customers: the one that this customer holds.
        level = coverage.best_level_held(ticket.organisation, verdict.day)
        verdict = replace(verdict, provisional_level=level)
    return verdict


def pass_to_centre(ticket: Ticket, escalation: Escalation, *, at: datetime) -> Message:
    """Open an end customer's request at the centre, by its reseller who vouches for it; both are told by mail.

    The verdict is the reseller's own, on the day of the passing on, and takes the place of the one before: the clock
    and the order of arrival count from then. Passing the same words twice changes nothing. Raises `PermissionDenied`
    for anybody who is not of the reseller, `NotPossible`, saying why, when the charter does not open it for the
    reseller either or the request is not the reseller's to pass on, `files.FileRefused` on a file over the limits.
    """
    words = escalation.words
    permissions.require(words.author, Action.PASS_TO_CENTRE, ticket)
    return once(words, lambda: _pass_on(ticket, escalation, at))


def refusal(ticket: Ticket, verdict: Verdict) -> str:
    """Why `verdict` does not let the reseller pass `ticket` on, in the active language; empty when it does.

    What belongs to another of its customers is none of this one's business, who reads the ticket.
    """
    if verdict.outcome not in OPENED:
        return sentences.say(verdict).full_text
    if verdict.contract is None:
        return ""
    owner = verdict.contract.end_customer or verdict.contract.reseller
    if owner != str(ticket.organisation):
        return _("%(serial)s est un produit de %(owner)s\u00a0: ouvrez une autre demande pour ce client.") % {
            "serial": verdict.serial,
            "owner": owner,
        }
    return ""


def _pass_on(ticket: Ticket, escalation: Escalation, at: datetime) -> Message:
    locked, words = lock(ticket), escalation.words
    permissions.require(words.author, Action.PASS_TO_CENTRE, locked)  # it may have another reseller by now
    if not first_level.is_for_reseller(locked):
        raise NotPossible(_("Cette demande n’est plus entre vos mains\u00a0: relisez-la avant d’écrire."))
    verdict = judge(locked, escalation.serial, at)
    if why := refusal(locked, verdict):
        raise NotPossible(why)
    before = _summary(locked)
    locked.escalated_by = words.author
    apply_verdict(locked, verdict)
    locked.subject, locked.severity = one_line(escalation.subject)[:300], escalation.severity
    move(locked, Status.NEW, at)
    message = write(locked, words, at)
    data = {
        "message": str(message.pk),
        "before": before,
        "after": _summary(locked),
        "verdict": locked.verdict_json,
        **response_clock.promise_data(locked),
    }
    record(locked, Event.Kind.PASSED_TO_CENTRE, actor=words.author, at=at, data=data)
    notifications.passed_to_centre(locked, message, at)
    return message


def _summary(ticket: Ticket) -> dict[str, Any]:
    return {"subject": ticket.subject, "severity": ticket.severity, "serial": ticket.serial}
