"""What a mail lets one suppose, beside the form that qualifies: proposed, never decided (CH-V.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.inbound_mail.mails import arrive, raw_mail
from tests.tickets.console.reading import Answered, words
from tests.world import FORTIGATE, STORMSHIELD, TUESDAY, World
from tickets.actions import qualifying
from tickets.actions.qualifying import Qualification
from tickets.models import Ticket

As = Callable[[User], Client]


def by_mail(subject: str, body: str = "Bonjour.", **headers: str) -> Ticket:
    """The ticket that Jean's mail opened."""
    ticket = arrive(raw_mail(subject=subject, body=body, named=headers)).ticket
    assert ticket is not None
    return ticket


def opened(client: Client, ticket: Ticket, **query: str) -> Answered:
    return client.get(reverse("console:ticket", args=[ticket.number]), query)


def test_a_severity_that_the_mail_speaks_of_is_proposed_and_not_set(world: World, as_: As) -> None:  # CH-V.2
    ticket = by_mail("Panne", "La production est arrêtée.")
    page = words(opened(as_(world.claire), ticket))

    assert "Sévérité 1 évoquée : «" in page and "production est arrêtée »" in page
    assert ticket.severity is None


def test_several_serials_are_proposed_each_with_the_severity(world: World, as_: As) -> None:
    ticket = by_mail("sév. 2", f"{FORTIGATE} et {STORMSHIELD}")
    hints = opened(as_(world.claire), ticket).context["mail_hints"]

    assert [filling.query for filling in hints.fillings] == [
        f"severite=2&serie={FORTIGATE}",
        f"severite=2&serie={STORMSHIELD}",
    ]


def test_a_filled_form_is_shown_open_and_writes_nothing(world: World, as_: As) -> None:
    ticket = by_mail("Panne", "La production est arrêtée.")
    answer = opened(as_(world.claire), ticket, severite="1", serie=FORTIGATE.lower())
    ticket.refresh_from_db()

    panel = next(each for each in answer.context["panels"] if each.form.intent == "qualification")
    assert panel.open and panel.form.initial["severity"] == 1 and panel.form.initial["serial"] == FORTIGATE
    assert (ticket.severity, ticket.serial) == (None, "")


@pytest.mark.parametrize(
    "query", [{"severite": "5"}, {"severite": "1 OR 1"}, {"severite": ""}, {"serie": " "}]
)
def test_a_query_that_says_nothing_fills_nothing(world: World, as_: As, query: dict[str, str]) -> None:
    answer = opened(as_(world.claire), by_mail("Panne"), **query)

    assert answer.status_code == 200
    assert not any(panel.open for panel in answer.context["panels"])


def test_once_qualified_nothing_is_proposed_any_more(world: World, as_: As) -> None:
    ticket = by_mail("sév. 2", FORTIGATE)
    qualifying.qualify(ticket, Qualification(3, FORTIGATE, "incident"), actor=world.claire, at=TUESDAY)

    assert opened(as_(world.claire), ticket).context["mail_hints"] is None


def test_a_ticket_that_no_mail_opened_has_no_hints(world: World, as_: As) -> None:
    assert opened(as_(world.claire), world.ticket(severity=None)).context["mail_hints"] is None


def test_whom_a_reseller_forwards_is_a_contact_only_where_it_answers_for_them(world: World, as_: As) -> None:
    forwarded = "Voir ci-dessous.\n\n---------- Forwarded message ---------\nDe : {}\nDate: mar. 13 oct. 2026 à 10:00\n"
    forwarded += "Subject: Panne\nTo: <jean.petit@reseau-plus.example>\n\nPlus rien ne passe."
    own = by_mail("TR: Panne", forwarded.format("Sophie <" + world.sophie.email + ">"))
    foreign = by_mail("TR: Panne", forwarded.format("Marc <marc.blanc@alpes-securite.example>"))

    assert f"Contact proposé : {world.sophie.full_name}, {world.sophie.organisation}" in words(
        opened(as_(world.claire), own)
    )
    assert "Contact proposé" not in words(opened(as_(world.claire), foreign))


def test_whom_the_mail_was_copied_to_is_told_to_the_centre_alone(world: World, as_: As) -> None:
    ticket = by_mail(STORMSHIELD, cc="dsi@client.example, autre@client.example")

    assert "En copie : dsi@client.example, autre@client.example" in words(opened(as_(world.claire), ticket))
    portal = as_(world.jean).get(reverse("portal:ticket", args=[ticket.number]))
    assert "En copie" not in words(portal)
