"""The page of a ticket: the thread with its notes, the dossier around it, what may be done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contracts.models import Vendor
from tests.tickets.console.reading import Answered, words
from tests.world import EXPIRED_AP, FORTIGATE, TUESDAY, World
from tickets.actions import closing, escalating, estimating, qualifying, replying, waiving
from tickets.actions.escalating import Case
from tickets.actions.qualifying import Qualification
from tickets.console.news import last_event
from tickets.drafting import drafts
from tickets.files import NewFile
from tickets.models import AttachmentCategory, Ticket

As = Callable[[User], Client]
# What may be done around any ticket that was not merged.
AROUND = {"remind_me", "follower", "link"}


def opened(client: Client, ticket: Ticket) -> Answered:
    return client.get(reverse("console:ticket", args=[ticket.number]))


def offered(response: Answered) -> set[str]:
    return {panel.form.intent for panel in response.context["panels"]}


def test_the_thread_holds_messages_notes_and_history_in_order(world: World, as_: As) -> None:
    ticket = world.ticket()
    later = TUESDAY + timedelta(minutes=1)
    replying.note(ticket, world.words(world.hugo, "Vu en 7.4.5.", at=later), at=later)
    later = TUESDAY + timedelta(minutes=2)
    replying.reply(ticket, world.words(world.claire, "Quelle version ?", at=later), at=later)

    entries = opened(as_(world.claire), ticket).context["thread"]
    said = [entry.message.body if entry.message else entry.event.text for entry in entries]

    assert said == [
        "Demande ouverte par Jean Petit",
        "Depuis la mise à jour de cette nuit.",
        "Vu en 7.4.5.",
        "Quelle version ?",
    ]


def test_an_internal_note_says_that_no_customer_sees_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.hugo, "Vu en 7.4.5."), at=TUESDAY)
    page = opened(as_(world.claire), ticket)

    assert "Note interne, jamais vue du client" in words(page)
    assert 'class="message message-note"' in page.content.decode()


def test_the_deadline_and_the_verdict_come_with_their_reasons(world: World, as_: As) -> None:  # CH-I, CH-V.2
    page = words(opened(as_(world.claire), world.ticket()))

    assert "14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00" in page
    assert "charte II, III" in page


def test_once_answered_the_deadline_says_that_the_promise_was_kept(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY + timedelta(minutes=20))
    page = words(opened(as_(world.claire), ticket))

    assert "Première réponse donnée 11h27" in page
    assert "engagement tenu" in page


def test_the_product_says_which_incident_this_is(world: World, as_: As) -> None:
    for day in (3, 2, 1):
        world.ticket(subject=f"il y a {day} jours", received_at=TUESDAY - timedelta(days=day))
    page = words(opened(as_(world.claire), world.ticket()))

    assert "4e incident sur ce matériel" in page
    assert "il y a 3 jours" in page
    assert "7.4.3" in page and "Lille, baie 2" in page


def test_the_first_incident_on_a_device_says_so(world: World, as_: As) -> None:
    assert "premier incident sur ce matériel" in words(opened(as_(world.claire), world.ticket()))


def test_the_dossier_names_contract_people_credit_and_what_is_missing(world: World, as_: As) -> None:
    page = words(opened(as_(world.claire), world.ticket()))

    for expected in (
        "EX-2024-0117",
        "jean.petit@reseau-plus.example",
        "Clinique des Lilas",
        "reste 6h30",
        "sur 8",
    ):
        assert expected in page


def test_a_configuration_backup_counts_for_completeness(world: World, as_: As) -> None:  # CH-III.2
    ticket = world.ticket(files=[NewFile("a.conf", b"config", AttachmentCategory.CONFIGURATION)])

    done = opened(as_(world.claire), ticket).context["completeness"]

    assert "sauvegarde de configuration" not in done.missing
    assert "schéma" in done.missing


def test_vendor_case_and_estimate_are_shown(world: World, as_: As) -> None:
    ticket = world.ticket()
    fortinet = Vendor.objects.get(name="Fortinet")
    escalating.escalate(ticket, Case(fortinet, "FTNT-88123", "Analyse."), actor=world.claire, at=TUESDAY)
    estimating.propose(ticket, 90, "Revue des règles.", actor=world.claire, at=TUESDAY)
    page = words(opened(as_(world.claire), ticket))

    assert "FTNT-88123" in page
    assert "1h30" in page and "à approuver" in page


def test_what_an_open_ticket_offers(world: World, as_: As) -> None:
    page = opened(as_(world.claire), world.ticket())

    assert offered(page) == {
        "qualification",
        "assignment",
        "escalation",
        "remote_session",
        "estimate",
        "merger",
        *AROUND,
    }
    assert page.context["ways"] == {"take": True, "remind": False, "close": True, "reopen": False}


def test_a_refused_request_offers_the_waiver_and_no_answer(world: World, as_: As) -> None:
    page = opened(as_(world.claire), world.ticket(world.marc, serial=EXPIRED_AP))

    assert offered(page) == {"waiver", "qualification", "assignment", *AROUND}
    assert page.context["composer"]["answer"] is None
    assert "accordez d’abord une dérogation" in words(page)


def test_a_waived_request_says_so_and_takes_answers(world: World, as_: As) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)
    waiving.waive(ticket, "Renouvellement signé.", actor=world.hugo, at=TUESDAY)
    page = opened(as_(world.claire), ticket)

    assert "à titre exceptionnel" in words(page)
    assert page.context["composer"]["answer"] is not None
    assert "waiver" not in offered(page)


def test_a_closed_ticket_offers_to_reopen_and_what_stands_around_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.claire, at=TUESDAY)
    page = opened(as_(world.claire), ticket)

    assert offered(page) == AROUND
    assert page.context["ways"]["reopen"]
    assert page.context["composer"]["answer"] is None


def test_the_verdict_s_next_step_is_the_customer_s_and_not_shown(world: World, as_: As) -> None:
    page = words(opened(as_(world.claire), world.ticket(world.marc, serial=EXPIRED_AP)))

    assert "Demander le renouvellement à votre commercial" not in page


def test_the_next_ticket_of_the_queue_is_named(world: World, as_: As) -> None:
    ticket = world.ticket()
    world.ticket(world.marc, subject="Le suivant", serial="X465-PREM-0002", severity=3)

    assert opened(as_(world.claire), ticket).context["next"]["subject"] == "Le suivant"


def test_drafts_of_answer_and_note_come_back_each_in_its_box(world: World, as_: As) -> None:
    ticket = world.ticket()
    drafts.save(world.claire, drafts.reply_form(ticket.number), {"body": "Bonjour, je"}, TUESDAY)
    drafts.save(world.claire, drafts.note_form(ticket.number), {"body": "Interne"}, TUESDAY)
    composer = opened(as_(world.claire), ticket).context["composer"]

    assert composer["answer"].body == "Bonjour, je"
    assert composer["note"].body == "Interne"
    assert opened(as_(world.hugo), ticket).context["composer"]["answer"].body == ""


def test_more_messages_and_history_take_no_more_queries(world: World, as_: As) -> None:
    client, ticket = as_(world.claire), world.ticket()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            opened(client, ticket)
        return len(queries)

    first = cost()
    for minute in range(8):
        at = TUESDAY + timedelta(minutes=minute)
        replying.note(ticket, world.words(world.hugo, at=at, files=[NewFile("a.txt", b"a")]), at=at)
        qualifying.qualify(
            ticket, Qualification(1 + minute % 2, FORTIGATE, "incident"), actor=world.claire, at=at
        )
        world.ticket(received_at=TUESDAY - timedelta(days=minute + 1))

    # The count of earlier incidents, and who moved the deadline, are asked only where there are some.
    assert cost() <= first + 2
    assert first <= 28


def test_news_are_what_others_did_since_the_page_was_shown(world: World, as_: As) -> None:
    ticket = world.ticket()
    shown, client = last_event(ticket), as_(world.claire)
    address = reverse("console:news", args=[ticket.number])

    replying.note(ticket, world.words(world.claire), at=TUESDAY)
    assert client.get(address, {"depuis": shown}).status_code == 204

    replying.reply(ticket, world.words(world.jean), at=TUESDAY)
    response = client.get(address, {"depuis": shown})
    assert response.status_code == 200
    assert "Jean Petit a répondu" in words(response)


def test_nothing_a_customer_writes_is_taken_as_markup(world: World, as_: As) -> None:
    ticket = world.ticket(subject="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    page = opened(as_(world.claire), ticket).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
