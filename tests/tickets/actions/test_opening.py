"""Opening: every request is kept, once, with its verdict and its clock."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from contracts.models import Contract
from outbound_mail.models import OutgoingMail
from tests.world import EXPIRED_AP, FORTIGATE, PARIS, STORMSHIELD, SWITCH, TUESDAY, World
from tickets import files
from tickets.files import NewFile
from tickets.models import Attachment, Event, Message, Status, Ticket


def test_a_premium_ticket_is_due_two_working_hours_later(world: World) -> None:  # CH-V.2
    ticket = world.ticket(severity=1)

    assert ticket.due_at == datetime(2026, 10, 13, 14, 37, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("severity", "due"), [(1, (13, 14, 37)), (2, (13, 16, 37)), (3, (14, 11, 37)), (4, (14, 17, 7))]
)
def test_each_severity_has_its_promise(
    world: World, severity: int, due: tuple[int, int, int]
) -> None:  # CH-V.2
    day, hour, minute = due

    assert world.ticket(severity=severity).due_at == datetime(2026, 10, day, hour, minute, tzinfo=PARIS)


def test_standard_has_no_deadline(world: World) -> None:  # CH-V.1
    ticket = world.ticket(channel="mail", serial=STORMSHIELD, severity=1)

    assert ticket.due_at is None
    assert ticket.commitment_minutes is None


def test_a_request_that_names_no_severity_runs_on_the_strictest_promise(world: World) -> None:  # CH-V.2
    assert world.ticket(severity=None, channel="mail").commitment_minutes == 120


def test_a_request_without_product_runs_on_the_best_level_its_organisation_holds(world: World) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)

    assert (ticket.status, ticket.verdict.reason) == (Status.NEW, "product_to_identify")
    assert (ticket.level, ticket.commitment_minutes) == ("premium", 120)


def test_the_provisional_level_is_not_told(world: World) -> None:
    assert world.ticket(channel="mail", serial="").verdict.level is None


def test_the_clock_counts_from_when_the_request_reached_us(world: World) -> None:
    from tests.world import key
    from tickets.actions.opening import Request, open_ticket

    request = Request(
        requester=world.jean, channel="mail", subject="x", body="y", submission_key=key(),
        received_at=TUESDAY, serial=FORTIGATE,
    )  # fmt: skip
    ticket = open_ticket(request, at=TUESDAY + timedelta(hours=3))

    assert ticket.due_at == datetime(2026, 10, 13, 14, 37, tzinfo=PARIS)


def test_a_refused_request_is_kept_out_of_the_queue(world: World) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)

    assert (ticket.status, ticket.due_at, ticket.queue_rank) == (Status.REFUSED, None, None)


def test_the_same_submission_opens_one_ticket(world: World) -> None:
    first = world.ticket(submission_key="form:1")
    second = world.ticket(submission_key="form:1", subject="another subject")

    assert first == second
    assert Message.objects.filter(ticket=first).count() == 1


def test_numbers_follow_each_other_within_a_year(world: World) -> None:
    assert [world.ticket().number for _ in range(3)] == [
        "CST-2026-000001",
        "CST-2026-000002",
        "CST-2026-000003",
    ]


def test_the_verdict_does_not_change_with_the_contract(world: World) -> None:
    ticket = world.ticket()
    Contract.objects.filter(ticket=ticket).update(ends_on=TUESDAY.date() - timedelta(days=1))

    assert Ticket.objects.get(pk=ticket.pk).verdict.reason == "covered"


def test_the_acknowledgement_carries_number_verdict_and_deadline(world: World) -> None:
    ticket = world.ticket()
    mail = OutgoingMail.objects.get(to=world.jean.email)

    assert ticket.number in mail.subject
    assert "14h37" in mail.text and "FortiGate 100F" in mail.text
    assert mail.headers["Auto-Submitted"] == "auto-replied"


def test_nothing_is_promised_on_a_provisional_level(world: World) -> None:
    world.ticket(channel="mail", serial="", severity=None)

    assert "14h37" not in OutgoingMail.objects.get(to=world.jean.email).text


def test_a_refusal_is_explained_to_its_sender(world: World) -> None:
    world.ticket(world.marc, serial=EXPIRED_AP)
    mail = OutgoingMail.objects.get(to=world.marc.email)

    assert "EX-2022-0088" in mail.text


def test_attachments_are_stored_and_backups_encrypted(world: World) -> None:
    backup = NewFile("fw.conf", b"set password hunter2", "configuration")
    ticket = world.ticket(files=[NewFile("plan.txt", b"A -- B", "diagram"), backup])
    plan, stored = Attachment.objects.filter(message__ticket=ticket).order_by("category")[::-1]

    assert not plan.encrypted and stored.encrypted
    with stored.file.open("rb") as raw:
        assert b"hunter2" not in raw.read()
    assert files.content(stored) == backup.content


def test_a_file_over_the_limit_opens_nothing(world: World, settings) -> None:  # type: ignore[no-untyped-def]
    settings.ATTACHMENT_MAX_BYTES = 10
    with pytest.raises(files.FileRefused, match=r"gros\.bin"):
        world.ticket(files=[NewFile("gros.bin", b"x" * 11)])

    assert not Ticket.objects.exists()


def test_a_caller_s_ticket_names_who_logged_it(world: World) -> None:
    from tests.world import key
    from tickets.actions.opening import Request, open_ticket

    request = Request(
        requester=world.marc, channel="phone", subject="x", body="y", submission_key=key(),
        received_at=TUESDAY, serial=SWITCH,
    )  # fmt: skip
    ticket = open_ticket(request, at=TUESDAY, actor=world.claire)

    assert ticket.events.get(kind=Event.Kind.OPENED).actor == world.claire
    assert ticket.requester == world.marc


def test_two_clicks_at_once_open_one_ticket(transactional_world: World) -> None:
    jean = transactional_world.jean
    numbers: list[str] = []

    def click() -> None:
        numbers.append(transactional_world.ticket(jean, submission_key="form:2").number)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(numbers) == 4 and len(set(numbers)) == 1
    assert Ticket.objects.count() == 1
