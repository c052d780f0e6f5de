"""What the meter counts, and where what is missing is asked for (CH-III.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import TUESDAY, World
from tickets import completeness, guidance
from tickets.actions import replying
from tickets.completeness import Completeness

SYMPTOM = "Le tunnel vers Lille tombe toutes les dix minutes."


def _measured(**typed: str) -> Completeness:
    return completeness.measure(identified=True, told=guidance.told(typed), categories=())


def _of(text: str) -> list[str]:
    return _measured(description=text).missing[:-3]


def test_each_of_the_three_texts_counts_for_itself() -> None:
    found = _measured(description=SYMPTOM, since="Lundi.", tried="Rien encore.")

    assert found.done == 4
    assert found.missing[0] == "ce qui a changé"


def test_what_is_missing_names_the_field_that_asks_for_it() -> None:
    fields = {item.label: item.field for item in _measured().items}

    assert [fields[label] for label in ("depuis quand", "ce qui a changé", "ce qui a été essayé")] == [
        f"id_{name}" for name in guidance.ASIDES
    ]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (SYMPTOM, ["depuis quand", "ce qui a changé", "ce qui a été essayé"]),
        (f"{SYMPTOM} Depuis la mise à jour ; redémarré deux fois.", []),
        ("The tunnel has been dropping since the upgrade of last night; we rebooted.", []),
        ("Ça ne marche pas.", ["ce qui se passe", "depuis quand", "ce qui a changé", "ce qui a été essayé"]),
    ],
)
def test_what_the_one_text_tells_is_not_asked_again(text: str, missing: list[str]) -> None:
    assert _of(text) == missing


@pytest.mark.parametrize("name", guidance.ASIDES)
def test_a_text_of_the_form_is_found_again_in_the_message(name: str) -> None:
    message = guidance.composed({"description": SYMPTOM, name: "Oui."})

    assert guidance.told_in(message) == {"description", name}


def _missing(world: World, *, by_the_centre: bool) -> list[str]:
    ticket = world.ticket(body=SYMPTOM)
    author = world.claire if by_the_centre else world.jean
    later = TUESDAY + timedelta(minutes=5)
    replying.reply(ticket, world.words(author, "Depuis quand ?", at=later), at=later)
    return completeness.of_ticket(ticket, list(ticket.messages.all()), ()).missing


def test_an_answer_of_the_customer_completes_the_request(world: World) -> None:
    assert "depuis quand" not in _missing(world, by_the_centre=False)


def test_a_question_of_the_centre_does_not(world: World) -> None:
    assert "depuis quand" in _missing(world, by_the_centre=True)
