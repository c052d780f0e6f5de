"""A mail from an entitled address that fails DMARC, all its way: nothing by itself, then what an engineer decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from inbound_mail import deciding, processing
from inbound_mail.models import InboundMail, Status
from outbound_mail import failing
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import FORTIGATE, TUESDAY, World
from tickets.models import Event, Ticket

JEAN = "jean.petit@reseau-plus.example"
LATER = TUESDAY + timedelta(hours=2)


@pytest.fixture
def held(world: World, settings: Settings) -> InboundMail:
    """In Jean's name, failed by our own server, about a Premium device."""
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    results = "mx.exer.fr; dmarc=fail (p=reject) header.from=reseau-plus.example"
    return arrive(raw_mail(subject=f"Panne {FORTIGATE}", authentication_results=results))


def test_a_mail_that_fails_dmarc_waits_in_the_console_with_its_reason(
    held: InboundMail, world: World, client: Client
) -> None:
    client.force_login(world.claire)

    page = client.get(reverse("mails:mail", args=[held.pk])).content.decode()

    assert "DMARC" in page and FORTIGATE in page
    assert not OutgoingMail.objects.exists() and not Event.objects.exists()


def test_a_mail_that_fails_dmarc_is_shown_to_no_customer(
    held: InboundMail, world: World, client: Client
) -> None:
    client.force_login(world.jean)

    assert client.get(reverse("mails:mail", args=[held.pk])).status_code in {403, 404}
    assert held.subject not in client.get(reverse("portal:tickets")).content.decode()


def test_a_mail_that_fails_dmarc_still_fails_when_it_is_replayed(held: InboundMail, world: World) -> None:
    deciding.replay(held, actor=world.claire, at=LATER)
    again = processing.process(held.pk, LATER)

    assert (again.status, again.reason) == (Status.HELD, "not_authenticated")
    assert not OutgoingMail.objects.exists() and not Ticket.objects.exists()


def test_a_mail_that_fails_dmarc_is_opened_by_an_engineer_who_vouches_and_the_real_person_is_told(
    held: InboundMail, world: World
) -> None:
    ticket = deciding.open_for(held, world.jean, actor=world.claire, at=LATER, verified=True)

    assert (ticket.requester, ticket.received_at) == (world.jean, TUESDAY)
    assert OutgoingMail.objects.get().to == JEAN
    assert Event.objects.get(kind=Event.Kind.OPENED).actor == world.claire


def test_a_mail_that_failed_dmarc_because_of_our_setting_opens_once_that_is_mended(
    held: InboundMail, world: World, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = ""
    deciding.replay(held, actor=world.claire, at=LATER)

    again = processing.process(held.pk, LATER)

    assert again.status == Status.TICKET and again.received_at == TUESDAY


def test_a_mail_that_fails_dmarc_silences_no_failing_address(
    held: InboundMail, world: World, settings: Settings
) -> None:

    failing.returned(JEAN, permanent=True, status="5.1.1", why="unknown", at=TUESDAY - timedelta(days=1))
    arrive(raw_mail(authentication_results="mx.exer.fr; dmarc=fail"))

    assert failing.is_failing(JEAN)
