"""What an engineer does around a ticket, through its page: each says what was done, and how it is taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbound_mail.models import OutgoingMail
from tests.tickets.console.reading import Answered, answer, words
from tests.world import FORTIGATE, SWITCH, TUESDAY, World
from tickets.actions import closing, following, linking, remote_sessions, replying
from tickets.console import undo
from tickets.drafting import submission
from tickets.models import PersonalReminder, Ticket, TicketLink

As = Callable[[User], Client]


def act(client: Client, ticket: Ticket, route: str, **data: Any) -> Answered:
    return client.post(reverse(f"console:{route}", args=[ticket.number]), data, follow=True)


def take_back(client: Client, page: Answered) -> Answered:
    """Press the button beside what was just said."""
    found = re.search(r'action="(/console/annulations/[^"]+)"', page.content.decode())
    assert found is not None
    return client.post(found.group(1), follow=True)


def test_a_link_is_seen_from_both_sides_and_taken_back(world: World, as_: As) -> None:
    ticket, other, client = world.ticket(), world.ticket(subject="Wi-Fi lent"), as_(world.claire)

    done = act(
        client, ticket, "links", other=f"https://cst.example/{other.number.lower()}/", kind="duplicate"
    )

    assert f"Lié à {other.number}, Wi-Fi lent." in words(done)
    assert "doublon" in words(client.get(reverse("console:ticket", args=[other.number])))
    assert "Annulé." in words(take_back(client, done))
    assert not TicketLink.objects.exists()


def test_a_link_made_anew_since_is_not_taken_back_by_a_page_behind(world: World, as_: As) -> None:
    ticket, other, client = world.ticket(), world.ticket(), as_(world.claire)
    done = act(client, ticket, "links", other=other.number, kind="related")
    take_back(client, done)
    linking.link(ticket, other, TicketLink.Kind.DUPLICATE, actor=world.hugo, at=TUESDAY)

    take_back(client, done)

    assert TicketLink.objects.exists()


def test_a_removed_link_comes_back_as_it_was(world: World, as_: As) -> None:
    ticket, other, client = world.ticket(), world.ticket(), as_(world.claire)
    linking.link(ticket, other, TicketLink.Kind.DUPLICATE, actor=world.claire, at=TUESDAY)

    take_back(client, act(client, ticket, "unlinking", other=other.number))

    assert TicketLink.objects.get().kind == TicketLink.Kind.DUPLICATE


@pytest.mark.parametrize("other", ["{number}", "{number}\x00", "CST-2026-000009\x00", "", "9" * 5_000])
def test_a_link_that_there_cannot_be_is_404(world: World, as_: As, other: str) -> None:
    ticket = world.ticket()

    done = act(as_(world.claire), ticket, "unlinking", other=other.format(number=ticket.number))

    assert done.status_code == 404


@pytest.mark.parametrize(
    ("typed", "why"),
    [("CST-2026-999999", "Aucun ticket ne porte le numéro CST-2026-999999."), ("le VPN", "comme CST-2026-")],
)
def test_a_number_that_names_nothing_comes_back(world: World, as_: As, typed: str, why: str) -> None:
    done = act(as_(world.claire), world.ticket(), "links", other=typed, kind="related")

    assert done.status_code == 422
    assert why in words(done)


def test_one_follows_by_one_click_and_takes_it_back(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)

    done = act(client, ticket, "followers", person=world.claire.pk)

    assert "Vous suivez ce ticket." in words(done)
    assert "Ne plus suivre" in words(done)
    take_back(client, done)
    assert not ticket.followers.exists()


def test_a_following_engineer_reads_the_customers_words_and_no_customer_reads_of_it(
    world: World, as_: As
) -> None:
    ticket = world.ticket()
    following.follow(ticket, world.hugo, actor=world.claire, at=TUESDAY)

    replying.reply(ticket, world.words(world.jean, "Toujours en panne."), at=TUESDAY)

    assert OutgoingMail.objects.filter(to=world.hugo.email, text__contains="Toujours en panne.").exists()
    page = as_(world.jean).get(reverse("portal:ticket", args=[ticket.number]))
    assert world.hugo.full_name not in words(page)


def test_a_customer_is_not_added_by_the_centre(world: World, as_: As) -> None:
    done = act(as_(world.claire), world.ticket(), "followers", person=world.lea.pk)

    assert done.status_code == 422
    assert "Choisissez un ingénieur du CST." in words(done)


@pytest.mark.parametrize(
    ("choice", "when"),
    # It is 12:07 on the Tuesday: 23 minutes before lunch, then 1h37 from 14:00.
    [("soon", "mardi 13 octobre 15h37"), ("tomorrow", "mercredi 14 octobre 9h00")],
)
def test_a_reminder_in_two_working_hours_or_the_next_day(  # CH-I
    world: World, as_: As, choice: str, when: str
) -> None:
    done = act(as_(world.claire), world.ticket(), "own_reminder", choice=choice, words="Rappeler Jean.")

    assert f"Rappel prévu {when}." in words(done)
    assert "Votre rappel" in words(done)


def test_on_a_friday_the_next_day_is_monday(world: World, as_: As) -> None:  # CH-I
    ticket = world.ticket()

    with time_machine.travel(TUESDAY + timedelta(days=3), tick=False):
        done = act(as_(world.claire), ticket, "own_reminder", choice="tomorrow")

    assert "Rappel prévu lundi 19 octobre 9h00." in words(done)


def test_a_reminder_at_a_date_is_at_nine_unless_said(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)

    done = act(client, ticket, "own_reminder", choice="date", day="2026-10-20")

    assert "Rappel prévu mardi 20 octobre 9h00." in words(done)


def test_a_date_without_its_day_comes_back(world: World, as_: As) -> None:
    done = act(as_(world.claire), world.ticket(), "own_reminder", choice="date")

    assert (done.status_code, PersonalReminder.objects.count()) == (422, 0)
    assert "Choisissez un jour." in words(done)


def test_a_moved_reminder_goes_back_to_its_hour(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    act(client, ticket, "own_reminder", choice="tomorrow")
    first = PersonalReminder.objects.get().at

    take_back(client, act(client, ticket, "own_reminder", choice="soon"))

    assert PersonalReminder.objects.get().at == first


def test_a_reminder_is_done_and_undone(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    act(client, ticket, "own_reminder", choice="tomorrow")

    done = act(client, ticket, "own_reminder_done")

    assert "Votre rappel" not in words(done)
    assert "Votre rappel" in words(take_back(client, done))


def test_a_part_becomes_a_ticket_and_its_page_follows(world: World, as_: As) -> None:
    source, client = world.ticket(), as_(world.claire)
    later = TUESDAY + timedelta(minutes=1)
    second = replying.reply(source, world.words(world.jean, "Et le Wi-Fi est lent.", at=later), at=later)

    done = act(
        client,
        source,
        "parts",
        messages=[str(second.pk)],
        subject="Wi-Fi lent",
        serial=SWITCH,
        severity="3",
        submission_key=submission.new(world.claire).token,
    )

    new = Ticket.objects.exclude(pk=source.pk).get()
    assert done.redirect_chain[-1][0] == reverse("console:ticket", args=[new.number])
    assert f"{new.number} est séparé de {source.number}" in words(done)
    assert (new.subject, new.severity) == ("Wi-Fi lent", 3)


def test_all_that_follows_goes_along_when_asked_for(world: World, as_: As) -> None:
    source, client = world.ticket(), as_(world.claire)
    said = [
        replying.reply(source, world.words(author, at=TUESDAY + timedelta(minutes=each)), at=TUESDAY)
        for each, author in enumerate((world.jean, world.claire, world.jean), start=1)
    ]

    act(client, source, "parts", messages=[str(said[0].pk)], after="on", subject="Autre", serial=FORTIGATE)

    assert source.messages.count() == 1


def test_a_part_without_message_or_subject_comes_back(world: World, as_: As) -> None:
    source = world.ticket()
    replying.reply(source, world.words(world.jean, "Et le Wi-Fi."), at=TUESDAY)

    done = act(as_(world.claire), source, "parts", subject="")

    assert done.status_code == 422
    assert "Choisissez au moins un message du client." in words(done)
    assert "Dites en quelques mots de quoi il s’agit." in words(done)


def test_taking_a_ticket_is_taken_back(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)

    take_back(client, act(client, ticket, "assignment", assignee=world.claire.pk))

    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_what_a_colleague_changed_since_is_not_taken_back(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    done = act(client, ticket, "assignment", assignee=world.claire.pk)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=world.hugo)

    assert "Le ticket a changé depuis" in words(take_back(client, done))
    ticket.refresh_from_db()
    assert ticket.assignee == world.hugo


def test_a_qualification_is_taken_back_with_its_deadline(world: World, as_: As) -> None:  # CH-V.2
    ticket, client = world.ticket(severity=1), as_(world.claire)
    due = ticket.due_at
    done = act(client, ticket, "qualification", severity="4", serial=FORTIGATE, kind="incident")

    take_back(client, done)

    ticket.refresh_from_db()
    assert (ticket.severity, ticket.due_at) == (1, due)


def test_what_is_to_be_taken_back_is_its_doers_alone_and_for_a_while(world: World, as_: As) -> None:
    ticket = world.ticket()
    done = act(as_(world.claire), ticket, "assignment", assignee=world.claire.pk)
    found = re.search(r'action="(/console/annulations/[^"]+)"', done.content.decode())
    assert found is not None

    assert as_(world.hugo).post(found.group(1)).status_code == 404
    with time_machine.travel(TUESDAY + timedelta(hours=1, seconds=undo.LIFETIME + 1), tick=False):
        assert as_(world.claire).post(found.group(1)).status_code == 404


def test_closing_says_what_it_was(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)

    page = words(act(client, ticket, "closure", cause="settings"))

    ticket.refresh_from_db()
    assert ticket.cause == "settings"
    assert "Claire Martin a clos le ticket, cause : configuration" in page


def test_a_cause_that_nobody_knows_closes_nothing(world: World, as_: As) -> None:
    ticket = world.ticket()

    page = words(act(as_(world.claire), ticket, "closure", cause="magic"))

    ticket.refresh_from_db()
    assert "Choisissez une cause de la liste." in page
    assert not ticket.is_ended


def test_the_customer_reads_no_cause_and_reopening_forgets_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.claire, at=TUESDAY, cause="not_seen")
    portal = reverse("portal:ticket", args=[ticket.number])

    assert "cause" not in words(as_(world.jean).get(portal))
    assert closing.reopen(ticket, actor=world.claire, at=TUESDAY).cause == ""


def test_an_answer_that_resolves_says_what_it_was(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)

    page = words(act(client, ticket, "resolution", **answer(world.claire, ticket, cause="software")))

    ticket.refresh_from_db()
    assert ticket.cause == "software"
    assert "Claire Martin a marqué le ticket comme résolu, cause : défaut du logiciel" in page


def test_a_session_that_was_held_asks_for_its_report(world: World, as_: As) -> None:  # CH-III.3
    ticket, client = world.ticket(), as_(world.claire)
    slot = remote_sessions.Slot(TUESDAY + timedelta(minutes=30), 30, "Lire.")
    row = remote_sessions.propose(ticket, slot, actor=world.claire, at=TUESDAY)
    remote_sessions.agree(row, actor=world.jean, at=TUESDAY, consents=True)
    url = reverse("console:ticket", args=[ticket.number])
    assert "le compte rendu" in words(client.get(url))

    missing = act(client, ticket, "session_report", asked=row.pk, body="", minutes="30")
    assert missing.status_code == 422
    assert "Dites au client ce qui a été vu et fait." in words(missing)
    done = act(client, ticket, "session_report", asked=row.pk, body="Délais trop courts.", minutes="30")

    assert "Compte rendu envoyé au client." in words(done)
    assert "Délais trop courts." in words(as_(world.jean).get(reverse("portal:ticket", args=[ticket.number])))
