"""A remote session on a customer's products: proposed by one side, agreed by the other, with consent (CH-III.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import following_notices, permissions, remote_access
from tickets.actions.writing import NotPossible, lock, record
from tickets.models import Event, RemoteSession, Ticket
from tickets.permissions import Action

State = RemoteSession.State
DECIDED = ["state", "decided_by", "decided_at", "words"]


@dataclass(frozen=True, slots=True)
class Slot:
    """What is proposed. `starts_at` is aware, in the zone of who proposes; `consents`: a customer's consent to what
    `remote_access.consent_sentence` says.
    """

    starts_at: datetime
    minutes: int
    purpose: str
    consents: bool = False


@transaction.atomic
def propose(ticket: Ticket, slot: Slot, *, actor: User, at: datetime) -> RemoteSession:
    """Propose a slot to the other side; what that side proposed before is declined by it. The same twice is one.

    Raises `NotPossible`, saying why: the ticket is not open or its level has no sessions, the slot is past, too far
    or when the centre is closed (CH-I), a customer does not consent, or another session is open.
    """
    permissions.require(actor, Action.ARRANGE_SESSION, ticket)
    locked = lock(ticket)
    if not locked.is_answerable or locked.is_ended:
        raise NotPossible(_("Une session à distance se propose sur un ticket ouvert."))
    waiting = _make_room(locked, actor, at)
    if waiting is not None and _is_same(waiting, slot, actor):
        return waiting
    _refuse_another(waiting, actor)
    _refuse_unless_possible(locked, slot, at)
    read_only = remote_access.is_read_only(locked)
    if not actor.is_engineer and not slot.consents:
        raise NotPossible(_("Cochez votre accord\u00a0: sans lui, aucune session n’a lieu."))
    if waiting is not None:
        _decide(waiting, State.DECLINED, "", by=actor, at=at)
    row = RemoteSession(
        ticket=locked,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        purpose=slot.purpose,
        proposed_by=actor,
        proposed_by_centre=actor.is_engineer,
        proposed_at=at,
        read_only=read_only,
    )
    if not actor.is_engineer:
        _consent(row, by=actor, at=at)
    row.save()
    data = {**_about(row), "by_centre": row.proposed_by_centre, "instead": waiting is not None}
    record(locked, Event.Kind.SESSION_PROPOSED, actor=actor, at=at, data=data)
    following_notices.session_proposed(locked, row, at)
    return row


@transaction.atomic
def agree(row: RemoteSession, *, actor: User, at: datetime, consents: bool = False) -> RemoteSession:
    """Agree to what the other side proposed, a customer with its consent. Twice changes nothing.

    Raises `NotPossible` when it is no longer proposed, when its hour has passed, or without that consent.
    """
    ticket, current = _locked(row, actor)
    if current.state == State.AGREED:
        return current
    _refuse_unless(current, State.PROPOSED)
    _refuse_own(current, actor)
    if remote_access.is_past(current, at):
        raise NotPossible(_("L’heure de ce créneau est passée\u00a0: proposez-en un autre."))
    if not actor.is_engineer:
        if not consents:
            raise NotPossible(_("Cochez votre accord\u00a0: sans lui, aucune session n’a lieu."))
        _consent(current, by=actor, at=at)
        current.save(update_fields=["consent_by", "consent_at", "consent_sentence"])
    _settle(ticket, current, State.AGREED, "", by=actor, at=at)
    return current


@transaction.atomic
def decline(row: RemoteSession, words: str = "", *, actor: User, at: datetime) -> RemoteSession:
    """Decline what the other side proposed; an engineer says why. Twice changes nothing."""
    ticket, current = _locked(row, actor)
    if current.state == State.DECLINED:
        return current
    _refuse_unless(current, State.PROPOSED)
    _refuse_own(current, actor)
    if actor.is_engineer and not words.strip():
        raise NotPossible(_("Dites au client pourquoi, ou proposez un autre créneau."))
    _settle(ticket, current, State.DECLINED, words, by=actor, at=at)
    return current


@transaction.atomic
def cancel(row: RemoteSession, words: str = "", *, actor: User, at: datetime) -> RemoteSession:
    """Call off what is agreed, or take back one's own proposal, until it begins. Twice changes nothing."""
    ticket, current = _locked(row, actor)
    if current.state == State.CANCELLED:
        return current
    if current.state == State.PROPOSED and current.proposed_by_centre != actor.is_engineer:
        raise NotPossible(_("Cette session n’est pas convenue\u00a0: refusez-la plutôt."))
    if current.state not in remote_access.OPEN:
        raise NotPossible(_gone())
    if current.starts_at <= at:
        raise NotPossible(_("La session a commencé\u00a0: elle ne s’annule plus."))
    _settle(ticket, current, State.CANCELLED, words, by=actor, at=at)
    return current


def call_off(ticket: Ticket, *, by: User, at: datetime) -> None:
    """End the session of a (locked) ticket that ends, unless it is under way or over."""
    row = remote_access.open_session(ticket, at)
    if row is not None and row.starts_at > at:
        _settle(ticket, row, State.CANCELLED, "", by=by, at=at)


# --- The pieces ---------------------------------------------------------------------------------------------


def _locked(row: RemoteSession, actor: User) -> tuple[Ticket, RemoteSession]:
    """The ticket, then its session, fresh and locked in the order that every verb takes."""
    permissions.require(actor, Action.ARRANGE_SESSION, row.ticket)
    return lock(row.ticket), RemoteSession.objects.select_for_update().get(pk=row.pk)


def _make_room(ticket: Ticket, actor: User, at: datetime) -> RemoteSession | None:
    """The open session of a (locked) ticket; one whose hour has passed makes room: agreed it was held."""
    row = ticket.remote_sessions.filter(state__in=remote_access.OPEN).first()
    if row is None or not remote_access.is_past(row, at):
        return row
    _decide(row, State.HELD if row.state == State.AGREED else State.CANCELLED, "", by=actor, at=at)
    return None


def _is_same(row: RemoteSession, slot: Slot, actor: User) -> bool:
    said = (row.proposed_by_id, row.starts_at, row.minutes, row.purpose)
    return said == (actor.pk, slot.starts_at, slot.minutes, slot.purpose)


def _refuse_another(row: RemoteSession | None, actor: User) -> None:
    if row is None:
        return
    if row.state == State.AGREED:
        raise NotPossible(_("Une session est déjà convenue\u00a0: annulez-la pour en proposer une autre."))
    if row.proposed_by_centre == actor.is_engineer:
        raise NotPossible(
            _("Une proposition attend déjà une réponse\u00a0: retirez-la pour en faire une autre.")
        )


def _refuse_unless_possible(ticket: Ticket, slot: Slot, at: datetime) -> None:
    """The slot, then the level: what the person can mend comes first."""
    if slot.starts_at <= at:
        raise NotPossible(_("Ce créneau est déjà passé\u00a0: choisissez-en un à venir."))
    if slot.starts_at - at > remote_access.HORIZON:
        raise NotPossible(_("Choisissez un créneau dans les 60\u00a0jours."))
    if closed := remote_access.closed_then(slot.starts_at, slot.minutes):
        raise NotPossible(closed)
    refused = remote_access.refusal(ticket)
    if refused is not None:
        raise NotPossible(refused.full_text)


def _refuse_unless(row: RemoteSession, state: str) -> None:
    if row.state != state:
        raise NotPossible(_gone())


def _refuse_own(row: RemoteSession, actor: User) -> None:
    """Nobody answers a proposal of their own side."""
    if row.proposed_by_centre == actor.is_engineer:
        raise PermissionDenied


def _gone() -> str:
    return _("Cette session n’est plus à décider\u00a0: la page dit où elle en est.")


def _consent(row: RemoteSession, *, by: User, at: datetime) -> None:
    row.consent_by, row.consent_at = by, at
    row.consent_sentence = remote_access.consent_sentence(read_only=row.read_only)


def _settle(ticket: Ticket, row: RemoteSession, state: str, words: str, *, by: User, at: datetime) -> None:
    """Write the decision, its event and its mails."""
    _decide(row, state, words, by=by, at=at)
    data = {**_about(row), "decision": state, "words": words}
    record(ticket, Event.Kind.SESSION_DECIDED, actor=by, at=at, data=data)
    following_notices.session_decided(ticket, row, at)


def _decide(row: RemoteSession, state: str, words: str, *, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at, row.words = state, by, at, words
    row.save(update_fields=DECIDED)


def _about(row: RemoteSession) -> dict[str, Any]:
    return {
        "session": row.pk,
        "starts_at": row.starts_at.isoformat(),
        "minutes": row.minutes,
        "read_only": row.read_only,
    }
