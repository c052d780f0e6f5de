"""The daily summary of a person who wants one mail a day: what needs them first, then what happened, ticket by ticket.

What cannot wait for it still comes at once (`AT_ONCE`). docs/rules/outgoing-mail.md has the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from sla import wording
from sla.timeline import Timeline
from tickets import history, parties
from tickets.models import Event, Follower, Message, RemoteSession, Ticket
from tickets.opinions import links
from tickets.portal import lists
from tickets.portal.filters import waiting_for
from tickets.portal.lists import Line

# The mails that a daily summary does not replace: what answers one's own request, and what waits for one's hand.
AT_ONCE = frozenset(
    {
        "acknowledgement",
        "refusal",
        "redirected",
        "with_reseller",
        "for_reseller",
        "estimate",
        "reminder",
        "session_proposed",
        "session_decided",
    }
)
# When it leaves, by the clock of its reader.
HOUR = time(8)
# What was written a moment ago may not be committed yet: it is in the next one.
MARGIN = timedelta(minutes=1)
# Tickets of each part; what is beyond stands in the portal.
MOST = 30
_WORDS = 30


@dataclass(frozen=True, slots=True)
class Need:
    """A ticket that waits for the reader, and for what."""

    number: str
    subject: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """A ticket on which something happened: where it stands, what is promised, and what happened in sentences."""

    number: str
    subject: str
    state: str
    promise: str
    url: str
    news: list[str]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the mail says; `more`: that other tickets changed too."""

    needs: list[Need]
    parts: list[Part]
    more: bool


def waits_for_summary(person: User, template: str) -> bool:
    """Whether `person` reads of it in the next summary instead of by a mail of its own."""
    is_daily = person.mail_pace == User.MailPace.DAILY and person.is_customer
    return is_daily and template not in AT_ONCE


def is_due(person: User, at: datetime, hours: Timeline) -> bool:
    """Whether the summary of today is still to be sent at `at`: a day of the centre, past 8h00 where `person` lives.

    One that was missed is made up for on the same day, or is in the next; never two a day.
    """
    here = at.astimezone(ZoneInfo(person.time_zone))
    leaves_at = datetime.combine(here.date(), HOUR, here.tzinfo)
    if here < leaves_at or not hours.plan(here.date()).spans:
        return False
    return person.digest_until is None or person.digest_until < leaves_at - MARGIN


def summary(person: User, since: datetime, until: datetime) -> Summary | None:
    """What happened after `since` and up to `until`, in the active language; None when nothing did or is asked.

    What the reader did is no news to them. A fixed number of queries, whatever the number of tickets.
    """
    concerned = _concerned(person)
    tickets = list(lists.in_sight(person).filter(concerned, updated_at__gt=since)[: MOST + 1])
    news = _news(tickets[:MOST], person, since, until)
    lines = lists.lines([ticket for ticket in tickets[:MOST] if news[ticket.pk]], person, until)
    questions = _questions(person, since, until)
    if not lines and not questions:
        return None
    return Summary(
        needs=[*_waiting(person, concerned, until), *_sessions(person, until), *questions],
        parts=[_part(line, news[line.ticket.pk]) for line in lines],
        more=len(tickets) > MOST,
    )


def may_receive(reference: str, address: str) -> bool:
    """The outbox's guard for "digest:<person>:<organisation>": does `address` still act for that organisation?"""
    person, _separator, organisation = reference.partition(":")
    return (
        organisation.isdecimal()
        and User.objects.people()
        .filter(pk=person, email=address, organisation=int(organisation), role__in=User.CUSTOMER_ROLES)
        .exists()
    )


# --- The pieces ---------------------------------------------------------------------------------------------


def _concerned(person: User) -> Q:
    """Of the tickets in sight of `person`, those whose mails it would have (tickets/parties.py)."""
    if person.mail_scope == User.MailScope.ORGANISATION:
        return Q()
    merged = Ticket.objects.filter(Q(requester=person) | Q(escalated_by=person), merged_into__isnull=False)
    return (
        Q(requester=person)
        | Q(escalated_by=person)
        | Q(pk__in=Follower.objects.filter(person=person).values("ticket"))
        | Q(pk__in=merged.values("merged_into"))
    )


def _news(tickets: Iterable[Ticket], person: User, since: datetime, until: datetime) -> dict[int, list[str]]:
    """What happened on each ticket, oldest first; the events before are read too, they say what was promised."""
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(ticket__in=tickets).select_related("actor"):
        events[event.ticket_id].append(event)
    told: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for ticket in tickets:
        own = {(event.at, event.kind) for event in events[ticket.pk] if event.actor_id == person.pk}
        for line in history.lines(ticket, person, events[ticket.pk]):
            if since < line.at <= until and (line.at, line.kind) not in own:
                told[ticket.pk].append((line.at, line.text))
    said = Message.objects.filter(ticket__in=tickets, sent_at__gt=since, sent_at__lte=until)
    for message in said.filter(internal=False, automatic=False).exclude(author=person):
        told[message.ticket_id].append((message.sent_at, _first_words(message)))
    return {ticket.pk: [text for _at, text in sorted(told[ticket.pk])] for ticket in tickets}


def _first_words(message: Message) -> str:
    words = Truncator(" ".join(message.body.split())).words(_WORDS, truncate="\u00a0…")
    name = _("%s, du CST") % message.author_name if message.by_centre else message.author_name
    return _("%(name)s\u00a0: «\u00a0%(words)s\u00a0»") % {"name": name, "words": words}


def _part(line: Line, news: list[str]) -> Part:
    ticket = line.ticket
    return Part(ticket.number, ticket.subject, line.standing.text, line.promise, _url(ticket), news)


def _waiting(person: User, concerned: Q, until: datetime) -> list[Need]:
    """The answers and agreements that wait for the reader's side."""
    tickets = lists.in_sight(person).filter(waiting_for(person), concerned)[:MOST]
    return [
        Need(line.ticket.number, line.ticket.subject, line.standing.text, _url(line.ticket))
        for line in lists.lines(tickets, person, until)
    ]


def _sessions(person: User, until: datetime) -> list[Need]:
    seen = Ticket.objects.visible_to(person).filter(parties.requests_of(person)).filter(_concerned(person))
    rows = RemoteSession.objects.filter(
        state=RemoteSession.State.PROPOSED, proposed_by_centre=True, starts_at__gt=until, ticket__in=seen
    )
    zone = ZoneInfo(person.time_zone)
    return [
        Need(
            row.ticket.number,
            row.ticket.subject,
            _("session à distance à confirmer, %s") % wording.full_due(row.starts_at, until, zone),
            _url(row.ticket),
        )
        for row in rows.select_related("ticket").order_by("starts_at")[:MOST]
    ]


def _questions(person: User, since: datetime, until: datetime) -> list[Need]:
    """The opinions that were asked for meanwhile, and not given; one query (tickets/opinions/asking.py)."""
    asked = Ticket.objects.visible_to(person).filter(
        opinion_asked__person=person,
        opinion_asked__asked_at__gt=since,
        opinion_asked__asked_at__lte=until,
        satisfaction=None,
    )
    words = _("êtes-vous satisfait de la réponse du CST\u202f?")
    return [Need(ticket.number, ticket.subject, words, links.url(ticket, person)) for ticket in asked[:MOST]]


def _url(ticket: Ticket) -> str:
    return f"{settings.BASE_URL}{ticket.get_absolute_url()}"
