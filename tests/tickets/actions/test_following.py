"""A colleague is added to a ticket and told of it; everybody removes themself, or whom they added."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World
from tickets import history
from tickets.actions import assigning, following
from tickets.actions.writing import NotPossible
from tickets.models import Event


def mails(address: str) -> int:
    return OutgoingMail.objects.filter(to=address, text__contains="vous a ajouté").count()


def test_the_colleague_is_told_who_added_them(world: World) -> None:
    following.follow(world.ticket(), world.lea, actor=world.jean, at=TUESDAY)

    assert mails(world.lea.email) == 1


def test_adding_twice_adds_once(world: World) -> None:
    ticket = world.ticket()
    for _ in range(2):
        following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)

    assert ticket.followers.count() == 1
    assert ticket.events.filter(kind=Event.Kind.FOLLOWED).count() == 1
    assert mails(world.lea.email) == 1


def test_whoever_adds_themself_gets_no_mail(world: World) -> None:
    ticket = world.ticket()
    following.follow(ticket, world.lea, actor=world.lea, at=TUESDAY)

    assert mails(world.lea.email) == 0
    assert history.lines(ticket, world.jean)[-1].text == f"{world.lea.full_name} suit cet incident"


def test_a_reseller_adds_its_own_people_to_its_customers_ticket(world: World) -> None:  # CH-II.1
    ticket = world.ticket(world.sophie)

    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)

    assert ticket.followers.get().person == world.lea


@pytest.mark.parametrize("who", ["sophie", "marc", "claire"])
def test_nobody_adds_people_of_another_organisation(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        following.follow(world.ticket(), getattr(world, who), actor=world.jean, at=TUESDAY)


def test_the_requester_follows_already(world: World) -> None:
    with pytest.raises(NotPossible, match="déjà au courant"):
        following.follow(world.ticket(), world.jean, actor=world.lea, at=TUESDAY)


def test_one_removes_oneself_and_twice_is_harmless(world: World) -> None:
    ticket = world.ticket()
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)
    for _ in range(2):
        following.unfollow(ticket, world.lea, actor=world.lea, at=TUESDAY)

    assert not ticket.followers.exists()
    assert ticket.events.filter(kind=Event.Kind.FOLLOWED).count() == 2


def test_only_who_added_somebody_removes_them(world: World) -> None:
    ticket = world.ticket(world.sophie)
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)

    with pytest.raises(PermissionDenied):
        following.unfollow(ticket, world.lea, actor=world.sophie, at=TUESDAY)


def test_an_engineer_adds_a_colleague_and_takes_them_off_again(world: World) -> None:
    ticket = world.ticket()
    following.follow(ticket, world.hugo, actor=world.claire, at=TUESDAY)

    following.unfollow(ticket, world.hugo, actor=world.claire, at=TUESDAY)

    assert not ticket.followers.exists()
    assert len(history.lines(ticket, world.claire)) == len(history.lines(ticket, world.jean)) + 2


def test_who_is_in_charge_follows_already(world: World) -> None:
    ticket = assigning.assign(world.ticket(), world.claire, actor=world.claire, at=TUESDAY)

    with pytest.raises(NotPossible, match="lui est affecté"):
        following.follow(ticket, world.claire, actor=world.hugo, at=TUESDAY)
