"""Two people who decide on the same thing of a ticket at the same moment: what holds, and what the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World
from tickets.actions import asking_severity, closing, deciding_severity, following, rating, remote_sessions
from tickets.actions.remote_sessions import Slot
from tickets.actions.writing import NotPossible
from tickets.models import Event, Follower, RemoteSession, Satisfaction, SeverityRequest, Ticket

LATER = TUESDAY + timedelta(minutes=10)
THURSDAY = TUESDAY.replace(day=15, hour=14, minute=0)
GONE_SESSION = "Cette session n’est plus à décider\u00a0: la page dit où elle en est."
GONE_WISH = "Cette demande de sévérité n’attend plus de décision."


def at_once(*decisions: Callable[[], object]) -> list[str]:
    """What became of each, sorted: `done`, or the sentence of the refusal."""
    outcomes, all_of_them = [], threading.Barrier(len(decisions))

    def decide(decision: Callable[[], object]) -> None:
        try:
            all_of_them.wait(10)
            decision()
            outcomes.append("done")
        except NotPossible as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(each,)) for each in decisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


def wish(world: World) -> SeverityRequest:
    ticket = world.ticket(severity=3)
    return asking_severity.ask(ticket, 1, "Tout le site est arrêté.", actor=world.jean, at=TUESDAY)


def proposed(world: World) -> RemoteSession:
    slot = Slot(THURSDAY, 60, "Lire les traces IKE.", consents=True)
    return remote_sessions.propose(world.ticket(), slot, actor=world.jean, at=TUESDAY)


def resolved(world: World) -> Ticket:
    ticket = world.ticket()
    closing.resolve(ticket, world.words(world.claire, "Voici."), at=TUESDAY)
    return ticket


def test_of_two_decisions_on_a_severity_one_stands(transactional_world: World) -> None:  # CH-V.2
    row, claire, hugo = wish(transactional_world), transactional_world.claire, transactional_world.hugo

    outcomes = at_once(
        lambda: deciding_severity.accept(row, actor=claire, at=LATER),
        lambda: deciding_severity.decline(row, "Un poste suffit.", actor=hugo, at=LATER),
    )

    assert outcomes == sorted([GONE_WISH, "done"])
    assert Event.objects.filter(kind=Event.Kind.SEVERITY_DECIDED).count() == 1


def test_two_engineers_who_accept_a_severity_qualify_once(transactional_world: World) -> None:  # CH-V.2
    row, claire, hugo = wish(transactional_world), transactional_world.claire, transactional_world.hugo

    outcomes = at_once(
        lambda: deciding_severity.accept(row, actor=claire, at=LATER),
        lambda: deciding_severity.accept(row, actor=hugo, at=LATER),
    )

    assert outcomes == ["done", "done"]
    assert Event.objects.filter(kind=Event.Kind.QUALIFIED).count() == 1


def test_of_two_decisions_on_a_session_one_stands(transactional_world: World) -> None:  # CH-III.3
    row, claire, hugo = proposed(transactional_world), transactional_world.claire, transactional_world.hugo

    outcomes = at_once(
        lambda: remote_sessions.agree(row, actor=claire, at=LATER),
        lambda: remote_sessions.decline(row, "Un autre jour.", actor=hugo, at=LATER),
    )

    assert outcomes == sorted([GONE_SESSION, "done"])
    assert Event.objects.filter(kind=Event.Kind.SESSION_DECIDED).count() == 1


def test_a_customer_who_cancels_while_the_centre_agrees_has_no_session(
    transactional_world: World,
) -> None:  # CH-III.3
    row, claire, jean = proposed(transactional_world), transactional_world.claire, transactional_world.jean

    outcomes = at_once(
        lambda: remote_sessions.agree(row, actor=claire, at=LATER),
        lambda: remote_sessions.cancel(row, actor=jean, at=LATER),
    )

    # Agreed first, the session is called off; called off first, there is nothing left to agree to.
    assert outcomes in (["done", "done"], sorted([GONE_SESSION, "done"]))
    row.refresh_from_db()
    assert row.state == RemoteSession.State.CANCELLED


def test_two_opinions_at_once_are_one_that_was_changed(transactional_world: World) -> None:  # CH-V.2
    ticket, jean, lea = resolved(transactional_world), transactional_world.jean, transactional_world.lea

    outcomes = at_once(
        lambda: rating.rate(ticket, 1, actor=jean, at=LATER),
        lambda: rating.rate(ticket, 3, actor=lea, at=LATER),
    )

    assert outcomes == ["done", "done"]
    last = Event.objects.filter(kind=Event.Kind.RATED).latest("id")
    assert Satisfaction.objects.get().mark == last.data["mark"]


def test_a_colleague_who_is_added_twice_at_once_is_told_once(transactional_world: World) -> None:
    ticket, jean, lea = transactional_world.ticket(), transactional_world.jean, transactional_world.lea

    outcomes = at_once(
        lambda: following.follow(ticket, lea, actor=jean, at=LATER),
        lambda: following.follow(ticket, lea, actor=jean, at=LATER),
    )

    assert outcomes == ["done", "done"]
    assert Follower.objects.count() == 1
    assert OutgoingMail.objects.filter(to=lea.email).count() == 1
