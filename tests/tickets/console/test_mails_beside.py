"""What the mails around a ticket tell on its page: one that is held names it, or nobody was told of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from inbound_mail import deciding
from tests.inbound_mail.mails import arrive, raw_mail
from tests.tickets.console.reading import Answered, words
from tests.world import TUESDAY, World
from tickets.console import mails_beside
from tickets.models import Ticket

As = Callable[[User], Client]
STRANGER = "stranger@elsewhere.example"
HELD = "Un mail retenu nomme ce ticket."


def opened(client: Client, ticket: Ticket) -> Answered:
    return client.get(reverse("console:ticket", args=[ticket.number]))


def test_a_held_mail_that_names_the_ticket_is_shown_on_its_page(world: World, as_: As) -> None:
    ticket = world.ticket()
    mail = arrive(raw_mail(STRANGER, subject=f"RE: [{ticket.number}] Panne"))
    page = opened(as_(world.claire), ticket)

    assert HELD in words(page) and STRANGER in words(page)
    assert f'href="{mail.get_absolute_url()}"' in page.content.decode()


def test_once_it_is_decided_the_page_says_nothing_any_more(world: World, as_: As) -> None:
    ticket = world.ticket()
    mail = arrive(raw_mail(STRANGER, subject=f"RE: [{ticket.number}] Panne"))
    deciding.discard(mail, "publicité", actor=world.claire, at=TUESDAY)

    assert HELD not in words(opened(as_(world.claire), ticket))


def test_a_held_mail_is_told_to_no_customer(world: World, as_: As) -> None:
    ticket = world.ticket()
    arrive(raw_mail(STRANGER, subject=f"RE: [{ticket.number}] Panne"))
    page = as_(world.jean).get(reverse("portal:ticket", args=[ticket.number]))

    assert STRANGER not in words(page)


def test_a_held_mail_of_another_ticket_is_not_shown(world: World, as_: As) -> None:
    ticket, other = world.ticket(), world.ticket()
    arrive(raw_mail(STRANGER, subject=f"RE: [{other.number}] Panne"))

    assert HELD not in words(opened(as_(world.claire), ticket))


def test_of_many_held_mails_the_latest_are_shown_by_one_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = world.ticket()
    for number in range(mails_beside.HELD_SHOWN + 2):
        arrive(raw_mail(f"stranger{number}@elsewhere.example", subject=f"[{ticket.number}] {number}"))

    with django_assert_num_queries(1):
        beside = mails_beside.of_ticket(ticket)
    assert len(beside.held) == mails_beside.HELD_SHOWN and not beside.is_untold


def test_a_requester_whom_nothing_told_is_named_on_the_page(world: World, as_: As) -> None:
    for _ in range(50):
        world.ticket(channel="mail")
    mail = arrive(raw_mail())
    assert mail.ticket is not None

    assert "n’a pas été prévenu de ce que devient son mail" in words(opened(as_(world.claire), mail.ticket))
    page = as_(world.claire).get(mail.get_absolute_url())
    assert "ni accusé de réception ni refus" in words(page)
