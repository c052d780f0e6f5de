"""What the page of a mail that was too large says of its sender: told, or not and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from inbound_mail import processing
from inbound_mail.console import next_steps
from inbound_mail.models import InboundMail
from inbound_mail.parsing import parse
from tests.inbound_mail.mails import arrive, raw_mail, store
from tests.world import TUESDAY, World

STRANGER = "stranger@elsewhere.example"


@pytest.fixture(autouse=True)
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail of 100 KB is too large."""
    monkeypatch.setattr("inbound_mail.intake.SIZE_LIMIT", 50_000)
    monkeypatch.setattr("inbound_mail.intake.KEPT_OF_LARGER", 20_000)


def too_large(sender: str = STRANGER, **headers: str) -> bytes:
    return raw_mail(sender, files=[("trace.log", b"x" * 75_000)], named=headers)


def todo(mail: InboundMail) -> str:
    return next_steps.todo(mail, parse(mail.raw.content))


def test_a_sender_who_was_told_is_said_to_be(world: World) -> None:
    assert todo(arrive(too_large())).startswith("L’expéditeur a été prévenu.")


def test_a_sender_told_already_today_is_not_said_to_be_told_again(world: World) -> None:
    arrive(too_large())
    again = arrive(too_large(), TUESDAY + timedelta(hours=2))

    assert "n’a pas été prévenu" in todo(again) and "depuis moins d’un jour" in todo(again)


def test_a_sender_who_is_not_authenticated_is_to_be_telephoned(world: World, settings: Settings) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    said = todo(arrive(too_large(world.jean.email)))

    assert "n’a pas été prévenu, car il n’est pas authentifié" in said and "appelez" in said


def test_the_sender_of_a_mail_from_before_us_was_not_told(world: World) -> None:
    waiting = store(too_large())
    InboundMail.objects.filter(pk=waiting.pk).update(is_history=True)

    assert "avant que la boîte soit à nous" in todo(processing.process(waiting.pk, TUESDAY))


@pytest.mark.parametrize("sender", ["noreply@elsewhere.example", "support@exer.fr"])
def test_no_person_was_told_where_none_wrote(world: World, sender: str) -> None:
    assert "aucune personne ne semble avoir écrit" in todo(arrive(too_large(sender)))


def test_a_robot_that_says_so_was_not_told(world: World) -> None:
    assert "aucune personne" in todo(arrive(too_large(auto_submitted="auto-generated")))
