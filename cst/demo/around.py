"""Stories of what engineers do around a ticket: a silent manufacturer, two requests in one, a session to report on.

Each instant is worked out from the day the world is built, as in cst/demo/tickets.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from contracts.models import Vendor
from cst.demo import cast, stories
from cst.demo.days import Days
from tickets.actions import (
    escalating,
    following,
    linking,
    reminding_oneself,
    remote_sessions,
    replying,
    splitting,
)
from tickets.actions.remote_sessions import Slot
from tickets.console.around_forms import offered_hours
from tickets.models import Status, Ticket, TicketLink

JEAN, SOPHIE = cast.PEOPLE[0].email, cast.PEOPLE[3].email
CLAIRE, HUGO = cast.PEOPLE[6].email, cast.PEOPLE[7].email
FORTIGATE = "FG100F-PREM-0001"


def load(now: datetime) -> None:
    """Play every story that has not been played yet; `now` is the day the world is built."""
    stories.play(STORIES, Days(now), now)


def vendor_is_silent(days: Days, now: datetime) -> None:
    """At the manufacturer for three days without a word; Hugo follows, Claire wants to be reminded."""
    at = days.at(4, 9, 50)
    ticket = stories.open_request(
        "vendor_is_silent", JEAN, at, serial=FORTIGATE, severity=2,
        subject="Redémarrages du processus IPS sous charge",
        body="Le processus IPS redémarre plusieurs fois par jour, sans message utile dans les journaux.",
    )  # fmt: skip
    later = at + timedelta(minutes=50)
    body = (
        "Bonjour Jean,\n\nLes traces montrent un défaut connu : j’ouvre un dossier chez Fortinet.\n\nClaire"
    )
    replying.reply(ticket, stories.said("vendor_is_silent", CLAIRE, later, body), at=later)
    case = escalating.Case(
        Vendor.objects.get(name="Fortinet"),
        "FTNT-90417",
        "Un correctif du moteur IPS est demandé à Fortinet.",
        contact="Anna Rossi, équipe IPS",
        link="https://support.fortinet.example/tickets/FTNT-90417",
        silence_hours=8,
    )
    claire = cast.person(CLAIRE)
    escalating.escalate(ticket, case, actor=claire, at=later + timedelta(minutes=10))
    following.follow(ticket, cast.person(HUGO), actor=cast.person(HUGO), at=later + timedelta(minutes=20))
    tomorrow = offered_hours(now)["tomorrow"]
    reminding_oneself.remind_me(ticket, tomorrow, "Relancer Anna Rossi.", actor=claire, at=now)
    other = Ticket.objects.filter(submission_key="demo:at_the_vendor").first()
    if other is not None:
        linking.link(ticket, other, TicketLink.Kind.RELATED, actor=claire, at=now)


def two_in_one(days: Days, now: datetime) -> None:
    """Sophie asks for something else in her answer: Claire makes a ticket of its own of it."""
    at = days.at(1, 14, 20)
    ticket = stories.open_request(
        "two_in_one", SOPHIE, at, serial=FORTIGATE, severity=3,
        subject="Journal VPN illisible depuis la mise à jour",
        body="Les colonnes du journal VPN sont décalées depuis la 7.4.",
    )  # fmt: skip
    later = at + timedelta(minutes=30)
    body = "Bonjour Sophie,\n\nVidez le cache de l’interface, puis rechargez le journal.\n\nClaire"
    replying.reply(ticket, stories.said("two_in_one", CLAIRE, later, body), at=later)
    later = at + timedelta(minutes=75)
    body = "C’est réglé, merci. Autre chose : l’accueil n’a plus de Wi-Fi depuis ce matin."
    asked = replying.reply(ticket, stories.said("two_in_one", SOPHIE, later, body), at=later)
    part = splitting.Part([str(asked.pk)], "Plus de Wi-Fi à l’accueil", "", 2, "demo:split_of_two_in_one")
    splitting.split(ticket, part, actor=cast.person(CLAIRE), at=later + timedelta(minutes=10))


def session_to_report(days: Days, now: datetime) -> None:
    """A session was held yesterday; its report is still to be written."""
    at = days.at(2, 11, 10)
    ticket = stories.open_request(
        "session_to_report", JEAN, at, serial=FORTIGATE, severity=3,
        subject="Le VPN des nomades coupe au bout d’une heure",
        body="Tous les postes, toujours après une heure exactement.",
    )  # fmt: skip
    later = at + timedelta(minutes=20)
    body = "Bonjour Jean,\n\nRegardons ensemble les réglages du tunnel.\n\nClaire"
    replying.reply(ticket, stories.said("session_to_report", CLAIRE, later, body), at=later, then=Status.OPEN)
    slot = Slot(days.at(1, 10), 30, "Lire les délais du tunnel.")
    row = remote_sessions.propose(ticket, slot, actor=cast.person(CLAIRE), at=later)
    remote_sessions.agree(row, actor=cast.person(JEAN), at=later + timedelta(minutes=5), consents=True)


STORIES: tuple[Callable[[Days, datetime], None], ...] = (vendor_is_silent, two_in_one, session_to_report)
