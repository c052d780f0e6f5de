"""manage.py replay_mail: what is replayed, what is said, with which status it ends."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from inbound_mail.models import InboundMail, Status
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World

STRANGER = "stranger@elsewhere.example"


def replay(*args: str) -> list[dict[str, str | None]]:
    """What the command prints."""
    out = StringIO()
    call_command("replay_mail", "--json", *args, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def known_now(world: World, mail: InboundMail) -> None:
    """The stranger was invited since."""
    world.jean.email = mail.from_address
    world.jean.save()


def test_a_mail_whose_sender_is_known_since_becomes_a_ticket(world: World) -> None:
    mail = arrive(raw_mail(STRANGER))
    known_now(world, mail)
    (line,) = replay(str(mail.pk))
    mail.refresh_from_db()

    assert mail.ticket is not None
    assert line == {
        "id": str(mail.pk),
        "status": "ticket",
        "ticket": mail.ticket.number,
        "reason": mail.reason,
        "error": None,
    }
    assert (mail.decision, mail.decided_by) == ("Rejoué", None)


def test_all_mails_of_a_status_are_replayed_the_oldest_first(world: World) -> None:
    mails = [arrive(raw_mail(subject=str(turn)), TUESDAY + timedelta(minutes=turn)) for turn in range(3)]
    InboundMail.objects.update(status=Status.QUARANTINED, ticket=None, message=None, attempts=5)
    held = arrive(raw_mail(STRANGER))

    assert [line["id"] for line in replay("--status", "quarantined")] == [str(mail.pk) for mail in mails]
    assert InboundMail.objects.get(pk=held.pk).decision == ""


def test_a_quarantined_mail_that_is_mended_opens_the_ticket_it_would_have(world: World) -> None:
    mail = arrive(raw_mail())
    opened = mail.ticket
    InboundMail.objects.update(status=Status.QUARANTINED, ticket=None, message=None, attempts=5)
    (line,) = replay(str(mail.pk))

    assert opened is not None and line["ticket"] == opened.number


def test_a_mail_that_has_an_end_stays_and_the_command_says_so(world: World) -> None:
    mail, out = arrive(raw_mail()), StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("replay_mail", "--json", str(mail.pk), stdout=out, stderr=StringIO())

    assert ended.value.returncode == 1 and "déjà une suite" in json.loads(out.getvalue())["error"]


@pytest.mark.parametrize("typed", [str(uuid.UUID(int=1)), "hello"])
def test_an_id_that_names_no_mail_replays_nothing(world: World, typed: str) -> None:
    mail = arrive(raw_mail(STRANGER))
    with pytest.raises(CommandError) as ended:
        replay(str(mail.pk), typed)
    mail.refresh_from_db()

    assert ended.value.returncode == 2 and mail.decision == ""


def test_a_call_without_a_mail_says_what_is_missing(world: World) -> None:
    with pytest.raises(CommandError, match="--status"):
        replay()


def test_a_line_for_a_person_says_why(world: World) -> None:
    mail, out = arrive(raw_mail(STRANGER)), StringIO()
    call_command("replay_mail", str(mail.pk), stdout=out, stderr=StringIO())

    assert "aucune personne connue" in out.getvalue()
