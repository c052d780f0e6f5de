"""The weeks of ended work of the demo world: played once, something of each kind, no mail left behind."""

from __future__ import annotations

from datetime import timedelta

from cst.demo import figures
from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World
from tickets import clock_audit
from tickets.models import Satisfaction, Ticket
from tickets.reporting import kept
from tickets.reporting.periods import Period, Unit
from tickets.reporting.scope import Scope


def test_the_dashboards_have_something_of_each_kind_to_draw(world: World) -> None:
    figures.load(TUESDAY)

    period = Period(Unit.DAYS, TUESDAY.date() - timedelta(days=90), TUESDAY.date())
    total = kept.in_time(Scope(Ticket.objects.all(), period, TUESDAY)).total
    assert total.met > 3 * total.missed > 0
    assert set(Satisfaction.objects.values_list("mark", flat=True)) == {1, 2, 3}
    assert Ticket.objects.exclude(cause="").count() == total.received
    assert not OutgoingMail.objects.filter(topic__startswith="ticket:").exists()


def test_it_is_played_once_and_the_clocks_say_what_the_events_do(world: World) -> None:
    figures.load(TUESDAY)
    count = Ticket.objects.count()

    figures.load(TUESDAY)

    assert Ticket.objects.count() == count
    assert not [found for _ticket, found in clock_audit.audit(Ticket.objects.all(), TUESDAY) if found]
