"""CH-V.2: the customer says how content it is, once the ticket ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import SWITCH, TUESDAY, World
from tickets import history, ratings
from tickets.actions import closing, rating
from tickets.actions.writing import NotPossible
from tickets.models import Event, Satisfaction, Ticket


def resolved(world: World, ticket: Ticket | None = None) -> Ticket:
    found = ticket or world.ticket()
    closing.resolve(found, world.words(world.claire, "Voici."), at=TUESDAY)
    found.refresh_from_db()
    return found


def test_one_mark_is_enough(world: World) -> None:
    row = rating.rate(resolved(world), 3, actor=world.jean, at=TUESDAY)

    assert (row.mark, row.comment) == (Satisfaction.Mark.GOOD, "")


def test_the_history_says_the_opinion_in_words(world: World) -> None:
    ticket = resolved(world)
    rating.rate(ticket, 2, actor=world.jean, at=TUESDAY)

    assert history.lines(ticket, world.claire)[-1].text == "Jean Petit a donné son avis\u00a0: mitigé"


def test_the_same_opinion_twice_is_one_event(world: World) -> None:
    ticket = resolved(world)
    for _ in range(2):
        rating.rate(ticket, 1, "Trop long.", actor=world.jean, at=TUESDAY)

    assert ticket.events.filter(kind=Event.Kind.RATED).count() == 1


def test_an_opinion_may_be_changed_for_two_weeks(world: World) -> None:
    ticket = resolved(world)
    rating.rate(ticket, 1, actor=world.jean, at=TUESDAY)

    rating.rate(ticket, 3, actor=world.lea, at=TUESDAY + timedelta(days=13))

    assert Satisfaction.objects.get().mark == 3
    with pytest.raises(NotPossible, match="14"):
        rating.rate(ticket, 2, actor=world.jean, at=TUESDAY + timedelta(days=15))


def test_an_open_ticket_is_not_rated(world: World) -> None:
    with pytest.raises(NotPossible, match="résolu ou clos"):
        rating.rate(world.ticket(), 3, actor=world.jean, at=TUESDAY)


@pytest.mark.parametrize("who", ["jean", "claire"])
def test_only_those_who_asked_have_an_opinion(world: World, who: str) -> None:
    ticket = resolved(world, world.ticket(world.sophie))

    with pytest.raises(PermissionDenied):
        rating.rate(ticket, 3, actor=getattr(world, who), at=TUESDAY)


def test_an_answered_and_ended_ticket_awaits_the_opinion_of_who_asked(world: World) -> None:
    ticket = resolved(world)
    closing.close(world.ticket(serial=SWITCH), actor=world.jean, at=TUESDAY)  # nobody answered it

    assert list(ratings.awaited_from(world.jean, TUESDAY)) == [ticket]
    assert not ratings.awaited_from(world.lea, TUESDAY).exists()
    assert not ratings.awaited_from(world.jean, TUESDAY + timedelta(days=15)).exists()


def test_a_rated_ticket_awaits_nothing(world: World) -> None:
    rating.rate(resolved(world), 3, actor=world.jean, at=TUESDAY)

    assert not ratings.awaited_from(world.jean, TUESDAY).exists()


def test_the_leads_are_told_of_an_unhappy_customer_in_its_words(world: World) -> None:
    rating.rate(resolved(world), 1, "Deux jours sans nouvelles.", actor=world.jean, at=TUESDAY)

    [mail] = OutgoingMail.objects.filter(to=world.hugo.email)
    assert "n’est pas satisfait" in mail.subject
    assert "Deux jours sans nouvelles." in mail.text
    assert "/console/pilotage/" in mail.text


def test_an_opinion_changed_again_and_again_is_one_mail_an_hour(world: World) -> None:
    ticket = resolved(world)
    for minutes in range(0, 60, 10):
        now = TUESDAY + timedelta(minutes=minutes)
        rating.rate(ticket, 3, actor=world.jean, at=now)
        rating.rate(ticket, 1, f"Encore {minutes}.", actor=world.jean, at=now)

    assert OutgoingMail.objects.filter(to=world.hugo.email).count() == 1
    rating.rate(ticket, 1, "Toujours.", actor=world.jean, at=TUESDAY + timedelta(hours=2))
    assert OutgoingMail.objects.filter(to=world.hugo.email).count() == 2
    assert Satisfaction.objects.get().comment == "Toujours."


@pytest.mark.parametrize("mark", [2, 3])
def test_the_leads_are_told_of_nobody_else(world: World, mark: int) -> None:
    rating.rate(resolved(world), mark, actor=world.jean, at=TUESDAY)

    assert not OutgoingMail.objects.filter(to=world.hugo.email).exists()
