"""How a deadline moved, as each reader may know it (CH-V.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from outbound_mail.models import OutgoingMail
from sla.calendars import CHARTER
from sla.clock import Target
from sla.models import Calendar, PauseRule
from sla.windows import Occasion, Window
from tests.tickets.test_notifications import latest
from tests.world import EXPIRED_AP, FORTIGATE, PARIS, SWITCH, TUESDAY, World
from tickets import deadlines, history
from tickets.actions import closing, estimating, replying
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.rescheduling import save_version
from tickets.actions.waiving import waive
from tickets.deadline_changes import Change
from tickets.models import Ticket

LATER = TUESDAY + timedelta(minutes=20)
AFTER = TUESDAY + timedelta(minutes=40)


def changes(ticket: Ticket, reader: User | None = None) -> tuple[Change, ...]:
    fresh = Ticket.objects.get(pk=ticket.pk)
    return deadlines.of_ticket(fresh, AFTER, reader).changes


def said(ticket: Ticket, reader: User | None = None) -> list[str]:
    return [f"{each.before_text} → {each.after_text}, {each.why}" for each in changes(ticket, reader)]


def qualified(
    world: World, ticket: Ticket, severity: int | None, serial: str, at: datetime = LATER
) -> Ticket:
    return qualify(ticket, Qualification(severity, serial, "incident"), actor=world.claire, at=at)


def close_tuesday_afternoon(world: World) -> None:
    closed = Occasion.on(date(2026, 10, 13), "Coupure", Window.from_json(["14:00", "18:00"]))
    save_version(
        Calendar.objects.get(code="cst"),
        replace(CHARTER, closures=(closed,)),
        date(2026, 10, 13),
        "Coupure de courant",
        based_on=1,
        actor=world.hugo,
        at=AFTER,
    )


def test_a_deadline_that_never_moved_has_no_change(world: World) -> None:
    assert changes(world.ticket(), world.claire) == ()


def test_a_severity_says_from_when_to_when_and_why(world: World) -> None:
    ticket = qualified(world, world.ticket(), 2, FORTIGATE)

    [change] = changes(ticket, world.jean)

    assert (change.before_text, change.after_text, change.why) == ("14h37", "16h37", "sévérité 1 → 2")
    assert (change.before, change.after) == (
        datetime(2026, 10, 13, 14, 37, tzinfo=PARIS),
        datetime(2026, 10, 13, 16, 37, tzinfo=PARIS),
    )
    assert (change.kind, change.at, change.at_text) == ("qualified", LATER, "mar. 13 oct. 11h27")


def test_who_moved_it_is_told_to_the_centre_alone(world: World) -> None:
    ticket = qualified(world, world.ticket(), 2, FORTIGATE)

    assert [change.by for change in changes(ticket, world.hugo)] == ["Claire Martin"]
    assert [change.by for change in changes(ticket, world.jean)] == [""]


def test_moves_are_told_in_the_order_in_which_they_came(world: World) -> None:
    ticket = qualified(world, world.ticket(), 2, FORTIGATE)
    qualified(world, ticket, 1, FORTIGATE, at=AFTER)

    assert said(ticket) == ["14h37 → 16h37, sévérité 1 → 2", "16h37 → 14h37, sévérité 2 → 1"]


def test_other_hours_are_a_reason_of_their_own(world: World) -> None:  # CH-I
    ticket = world.ticket()
    close_tuesday_afternoon(world)

    assert said(ticket) == ["14h37 → mercredi 9h37, horaires du centre modifiés"]


def test_a_reopened_request_says_that_its_end_was_waited_for(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.jean, at=LATER)
    closing.reopen(ticket, actor=world.jean, at=AFTER)

    assert said(ticket) == ["14h37 → 14h57, réouverture"]


def test_a_clock_that_goes_on_says_so(world: World) -> None:
    PauseRule.objects.create(target=Target.FIRST_RESPONSE, state="waiting_customer")
    ticket = world.ticket()
    estimating.propose(ticket, 60, "Reprise", actor=world.claire, at=LATER)
    replying.reply(ticket, world.words(world.jean, at=AFTER), at=AFTER)

    assert said(ticket) == ["14h37 → 14h57, reprise après une attente"]


def test_a_promise_that_fell_away_is_told_as_such(world: World) -> None:
    ticket = world.ticket(world.marc, serial=SWITCH)
    qualified(world, ticket, 1, EXPIRED_AP)

    assert said(ticket, world.claire) == [f"14h37 → sans engagement, produit {SWITCH} → {EXPIRED_AP}"]


# --- what was never told ----------------------------------------------------------------------------


def test_a_provisional_deadline_is_not_told_once_it_is_a_promise(world: World) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    qualified(world, ticket, 2, FORTIGATE)

    assert said(ticket, world.jean) == []
    assert said(ticket, world.claire) == ["14h37 → 16h37, sévérité ? → 2, produit identifié"]


def test_nor_by_the_history(world: World) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    qualified(world, ticket, 2, FORTIGATE)
    qualified(world, ticket, 3, FORTIGATE, at=AFTER)

    read = " ".join(line.text for line in history.lines(ticket, world.jean))

    assert "14h37" not in read
    assert "échéance 16h37 → mercredi 11h37" in read


def test_other_hours_while_it_was_provisional_are_not_told_either(world: World) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    close_tuesday_afternoon(world)
    qualified(world, Ticket.objects.get(pk=ticket.pk), 1, FORTIGATE, at=AFTER)

    assert said(ticket, world.jean) == []
    assert "Horaires" not in " ".join(line.text for line in history.lines(ticket, world.jean))


def test_what_was_provisional_between_two_promises_is_left_out(world: World) -> None:
    ticket = qualified(world, world.ticket(), 2, "")
    qualified(world, ticket, 3, "", at=LATER + timedelta(minutes=1))
    assert said(ticket, world.jean) == []
    qualified(world, ticket, 4, FORTIGATE, at=AFTER)

    assert [(each.before_text, each.after_text) for each in changes(ticket, world.jean)] == [
        ("14h37", "mercredi 17h07")
    ]


def test_a_waiver_tells_its_deadline_and_nothing_before(world: World) -> None:
    ticket = waive(world.ticket(world.marc, serial=EXPIRED_AP), "Signé.", actor=world.claire, at=LATER)

    assert said(ticket, world.marc) == []
    assert said(ticket, world.claire) == ["sans engagement → 14h37, ouverture à titre exceptionnel"]


def test_the_names_cost_one_query_and_only_where_the_deadline_moved(world: World) -> None:
    ticket = world.ticket()

    def cost(reader: User) -> int:
        with CaptureQueriesContext(connection) as queries:
            deadlines.of_ticket(ticket, AFTER, reader)
        return len(queries)

    unmoved = cost(world.claire)
    ticket = Ticket.objects.get(pk=qualified(world, ticket, 2, FORTIGATE).pk)

    assert (cost(world.jean), cost(world.claire)) == (unmoved, unmoved + 1)


# --- the mail ---------------------------------------------------------------------------------------


def test_the_mail_says_why_the_deadline_moved(world: World) -> None:
    qualified(world, world.ticket(), 2, FORTIGATE)

    text = latest(world.jean.email).text
    assert "Sévérité 1 → 2\u00a0: nous vous répondons au plus tard mardi 13 octobre 16h37" in text
    assert "au lieu de mardi 13 octobre 14h37" in text


def test_the_mail_says_that_the_hours_changed(world: World) -> None:
    world.ticket()
    close_tuesday_afternoon(world)

    mail = latest(world.jean.email)
    assert "Horaires du centre modifiés\u00a0: nous vous répondons au plus tard mercredi" in mail.text
    assert "Horaires du centre modifiés\u00a0: nous vous répondons" in mail.html


def test_a_change_is_plain_values(world: World) -> None:
    [change] = changes(qualified(world, world.ticket(), 2, FORTIGATE), world.jean)

    values: list[Any] = [getattr(change, name) for name in Change.__dataclass_fields__]
    assert all(isinstance(value, str | datetime) for value in values)


def test_a_move_of_some_seconds_is_told_to_nobody(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.jean, at=TUESDAY + timedelta(minutes=5))
    sent = OutgoingMail.objects.count()
    ticket = closing.reopen(ticket, actor=world.jean, at=TUESDAY + timedelta(minutes=5, seconds=2))

    assert "due" in ticket.events.latest("id").data
    for reader in (world.claire, world.jean):
        assert deadlines.of_ticket(ticket, TUESDAY, reader).changes == ()
    assert OutgoingMail.objects.count() == sent


def test_a_serial_that_is_nobody_s_identifies_no_product(world: World) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    qualify(ticket, Qualification(2, SWITCH, "incident"), actor=world.claire, at=LATER)

    [change] = changes(ticket, world.claire)
    assert "identifié" not in change.why
