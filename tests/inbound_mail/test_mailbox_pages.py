"""The console's pages on mailboxes: how each is doing, what is wrong and what to do, what leads decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inbound_mail import intake
from inbound_mail.mailboxes import changing, state
from inbound_mail.models import InboundMail, Mailbox
from tests.inbound_mail.mails import raw_mail
from tests.tickets.console.reading import words
from tests.world import TUESDAY, World

LIST = "/console/courrier/boites/"


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    """11:07 on the Tuesday of the world, for all the test."""
    with time_machine.travel(TUESDAY, tick=False):
        yield


def box(**changes: Any) -> Mailbox:
    """A mailbox that nobody has decided on yet."""
    values = {
        "name": "Support",
        "address": "support@exer.fr",
        "host": "imap.exer.example",
        "username": "support",
    }
    row = Mailbox(**{**values, **changes})
    row.secret = "relevé-2026"
    row.save()
    return row


def decided(**changes: Any) -> Mailbox:
    """One that is fetched, lastly half a minute ago."""
    lately = TUESDAY - timedelta(seconds=30)
    values = {"begins_at": TUESDAY - timedelta(days=9), "last_fetch_at": lately, "last_success_at": lately}
    return box(**{**values, **changes})


def looked_into(**changes: Any) -> Mailbox:
    """One that was looked into: two mails, nothing decided."""
    mail = {
        "at": TUESDAY.isoformat(),
        "from": "jean.petit@reseau-plus.example",
        "subject": "Le tunnel tombe",
        "prospect": "customer",
    }
    look = {"count": 2, "oldest": "2025-01-02T09:00:00+01:00", "newest": TUESDAY.isoformat(), "mails": [mail]}
    return box(look=look, last_fetch_at=TUESDAY, last_success_at=TUESDAY, **changes)


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, row: Mailbox) -> str:
    return reverse(f"mails:{name}", args=[row.pk])


def fields(**changes: Any) -> dict[str, Any]:
    """The form as a lead fills it in for a server with a password."""
    return {
        "name": "Support",
        "address": "support@exer.fr",
        "host": "imap.exer.example",
        "port": "993",
        "security": "tls",
        "folder": "INBOX",
        "login": "password",
        "username": "support",
        "secret": "très secret",
        **changes,
    }


# --- How it is doing --------------------------------------------------------------------------------------------


def test_the_list_says_of_each_mailbox_whether_it_is_read(world: World) -> None:
    decided()
    decided(name="Ventes", address="ventes@exer.fr", failures=4, last_error="gaierror: unknown")

    page = words(as_(world.claire).get(LIST))

    assert "Support support@exer.fr imap.exer.example relevée" in page
    assert "Ventes ventes@exer.fr imap.exer.example en panne" in page


def test_the_page_says_when_it_was_and_will_be_fetched_and_what_became_of_its_mail(world: World) -> None:
    row = decided(waiting=3)
    for days, status in ((0, "held"), (0, "refused"), (3, "held"), (8, "held")):
        mail = intake.receive(raw_mail(), source="x", received_at=None, at=TUESDAY, wake=False)
        stored = TUESDAY - timedelta(days=days)
        InboundMail.objects.filter(pk=mail.pk).update(mailbox=row, status=status, stored_at=stored)

    page = words(as_(world.claire).get(url("mailbox", row)))

    assert "Prochain relevé 13/10/2026, 11h07" in page
    assert "À prendre sur le serveur 3" in page
    assert "refusé 1 1" in page
    assert "retenu 1 2" in page
    assert "en tout 2 3" in page


def test_a_mail_that_was_posted_tells_nothing_of_how_late_the_server_s_are(world: World) -> None:
    row = decided(waiting=3, uidvalidity=7)
    for minutes, uid in ((50, 1), (40, 2), (0, None)):
        at = TUESDAY - timedelta(minutes=minutes)
        mail = intake.receive(raw_mail(), source="x", received_at=at, at=TUESDAY, wake=False)
        place = {"uidvalidity": 7, "uid": uid} if uid else {}
        InboundMail.objects.filter(pk=mail.pk).update(mailbox=row, **place)

    assert state.lag(row, TUESDAY) == timedelta(minutes=40)


def test_a_mailbox_that_was_not_read_for_an_hour_is_late(world: World) -> None:
    row = decided(last_success_at=TUESDAY - timedelta(hours=1))

    assert "Retard 1h" in words(as_(world.claire).get(url("mailbox", row)))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("LoginError: b'[AUTHENTICATIONFAILED] Authentication failed.'", "refuse l’identifiant ou le mot"),
        ("SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] self-signed", "n’est pas reconnu"),
        ("SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED: certificate has expired", "a expiré"),
        ("SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED: Hostname mismatch", "celui d’un autre nom"),
        ("SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number", "ne parle pas TLS"),
        ("gaierror: [Errno -2] Name or service not known", "Le serveur n’est pas trouvé"),
        ("ConnectionRefusedError: [Errno 111] Connection refused", "refuse la connexion"),
        ("TimeoutError: timed out", "ne répond pas"),
        ("NoToken: Le fournisseur refuse le jeton (400)", "refuse le jeton"),
        ("IMAPClientError: select failed: Mailbox doesn't exist: Support", "Le dossier n’existe pas"),
        ("UnreadableMail: mail 7 of INBOX (1 in all)", "Un mail ne peut pas être lu"),
        ("UntoldMail: mail 7 of INBOX: [NONEXISTENT] (1 in all)", "le serveur ne le range pas"),
        ("IMAPClientError: something new", "ne peut pas être relevée"),
    ],
)
def test_an_error_is_said_in_words_with_its_own_text_below(world: World, error: str, said: str) -> None:
    row = decided(failures=1, last_error=error)

    page = words(as_(world.claire).get(url("mailbox", row)))

    assert said in page
    assert error in page


def test_the_page_asks_again_by_itself(world: World) -> None:
    row = decided()

    content = as_(world.claire).get(url("mailbox_state", row)).content.decode()

    assert f'hx-get="{url("mailbox_state", row)}" hx-trigger="every 10s"' in content


def test_the_rail_counts_the_mailboxes_that_are_out_of_order_and_is_quiet_otherwise(world: World) -> None:
    row = decided(failures=2)
    before = _in_the_rail(world.claire)
    Mailbox.objects.filter(pk=row.pk).update(failures=3)

    assert (before, _in_the_rail(world.claire)) == (None, 1)


def _in_the_rail(person: User) -> int | None:
    groups = as_(person).get(reverse("console:queue")).context["rail"]
    [count] = [item.count for group in groups for item in group.items if item.url == LIST]
    assert count is None or isinstance(count, int)
    return count


# --- The first look and the decision ----------------------------------------------------------------------------


def test_before_the_decision_the_page_says_what_is_there_and_what_it_would_become(world: World) -> None:
    page = words(as_(world.hugo).get(url("mailbox", looked_into())))

    assert "2 mails. Rien n’a été enregistré" in page
    assert "Le plus ancien est arrivé le 02/01/2025" in page
    assert "Le tunnel tombe jean.petit@reseau-plus.example client connu" in page
    assert "Commencer à relever" in page


def test_an_engineer_reads_the_look_and_is_not_offered_to_decide(world: World) -> None:
    page = words(as_(world.claire).get(url("mailbox", looked_into())))

    assert "client connu" in page
    assert "Commencer à relever" not in page


def test_from_now_on_leaves_what_is_there(world: World) -> None:
    row = looked_into()
    as_(world.hugo).post(url("mailbox_beginning", row), {"beginning-since": "now"})
    row.refresh_from_db()

    assert (row.begins_at, row.decided_at, row.decided_by) == (TUESDAY, TUESDAY, world.hugo)
    assert row.look is not None and "mails" not in row.look


def test_from_a_day_on_what_had_arrived_is_history_until_the_decision(world: World) -> None:
    row = looked_into()
    data = {"beginning-since": "day", "beginning-day": "2026-10-01"}
    as_(world.hugo).post(url("mailbox_beginning", row), data)
    row.refresh_from_db()

    assert row.begins_at is not None
    assert (row.begins_at.isoformat(), row.decided_at) == ("2026-09-30T22:00:00+00:00", TUESDAY)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choisissez."),
        ({"beginning-since": "day"}, "Dites depuis quel jour."),
        ({"beginning-since": "day", "beginning-day": "hier"}, "Ce n’est pas un jour"),
        ({"beginning-since": "day", "beginning-day": "2026-10-14"}, "n’est pas encore venu"),
    ],
)
def test_a_decision_that_is_not_understood_is_asked_again(
    world: World, data: dict[str, str], said: str
) -> None:
    row = looked_into()

    response = as_(world.hugo).post(url("mailbox_beginning", row), data)

    assert response.status_code == 422
    assert said in words(response)


def test_what_is_decided_stays_so_and_nothing_is_decided_unseen(world: World) -> None:
    unseen, known = box(), decided(name="Ventes", address="ventes@exer.fr")
    for row in (unseen, known):
        as_(world.hugo).post(url("mailbox_beginning", row), {"beginning-since": "now"})
        before = row.begins_at
        row.refresh_from_db()
        assert row.begins_at == before


# --- Adding and changing ----------------------------------------------------------------------------------------


def test_a_lead_adds_a_mailbox_whose_password_is_sealed_and_never_shown(world: World) -> None:
    response = as_(world.hugo).post(reverse("mails:mailbox_new"), fields(), follow=True)
    row = Mailbox.objects.get()

    assert row.secret == "très secret"
    assert "très secret".encode() not in bytes(row.sealed_secret)
    assert row.begins_at is None
    for page in (response, as_(world.hugo).get(url("mailbox_edit", row))):
        assert "très secret" not in page.content.decode()


def test_a_password_that_is_left_empty_stays(world: World) -> None:
    row = box()
    as_(world.hugo).post(url("mailbox_edit", row), fields(secret="", name="Support CST"))
    row.refresh_from_db()

    assert (row.name, row.secret) == ("Support CST", "relevé-2026")


@pytest.mark.parametrize(
    "changes", [{"folder": "INBOX/Support"}, {"host": "autre.exer.example"}, {"username": "autre"}]
)
def test_another_folder_is_another_beginning(world: World, changes: dict[str, str]) -> None:
    row = decided(uidvalidity=7, last_uid=42)
    as_(world.hugo).post(url("mailbox_edit", row), fields(**changes))
    row.refresh_from_db()

    assert (row.begins_at, row.uidvalidity, row.last_uid) == (None, None, 0)


def test_what_a_fetch_wrote_while_the_form_was_read_stays(world: World) -> None:
    row = decided(last_uid=42)
    typed = Mailbox.objects.get(pk=row.pk)
    row.secret = "jeton renouvelé"
    Mailbox.objects.update(last_uid=57, sealed_secret=row.sealed_secret)
    changing.save(typed, {}, actor=world.hugo)
    row.refresh_from_db()

    assert (row.last_uid, row.secret) == (57, "jeton renouvelé")


def test_another_password_is_tried_at_once_where_reading_had_stopped(world: World) -> None:
    row = decided(failures=6, last_error="LoginError", last_uid=42)
    as_(world.hugo).post(url("mailbox_edit", row), fields())
    row.refresh_from_db()

    assert (row.failures, row.last_error, row.last_uid) == (0, "", 42)
    assert row.begins_at is not None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"host": "https://imap.exer.example/"}, "Un nom de serveur seul"),
        ({"port": "70000"}, "de 1 à 65535"),
        ({"username": ""}, "Donnez l’identifiant"),
        ({"secret": ""}, "Donnez le mot de passe"),
        ({"login": "oauth2", "oauth_client_id": "cst"}, "OAuth2 en a besoin"),
        (
            {"login": "oauth2", "oauth_client_id": "c", "oauth_token_url": "http://jetons.example/"},
            "commence par https://",
        ),
    ],
)
def test_what_is_missing_or_unsafe_is_said_beside_its_field(
    world: World, changes: dict[str, str], said: str
) -> None:
    response = as_(world.hugo).post(reverse("mails:mailbox_new"), fields(**changes))

    assert response.status_code == 422
    assert said in words(response)
    assert not Mailbox.objects.exists()


def test_what_is_known_of_microsoft_365_is_filled_in(world: World) -> None:
    page = as_(world.hugo).get(reverse("mails:mailbox_new"), {"fournisseur": "microsoft"}).content.decode()

    for expected in ("outlook.office365.com", "https://login.microsoftonline.com/", "offline_access"):
        assert expected in page


def test_a_stopped_mailbox_is_not_fetched_and_starts_where_it_was_left(world: World) -> None:
    row = decided(last_uid=42)
    as_(world.hugo).post(url("mailbox_activation", row))
    stopped = Mailbox.objects.get()
    as_(world.hugo).post(url("mailbox_activation", row), {"active": "1"})
    started = Mailbox.objects.get()

    assert (stopped.is_fetched, started.is_fetched, started.last_uid) == (False, True, 42)


@pytest.mark.parametrize("person", ["claire", "ines", "jean"])
def test_others_than_leads_change_nothing(world: World, person: str) -> None:
    row, client = looked_into(), as_(getattr(world, person))
    answers = [
        client.post(reverse("mails:mailbox_new"), fields(name="Autre", address="autre@exer.fr")),
        client.post(url("mailbox_edit", row), fields(name="Autre")),
        client.post(url("mailbox_beginning", row), {"beginning-since": "now"}),
        client.post(url("mailbox_activation", row)),
    ]
    row.refresh_from_db()

    assert {answer.status_code for answer in answers} == {403}
    assert (Mailbox.objects.count(), row.name, row.begins_at, row.active) == (1, "Support", None, True)
