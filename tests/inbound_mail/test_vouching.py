"""A mail whose sender our server did not authenticate opens nothing for its sender until an engineer vouches."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from inbound_mail import deciding
from inbound_mail.models import InboundMail, Status
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World
from tickets.actions.writing import NotPossible
from tickets.models import Ticket

BOX = 'name="opening-verified"'


@pytest.fixture
def claimed(world: World, settings: Settings) -> InboundMail:
    """A mail that only says that Jean wrote it."""
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    mail = arrive(raw_mail())
    assert mail.reason == "not_authenticated"
    return mail


def test_nothing_opens_for_whom_a_mail_claims_to_be_unless_somebody_vouches(
    world: World, claimed: InboundMail
) -> None:
    with pytest.raises(NotPossible, match="vérifiez l’adresse"):
        deciding.open_for(claimed, world.jean, actor=world.claire, at=TUESDAY)
    assert not Ticket.objects.exists()

    ticket = deciding.open_for(claimed, world.jean, actor=world.claire, at=TUESDAY, verified=True)
    claimed.refresh_from_db()
    assert ticket.requester == world.jean
    assert claimed.decision == f"Ouvert au nom de {world.jean.full_name}, adresse vérifiée"


def test_for_somebody_else_the_address_is_not_what_is_vouched_for(world: World, claimed: InboundMail) -> None:
    ticket = deciding.open_for(claimed, world.marc, actor=world.claire, at=TUESDAY)
    claimed.refresh_from_db()

    assert ticket.requester == world.marc and "adresse vérifiée" not in claimed.decision


def test_an_authenticated_mail_asks_for_nothing(world: World, settings: Settings, client: Client) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    passed = "mx.exer.fr; dmarc=pass header.from=elsewhere.example"
    mail = arrive(raw_mail("jean@elsewhere.example", authentication_results=passed))
    client.force_login(world.claire)

    assert BOX not in shown(client, mail, world.jean.email)
    assert deciding.open_for(mail, world.jean, actor=world.claire, at=TUESDAY).requester == world.jean


def test_the_page_asks_for_it_beside_the_verdict_and_keeps_that_in_sight(
    world: World, claimed: InboundMail, client: Client
) -> None:
    client.force_login(world.claire)
    form = {"opening-address": world.jean.email}
    url = reverse("mails:opening", args=[claimed.pk])

    assert BOX in shown(client, claimed, world.jean.email) and BOX not in shown(
        client, claimed, world.marc.email
    )
    refused = client.post(url, form)
    assert refused.status_code == 422 and BOX in refused.content.decode()
    assert "avant d’ouvrir en son nom" in refused.content.decode()

    assert client.post(url, {**form, "opening-verified": "on"}).status_code == 302
    claimed.refresh_from_db()
    assert claimed.status == Status.TICKET


def shown(client: Client, mail: InboundMail, requester: str) -> str:
    """The page of `mail` with the verdict for `requester`."""
    answer = client.get(reverse("mails:mail", args=[mail.pk]), {"pour": requester})
    text = answer.content.decode()
    assert re.search(r'name="opening-address"', text) is not None
    return text
