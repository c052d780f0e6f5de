"""Stories of customers who ask for more than an answer: a higher severity, a remote session, a colleague, an opinion.

Each instant is worked out from the day the world is built, as in cst/demo/tickets.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from cst.demo import cast, stories
from cst.demo.days import Days
from sla.models import latest_version, working_time
from tickets.actions import asking_severity, closing, following, rating, remote_sessions, replying
from tickets.actions.remote_sessions import Slot

JEAN, LEA, SOPHIE = cast.PEOPLE[0].email, cast.PEOPLE[1].email, cast.PEOPLE[3].email
CLAIRE = cast.PEOPLE[6].email
FORTIGATE = "FG100F-PREM-0001"


def load(now: datetime) -> None:
    """Play every story that has not been played yet; `now` is the day the world is built."""
    stories.play(STORIES, Days(now), now)


def severity_to_decide(days: Days, now: datetime) -> None:
    """A slow link became an outage: Jean asks for severity 1, Léa follows."""
    at = days.at(1, 16, 5)
    ticket = stories.open_request(
        "severity_to_decide", JEAN, at, serial=FORTIGATE, severity=3,
        subject="Débit très faible vers le site de Roubaix",
        body="Depuis hier, les transferts vers Roubaix plafonnent à 2 Mb/s. Les utilisateurs attendent.",
    )  # fmt: skip
    following.follow(ticket, cast.person(LEA), actor=cast.person(JEAN), at=at + timedelta(minutes=3))
    asking_severity.ask(
        ticket, 1, "Le lien vient de tomber : les deux ateliers sont arrêtés.", actor=cast.person(JEAN),
        at=at + timedelta(minutes=25),
    )  # fmt: skip


def session_agreed(days: Days, now: datetime) -> None:
    """The centre proposed to look at a cluster, Sophie consented."""
    at = days.at(1, 10, 20)
    ticket = stories.open_request(
        "session_agreed", SOPHIE, at, serial=FORTIGATE, severity=2,
        subject="Le cluster bascule sans raison la nuit",
        body="Deux bascules cette semaine, à 3 h et à 4 h. Rien dans nos propres journaux.",
    )  # fmt: skip
    later = at + timedelta(minutes=40)
    body = "Bonjour Sophie,\n\nRegardons ensemble les traces HA : je vous propose un créneau.\n\nClaire"
    replying.reply(ticket, stories.said("session_agreed", CLAIRE, later, body), at=later)
    slot = Slot(_next_slot(now), 60, "Lire les traces HA des deux membres.")
    row = remote_sessions.propose(ticket, slot, actor=cast.person(CLAIRE), at=later)
    remote_sessions.agree(row, actor=cast.person(SOPHIE), at=later + timedelta(minutes=30), consents=True)


def rated(days: Days, now: datetime) -> None:
    """Solved yesterday, and Jean said that he is content."""
    at = days.at(2, 9, 40)
    ticket = stories.open_request(
        "rated", JEAN, at, serial=FORTIGATE, severity=4,
        subject="Quelle version installer sur un FortiGate 100F ?",
        body="Nous préparons une mise à jour et hésitons entre deux branches.",
    )  # fmt: skip
    later = at + timedelta(hours=1)
    body = "Bonjour Jean,\n\nRestez sur la 7.4, dernière version : la note sur le chemin de mise à jour suit.\n\nClaire"
    closing.resolve(ticket, stories.said("rated", CLAIRE, later, body), at=later)
    rating.rate(ticket, 3, "Réponse claire, et vite.", actor=cast.person(JEAN), at=later + timedelta(hours=1))


def _next_slot(now: datetime) -> datetime:
    """An hour into the opening after the coming night."""
    opening = working_time(latest_version()).next_opening(now + timedelta(hours=20))
    return opening.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


STORIES: tuple[Callable[[Days, datetime], None], ...] = (severity_to_decide, session_agreed, rated)
