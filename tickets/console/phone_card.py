"""The card of a customer on the phone: who they are, what each channel opens for their products, what is going on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from contracts import by_channel, credit, sentences
from contracts.by_channel import Answers
from contracts.decision import Verdict
from contracts.models import Device, normalise_serial
from contracts.sentences import VerdictText
from sla.wording import PARIS
from tickets.console.phone_search import about, address
from tickets.console.queue_views import LIVE
from tickets.models import Ticket

PAGE_SIZE = 25
# So many people and open tickets are shown; the others by their own search.
PEOPLE, TICKETS = 10, 5
# A browser's list of suggestions stays usable up to here; the whole serial is typed beyond.
SUGGESTIONS = 50


@dataclass(frozen=True, slots=True)
class ChannelAnswer:
    """One channel, open or not, and why."""

    label: str
    is_open: bool
    said: VerdictText


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device and what each channel opens for it; `reasons`: what to say of those that it does not open.

    `owner` is the end customer that a reseller has it for; empty when it is the organisation's own.
    """

    device: Device
    owner: str
    level_text: str
    channels: tuple[ChannelAnswer, ...]
    remote_session: ChannelAnswer
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What the page shows of `organisation`. `sought` is the device that led here, `caller` the person."""

    organisation: Organisation
    about: str
    url: str
    people: Sequence[User]
    more_people: bool
    caller: User | None
    sought: DeviceLine | None
    sought_elsewhere: str
    lines: Sequence[DeviceLine]
    page: Page[Device]
    credit_text: str
    tickets: Sequence[Ticket]
    more_tickets: bool

    @property
    def sought_lines(self) -> tuple[DeviceLine, ...]:
        return (self.sought,) if self.sought is not None else ()

    @property
    def call_query(self) -> dict[str, str | int]:
        """What led here, for the form of the call."""
        found: dict[str, str | int] = {}
        if self.caller is not None:
            found["personne"] = self.caller.pk
        if self.sought is not None:
            found["serial"] = self.sought.device.serial
        return found


def people_of(organisation: Organisation) -> QuerySet[User]:
    """Who may call for `organisation`, by name: those whose account is not closed, contacts included."""
    return User.objects.people().filter(organisation=organisation).order_by("full_name", "pk")


def card(
    organisation: Organisation,
    reader: User,
    now: datetime,
    *,
    serial: str = "",
    person: User | None = None,
    page: str = "",
) -> Card:
    """The card of `organisation` as `reader` may see it at `now`; the same number of queries whatever it has."""
    day, serial = now.astimezone(PARIS).date(), normalise_serial(serial)
    devices = by_channel.devices_of(organisation)
    shown = Paginator(devices, PAGE_SIZE).get_page(page)
    found = devices.filter(serial=serial).first() if serial else None
    answered = by_channel.answers(organisation, [*([found] if found else []), *shown.object_list], day)
    lines = [_line(each, organisation) for each in answered]
    people = list(people_of(organisation)[: PEOPLE + 1])
    tickets = list(_open_tickets(organisation, reader)[: TICKETS + 1])
    return Card(
        organisation=organisation,
        about=about(organisation),
        url=address(organisation),
        people=people[:PEOPLE],
        more_people=len(people) > PEOPLE,
        caller=person,
        sought=lines[0] if found else None,
        sought_elsewhere=serial if serial and not found else "",
        lines=lines[1:] if found else lines,
        page=shown,
        credit_text=_credit(organisation),
        tickets=tickets[:TICKETS],
        more_tickets=len(tickets) > TICKETS,
    )


def _open_tickets(organisation: Organisation, reader: User) -> QuerySet[Ticket]:
    """The requests of `organisation` that are not over, the latest first; none for whoever sees no ticket."""
    mine = Ticket.objects.visible_to(reader).filter(organisation=organisation, status__in=LIVE)
    return mine.order_by("-updated_at", "-id")


def _credit(organisation: Organisation) -> str:
    minutes = credit.balance(organisation)
    return _("il reste %s") % sentences.hours(minutes) if minutes else _("aucun crédit-temps")


def _line(answers: Answers, organisation: Organisation) -> DeviceLine:
    channels = tuple(_channel(str(channel.label), verdict) for channel, verdict in answers.channels.items())
    remote = _channel(_("session à distance"), answers.remote_session)
    owner = answers.contract.end_customer if answers.contract else ""
    return DeviceLine(
        device=answers.device,
        owner=owner if owner != organisation.name else "",
        level_text=next((each.said.level_text for each in channels), ""),
        channels=channels,
        remote_session=remote,
        reasons=_reasons((*channels, remote)),
    )


def _channel(label: str, verdict: Verdict) -> ChannelAnswer:
    return ChannelAnswer(label, verdict.is_accepted, sentences.say(verdict))


def _reasons(answers: Sequence[ChannelAnswer]) -> tuple[str, ...]:
    """Each sentence once, whatever the channels it holds for."""
    return tuple(dict.fromkeys(each.said.full_text for each in answers if not each.is_open))


def serials(organisation: Organisation) -> list[Device]:
    """The devices that the serial field of a call proposes: the first ones by serial."""
    return list(by_channel.devices_of(organisation)[:SUGGESTIONS])
