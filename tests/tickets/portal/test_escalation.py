"""The page on which a reseller passes its end customer's request on to the centre (CH-II.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contracts.models import Contract
from tests.tickets.portal.reading import words
from tests.world import FORTIGATE, STORMSHIELD, World
from tickets.actions import replying
from tickets.drafting import drafts, submission
from tickets.files import NewFile
from tickets.models import Attachment, Message, Status, Ticket

As = Callable[[User], Client]


def asked(world: World, **changes: Any) -> Ticket:
    return world.ticket(world.paul, **{"serial": STORMSHIELD, "severity": 2, **changes})


def url(ticket: Ticket) -> str:
    return reverse("portal:escalation", args=[ticket.number])


def form(person: User, **changes: Any) -> dict[str, Any]:
    return {
        "submission_key": submission.new(person).token,
        "serial": STORMSHIELD,
        "severity": "2",
        "subject": "SN310 : VPN refusé",
        "findings": "Liaison vérifiée, certificat refusé.",
        **changes,
    }


def test_the_ticket_page_shows_the_customer_s_words_files_and_product_and_both_ways_on(
    world: World, as_: As
) -> None:
    ticket = asked(world, body="Le VPN tombe.", files=[NewFile("vpn.log", b"x")])

    response = as_(world.jean).get(ticket.get_absolute_url())

    page = words(response)
    for expected in ("Menuiserie Dubois compte sur vous", "Le VPN tombe.", "vpn.log", STORMSHIELD):
        assert expected in page
    assert "vous assurez le premier niveau" in page and "Répondre à Menuiserie Dubois" in page
    assert url(ticket) in response.content.decode()


def test_the_customer_reads_who_has_it_and_has_nothing_to_do(world: World, as_: As) -> None:
    ticket = asked(world)

    response = as_(world.paul).get(ticket.get_absolute_url())

    assert "Réseau Plus assure le premier niveau" in words(response)
    assert url(ticket) not in response.content.decode()


def test_where_nobody_is_at_the_reseller_the_customer_reads_whom_to_call(world: World, as_: As) -> None:
    User.objects.filter(organisation=world.jean.organisation).update(is_active=False)

    page = words(as_(world.paul).get(asked(world).get_absolute_url()))

    assert "Contactez Réseau Plus" in page


def test_the_form_is_filled_in_with_the_request(world: World, as_: As) -> None:
    ticket = asked(world, subject="Le VPN tombe", body="Depuis ce matin.", severity=3)

    response = as_(world.jean).get(url(ticket))

    html = response.content.decode()
    assert 'value="Le VPN tombe"' in html and f'value="{STORMSHIELD}"' in html
    assert [each.severity for each in response.context["answer"].impacts if each.checked] == [3]
    assert "Depuis ce matin." in words(response)
    assert "transmis par Réseau Plus" in words(response)


def test_what_is_sent_opens_the_request_at_the_centre_and_says_so(world: World, as_: As) -> None:
    ticket = asked(world)
    file = SimpleUploadedFile("sn310.log", b"bad certificate")

    response = as_(world.jean).post(
        url(ticket), form(world.jean, files=[file], file_categories=["report"]), follow=True
    )

    ticket.refresh_from_db()
    assert (ticket.status, ticket.escalated_by, ticket.subject) == (
        Status.NEW,
        world.jean,
        "SN310 : VPN refusé",
    )
    assert Attachment.objects.get().category == "report"
    page = words(response)
    assert f"Demande {ticket.number} transmise au CST" in page
    assert "Liaison vérifiée, certificat refusé." in page and "Transmis par Jean Petit" in page


def test_both_parties_find_it_among_what_goes_on_and_what_waits_for_them(world: World, as_: As) -> None:
    ticket = asked(world, subject="VPN")
    as_(world.jean).post(url(ticket), form(world.jean, subject="VPN refusé"))
    ticket.refresh_from_db()
    replying.reply(ticket, world.words(world.claire, "Alors ?"), at=world.at + timedelta(minutes=1))

    for person in (world.jean, world.lea, world.paul):
        page = words(as_(person).get("/portail/"))
        assert page.index("Ce qui vous attend") < page.index("VPN refusé")
        assert "en attente de votre réponse" in page


def test_the_reply_box_names_all_who_read(world: World, as_: As) -> None:
    ticket = asked(world)
    as_(world.jean).post(url(ticket), form(world.jean))

    assert "Répondre au CST et à Menuiserie Dubois" in words(as_(world.jean).get(ticket.get_absolute_url()))
    assert "Répondre au CST et à Réseau Plus" in words(as_(world.paul).get(ticket.get_absolute_url()))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subject", "", "Dites en quelques mots de quoi il s’agit."),
        ("findings", " ", "Dites ce que vous avez déjà vérifié : le CST repart de là."),
        ("severity", "", "Choisissez l’impact : il décide du délai de réponse."),
        ("serial", "S" * 61, "Un numéro de série compte 60 caractères au plus."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(
    world: World, as_: As, field: str, value: str, sentence: str
) -> None:
    ticket = asked(world)

    response = as_(world.jean).post(url(ticket), form(world.jean, **{field: value}))

    assert response.status_code == 422
    assert sentence in words(response)
    kept = "SN310 : VPN refusé" if field == "findings" else "Liaison vérifiée, certificat refusé."
    assert kept in response.content.decode()
    assert not Message.objects.filter(author=world.jean).exists()


def test_what_the_charter_does_not_open_comes_back_with_its_reason_and_the_files(
    world: World, as_: As
) -> None:  # CH-0
    ticket = asked(world)
    yesterday = world.at.date() - timedelta(days=1)
    Contract.objects.filter(number="EX-2025-0342").update(ends_on=yesterday)
    file = SimpleUploadedFile("sn310.log", b"x")

    response = as_(world.jean).post(url(ticket), form(world.jean, files=[file], file_categories=["report"]))

    page = words(response)
    assert response.status_code == 422
    assert "Rien n’est parti." in page and "s’est terminé le 12/10/2026" in page
    assert "sn310.log" in page and "Liaison vérifiée" in page
    ticket.refresh_from_db()
    assert ticket.status == Status.WITH_RESELLER


def test_two_clicks_pass_it_on_once(world: World, as_: As) -> None:
    ticket, sent = asked(world), form(world.jean)
    client = as_(world.jean)

    first = client.post(url(ticket), sent)
    second = client.post(url(ticket), sent)

    assert first["Location"] == second["Location"]
    assert Message.objects.filter(author=world.jean).count() == 1


def test_other_words_under_the_same_key_are_kept_as_a_reply(world: World, as_: As) -> None:
    ticket, sent = asked(world), form(world.jean)
    client = as_(world.jean)
    client.post(url(ticket), sent)

    page = words(client.post(url(ticket), {**sent, "findings": "Et le certificat est du 12."}, follow=True))

    assert "déjà transmise" in page and "Et le certificat est du 12." in page


def test_what_is_at_the_centre_already_leads_back_to_it(world: World, as_: As) -> None:
    ticket = asked(world)
    client = as_(world.jean)
    client.post(url(ticket), form(world.jean))

    page = words(client.get(url(ticket), follow=True))

    assert "n’est plus entre vos mains" in page


def test_what_was_typed_and_not_sent_is_there_again(world: World, as_: As) -> None:
    ticket = asked(world, subject="VPN")
    typed = {"findings": "À moitié", "subject": "VPN du chantier"}
    drafts.save(world.jean, drafts.escalation_form(ticket.number), typed, world.at)

    html = as_(world.jean).get(url(ticket)).content.decode()

    assert "À moitié" in html and "VPN du chantier" in html


def test_a_draft_is_saved_only_for_a_ticket_in_sight(world: World) -> None:
    name = drafts.escalation_form(asked(world).number)

    assert drafts.may_write(world.jean, name)
    assert not drafts.may_write(world.marc, name)


def test_words_sent_after_the_session_ended_wait_behind_the_login(world: World, client: Client) -> None:
    ticket = asked(world)

    client.post(url(ticket), form(world.jean, findings="Tout vérifié."))
    client.force_login(world.jean)

    assert "Tout vérifié." in client.get(url(ticket)).content.decode()


def test_the_verdict_follows_the_serial_that_is_typed(world: World, as_: As) -> None:
    ticket, client = asked(world), as_(world.jean)

    def says(serial: str) -> str:
        headers = {"HX-Request": "true", "HX-Target": "coverage"}
        return words(client.get(url(ticket), {"serial": serial, "severity": "1"}, headers=headers))

    assert "À vérifier" in says("SN-INCONNU")
    assert "est un produit de Clinique des Lilas" in says(FORTIGATE)
    assert "Couvert" in says(STORMSHIELD) and "Objet" not in says(STORMSHIELD)


@pytest.mark.parametrize(
    ("who", "status"), [("paul", 403), ("sophie", 404), ("marc", 404), ("claire", 403), ("ines", 403)]
)
def test_it_is_for_the_reseller_alone(world: World, as_: As, who: str, status: int) -> None:
    ticket = asked(world)
    client = as_(getattr(world, who))

    assert client.get(url(ticket)).status_code == status
    assert client.post(url(ticket), form(getattr(world, who))).status_code == status


def test_a_longer_conversation_costs_no_more_queries(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ticket, client = asked(world), as_(world.jean)
    client.get(url(ticket))
    with django_assert_max_num_queries(40) as few:
        client.get(url(ticket))
    for _ in range(5):
        replying.reply(ticket, world.words(world.paul, files=[NewFile("x.txt", b"x")]), at=world.at)

    with django_assert_max_num_queries(len(few)):
        client.get(url(ticket))
