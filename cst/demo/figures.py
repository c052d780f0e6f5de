"""Some weeks of ended work, so that the dashboards have something to draw: each request by the verbs, small and alike.

What is late, unhappy or at the vendor falls where the arithmetic of the counter puts it: the same at each building.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cst.demo import cast, stories
from cst.demo.days import Days
from outbound_mail.models import OutgoingMail
from sla.models import latest_version, working_time
from tickets.actions import closing, rating, replying
from tickets.actions.assigning import assign
from tickets.models import ClosingCause, Ticket

CLAIRE, HUGO = cast.PEOPLE[6].email, cast.PEOPLE[7].email
_ASKED = (
    (cast.PEOPLE[3].email, "FG100F-PREM-0001", "web"),
    (cast.PEOPLE[0].email, "SN310-STD-0001", "mail"),
    (cast.PEOPLE[2].email, "X465-PREM-0002", "web"),
    (cast.PEOPLE[1].email, "FG100F-PREM-0001", "mail"),
)
_SUBJECTS = (
    "Le tunnel IPsec retombe après une coupure",
    "Règle de filtrage sans effet",
    "Port du commutateur qui bascule",
    "Mise à jour qui n’aboutit pas",
    "Licence qui ne s’active pas",
)
# Working days, and the hours at which requests come.
DAYS, HOURS = 40, (9, 11, 14, 16)


def load(now: datetime) -> None:
    """Play what has not been played yet; the mails of that time are long gone."""
    played = [_play(place, at) for place, at in _pasts(Days(now)) if not _is_played(place)]
    OutgoingMail.objects.filter(topic__in=[f"ticket:{ticket.pk}" for ticket in played]).delete()


def _is_played(place: int) -> bool:
    return Ticket.objects.filter(submission_key=f"demo:{_name(place)}").exists()


def _name(place: int) -> str:
    return f"past_{place}"


def _pasts(days: Days) -> Iterator[tuple[int, datetime]]:
    """Three requests every two working days, and when each came."""
    for place in range(DAYS * 3 // 2):
        yield place, days.at(3 + place * 2 // 3, HOURS[place % len(HOURS)], 7 * place % 50)


def _play(place: int, at: datetime) -> Ticket:
    requester, serial, channel = _ASKED[place % len(_ASKED)]
    ticket = stories.open_request(
        _name(place), requester, at, serial=serial, channel=channel, severity=1 + place // 2 % 4,
        subject=_SUBJECTS[place % len(_SUBJECTS)], body="Bonjour, pouvez-vous regarder ?",
    )  # fmt: skip
    engineer = cast.person(CLAIRE if place % 3 else HUGO)
    assign(ticket, engineer, actor=engineer, at=at)
    answered = _after(at, minutes=500 if place % 7 == 0 else 35 + 5 * (place % 9))
    body = "Bonjour,\n\nVoici la marche à suivre."
    replying.reply(ticket, stories.said(_name(place), engineer.email, answered, body), at=answered)
    ended = _after(answered, minutes=120)
    causes = list(ClosingCause)
    closing.close(ticket, actor=engineer, at=ended, cause=causes[place * 3 % len(causes)])
    if place % 3 == 0:
        mark = 1 if place == 9 else 2 if place % 4 == 1 else 3
        rating.rate(ticket, mark, actor=cast.person(requester), at=ended + timedelta(hours=20))
    return ticket


def _after(at: datetime, *, minutes: int) -> datetime:
    return working_time(latest_version()).add(at, timedelta(minutes=minutes))
