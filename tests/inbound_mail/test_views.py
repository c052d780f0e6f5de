"""The console's pages on mail: who sees them, what they show, what may be done."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from inbound_mail.models import InboundMail, RawMail, Status
from tests.inbound_mail.mails import arrive, raw_mail, store
from tests.world import TUESDAY, World
from tickets.models import Event, Ticket

STRANGER = "stranger@elsewhere.example"
JEAN = "jean.petit@reseau-plus.example"


@pytest.fixture
def claire(world: World, client: Client) -> Client:
    """Her browser."""
    client.force_login(world.claire)
    return client


def address(name: str, mail: InboundMail | None = None) -> str:
    return reverse(f"mails:{name}", args=[mail.pk] if mail else [])


@pytest.mark.parametrize("name", ["jean", "sophie", "ines"])
@pytest.mark.parametrize("route", ["list", "mail", "source", "opening", "replay", "discard"])
def test_mail_is_for_engineers_only(world: World, client: Client, name: str, route: str) -> None:
    mail = arrive(raw_mail(STRANGER))
    client.force_login(getattr(world, name))
    url = address(route, None if route == "list" else mail)
    answer = client.post(url) if route in {"opening", "replay", "discard"} else client.get(url)

    assert answer.status_code == 403
    assert InboundMail.objects.get().status == Status.HELD


def test_the_list_says_what_became_of_each_and_why(world: World, claire: Client) -> None:
    arrive(raw_mail(STRANGER, subject="Bonjour"))
    mail = arrive(raw_mail())
    page = claire.get(address("list")).content.decode()

    assert "Bonjour" in page and "aucune personne connue" in page
    assert mail.ticket is not None and mail.ticket.number in page


def test_the_list_asks_as_much_for_fifty_as_for_one(
    world: World, claire: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        arrive(raw_mail())
        arrive(raw_mail(STRANGER))
    claire.get(address("list"))
    with django_assert_max_num_queries(12):
        claire.get(address("list"))


def test_a_list_shows_only_its_own(world: World, claire: Client) -> None:
    arrive(raw_mail(STRANGER, subject="A decider"))
    arrive(raw_mail(subject="Ouvert"))
    page = claire.get(address("list") + "?etat=a-decider").content.decode()

    assert "A decider" in page and "Ouvert</a>" not in page


def test_an_empty_list_says_so(claire: Client) -> None:
    assert "Aucun mail n’attend" in claire.get(address("list") + "?etat=a-decider").content.decode()


def test_the_html_of_a_mail_is_never_ours(world: World, claire: Client) -> None:
    mail = arrive(
        raw_mail(STRANGER, subject="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    )
    page = claire.get(address("mail", mail)).content.decode()

    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_source_is_saved_byte_for_byte(world: World, claire: Client) -> None:
    raw = raw_mail(STRANGER)
    answer = claire.get(address("source", arrive(raw)))

    assert answer.content == raw
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_took_a_source_with_a_backup_stands_in_the_ticket(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(files=[("fw.conf", b"set password x"), ("trace.log", b"x")]))
    again = arrive(b"Received: from elsewhere\n" + RawMail.objects.get().content)
    claire.get(address("source", mail))
    claire.get(address("source", again))

    opened = Event.objects.filter(kind=Event.Kind.ATTACHMENT_OPENED, ticket=mail.ticket)
    assert [(event.actor, event.data) for event in opened] == [(world.claire, {"name": "fw.conf"})] * 2


def test_who_took_a_source_stands_in_the_log(
    world: World, claire: Client, caplog: pytest.LogCaptureFixture
) -> None:
    mail = arrive(raw_mail(STRANGER))
    with caplog.at_level("INFO", "inbound_mail"):
        claire.get(address("source", mail))

    assert f"User {world.claire.pk} downloaded the source of mail {mail.pk}" in caplog.text


def test_a_purged_source_is_gone_and_says_why(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(files=[("fw.conf", b"set password x")]))
    RawMail.objects.update(sealed=b"", purged_at=TUESDAY)
    answer = claire.get(address("source", mail))

    assert answer.status_code == 410 and "a été effacé le 13 octobre 2026" in answer.content.decode()
    assert "a été effacé le 13 octobre 2026" in claire.get(address("mail", mail)).content.decode()
    assert not Event.objects.filter(kind=Event.Kind.ATTACHMENT_OPENED).exists()


def test_a_held_mail_is_opened_for_a_known_person(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(STRANGER, subject="Depuis mon adresse privée"))
    claire.post(address("opening", mail), {"opening-address": JEAN})
    mail.refresh_from_db()

    assert mail.status == Status.TICKET and mail.ticket is not None
    assert mail.ticket.requester == world.jean and mail.decided_by == world.claire
    assert mail.ticket.received_at == mail.received_at


def test_opening_twice_opens_one_ticket(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(STRANGER))
    for _ in range(2):
        answer = claire.post(address("opening", mail), {"opening-address": JEAN}, follow=False)

    assert answer.status_code == 302 and Ticket.objects.count() == 1


@pytest.mark.parametrize("typed", ["", STRANGER, "claire.martin@exer.example", "pas une adresse"])
def test_a_mail_is_opened_for_nobody_else(world: World, claire: Client, typed: str) -> None:
    mail = arrive(raw_mail(STRANGER))
    answer = claire.post(address("opening", mail), {"opening-address": typed})

    assert answer.status_code == 422 and not Ticket.objects.exists()


def test_a_replayed_mail_becomes_a_ticket_once_its_sender_is_known(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(STRANGER))
    world.jean.email = STRANGER
    world.jean.save()
    claire.post(address("replay", mail))
    mail.refresh_from_db()
    assert mail.status == Status.RECEIVED

    from inbound_mail import processing

    assert processing.process(mail.pk, mail.next_attempt_at).status == Status.TICKET


def test_a_mail_is_put_aside_for_a_reason(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(STRANGER))
    assert claire.post(address("discard", mail), {"discard-reason": " "}).status_code == 422
    claire.post(address("discard", mail), {"discard-reason": "publicité"})
    mail.refresh_from_db()

    assert (mail.status, mail.decision, mail.decided_by) == (Status.DISCARDED, "publicité", world.claire)


def test_a_mail_in_a_ticket_is_not_put_aside(world: World, claire: Client) -> None:
    mail = arrive(raw_mail())
    claire.post(address("discard", mail), {"discard-reason": "erreur"})

    assert InboundMail.objects.get().status == Status.TICKET


def test_a_mail_that_waits_shows_when_it_is_tried(world: World, claire: Client) -> None:
    assert "prochain essai" in claire.get(address("mail", store(raw_mail()))).content.decode()


def test_an_unreadable_mail_has_a_page(world: World, claire: Client) -> None:
    assert claire.get(address("mail", arrive(b"\xff\x00\xfe"))).status_code == 200
