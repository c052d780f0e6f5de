"""Our mail that did not arrive, through the console: what is listed and why, what a click does, whom to telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from outbound_mail import failing, outbox
from outbound_mail.models import FailingAddress, OutgoingMail
from tests.smtp import Receiver
from tests.tickets.console.reading import words
from tests.world import TUESDAY, World
from tickets.actions import replying
from tickets.models import Ticket

As = Callable[[User], Client]
PAGE = "/console/courrier/non-remis/"
Status = OutgoingMail.Status


def came_back(ticket: Ticket, *, permanent: bool = True) -> OutgoingMail:
    """The first mail about `ticket`, returned."""
    mail = OutgoingMail.objects.filter(topic=f"ticket:{ticket.pk}").earliest("created_at")
    OutgoingMail.objects.filter(pk=mail.pk).update(status=Status.SENT, sent_at=TUESDAY)
    failing.returned(
        mail.to,
        permanent=permanent,
        status="5.1.1" if permanent else "4.2.2",
        why="550 User unknown",
        at=TUESDAY,
        message_id=mail.message_id,
    )
    return mail


def test_what_came_back_is_listed_with_its_ticket_and_the_servers_words(world: World, as_: As) -> None:
    ticket = world.ticket()
    came_back(ticket)
    said = words(as_(world.claire).get(PAGE))

    assert world.jean.email in said and "l’adresse n’existe pas" in said
    assert ticket.number in said and "550 User unknown" in said and "revenu" in said


def test_with_nothing_to_say_the_page_says_so(world: World, as_: As) -> None:
    assert "Tous nos mails arrivent" in words(as_(world.claire).get(PAGE))


def test_a_failed_mail_leaves_again_by_a_click(world: World, as_: As, receiver: Receiver) -> None:
    world.ticket()
    receiver.refused[world.jean.email] = "550 5.1.1 User unknown"
    outbox.send_due(TUESDAY)
    receiver.refused.clear()
    mail = OutgoingMail.objects.get()
    failing.cleared(mail.to, world.claire, TUESDAY + timedelta(minutes=1))
    as_(world.claire).post(reverse("console:undelivered_sending", args=[mail.pk]))

    assert outbox.send_due(TUESDAY + timedelta(days=400)) == 1
    assert len(receiver.received) == 1


def test_a_mail_that_left_is_not_sent_twice(world: World, as_: As) -> None:
    mail = came_back(world.ticket())
    said = words(as_(world.claire).post(reverse("console:undelivered_sending", args=[mail.pk]), follow=True))

    mail.refresh_from_db()
    assert mail.status == Status.SENT and "déjà parti" in said


def test_an_engineer_marks_an_address_as_mended(world: World, as_: As) -> None:
    came_back(world.ticket())
    row = FailingAddress.objects.get()
    as_(world.claire).post(reverse("console:undelivered_address", args=[row.pk]))

    row.refresh_from_db()
    assert row.cleared_by == world.claire and not failing.is_failing(world.jean.email)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (outbox.OUT_OF_SIGHT, "n’a plus le droit de le lire"),
        (outbox.ADDRESS_FAILS, "ne reçoit rien"),
        (outbox.NOBODY_CAME_BACK, "Chaque essai s’est interrompu"),
    ],
)
def test_a_mail_that_did_not_leave_says_why(world: World, as_: As, why: str, said: str) -> None:
    world.ticket()
    OutgoingMail.objects.update(status=Status.WITHHELD, last_error=why)

    assert said in words(as_(world.claire).get(PAGE))


def test_the_rail_counts_what_waits_for_somebody(world: World, as_: As) -> None:
    came_back(world.ticket())
    came_back(world.ticket(world.sophie), permanent=False)
    shown = as_(world.claire).get(PAGE)
    items = [item for group in shown.context["rail"] for item in group.items]

    assert [item.count for item in items if item.label == "Courrier non remis"] == [1]


def test_the_ticket_says_whom_to_telephone(world: World, as_: As) -> None:
    ticket = world.ticket()
    came_back(ticket)
    said = words(as_(world.claire).get(reverse("console:ticket", args=[ticket.number])))

    assert f"Notre mail à {world.jean.email} n’arrive pas : téléphonez." in said
    assert f"Notre mail à {world.jean.email} est revenu : 550 User unknown" in said


def test_a_delay_is_a_line_of_the_thread_and_no_alarm(world: World, as_: As) -> None:
    ticket = world.ticket()
    came_back(ticket, permanent=False)
    said = words(as_(world.claire).get(reverse("console:ticket", args=[ticket.number])))

    assert "est retardé" in said and "téléphonez" not in said


def test_no_customer_reads_of_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    came_back(ticket)

    assert "User unknown" not in words(as_(world.jean).get(reverse("portal:ticket", args=[ticket.number])))


def test_a_ticket_that_waits_is_reminded_by_a_click(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    said = words(client.post(reverse("console:reminder", args=[ticket.number]), follow=True))

    assert "Relance envoyée" in said
    assert "Nous attendons votre réponse" in OutgoingMail.objects.latest("created_at").text


def test_an_answer_asks_for_pieces_by_ticking_them(world: World, as_: As) -> None:  # CH-III.2
    ticket, client = world.ticket(), as_(world.claire)
    page = client.get(reverse("console:ticket", args=[ticket.number]))
    data = {
        "body": "Il nous faut ceci.",
        "asks": ["diagram", "configuration", "nonsense"],
        "shown": page.context["shown"],
        "submission_key": page.context["composer"]["answer"].token,
    }
    client.post(reverse("console:messages", args=[ticket.number]), data)

    text = OutgoingMail.objects.latest("created_at").text
    assert "[ ] Schéma" in text and "[ ] Sauvegarde de configuration" in text and "Rapport" not in text
    said = words(client.get(reverse("console:ticket", args=[ticket.number])))
    assert "Claire Martin a demandé : schéma, sauvegarde de configuration" in said


def test_what_was_ticked_comes_back_with_an_answer_that_did_not_go(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    shown = client.post(reverse("console:messages", args=[ticket.number]), {"body": "", "asks": ["report"]})

    ticked = [ask.code for ask in shown.context["composer"]["answer"].asks if ask.checked]
    assert ticked == ["report"]


def test_the_list_costs_the_same_for_one_mail_and_for_many(world: World, as_: As) -> None:
    client = as_(world.claire)
    came_back(world.ticket())
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for _each in range(5):
        came_back(world.ticket())
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)

    assert len(many) == len(one)
