"""The cast of the demo world for tests, and plain builders on top of it."""

from __future__ import annotations

import itertools
from datetime import datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from accounts.models import Organisation, User
from contracts.models import SupportLevel
from cst.demo import cast
from tickets.actions.opening import Request, open_ticket
from tickets.actions.replying import Words
from tickets.models import Ticket

PARIS = ZoneInfo("Europe/Paris")
# A Tuesday with no holiday near, at 11:07: one premium hour later comes after lunch, at 14:37 (docs/rules/deadline.md).
TUESDAY = datetime(2026, 10, 13, 11, 7, tzinfo=PARIS)

FORTIGATE = "FG100F-PREM-0001"
STORMSHIELD = "SN310-STD-0001"
EXPIRED_AP = "AP305-EXP-0001"
SWITCH = "X465-PREM-0002"
OUT_OF_CATALOGUE = "ASA5506-EOL-0001"
OLD_VERSION = "FG60E-OLD-0001"

_EMAILS = {person.full_name.split()[0].lower(): person.email for person in cast.PEOPLE}
_keys = itertools.count()


def key() -> str:
    """A submission key that no other test call used."""
    return f"test:{next(_keys)}"


class World:
    """The loaded cast: `world.jean`, `world.sophie`, `world.claire`..."""

    def __init__(self, at: datetime = TUESDAY) -> None:
        if not User.objects.filter(email=cast.ADMINISTRATOR).exists():
            cast.load(at)
        self.at = at
        self._people: dict[str, User] = {}

    def __getattr__(self, name: str) -> User:
        email = {"lea": _EMAILS["léa"], "ines": _EMAILS["inès"]}.get(name) or _EMAILS.get(name)
        if email is None:
            raise AttributeError(name)
        if name not in self._people:
            self._people[name] = cast.person(email)
        return self._people[name]

    def organisation_of(self, person: User) -> Organisation:
        """The organisation that a member of the cast acts for."""
        assert person.organisation is not None
        return person.organisation

    def ticket(self, requester: User | None = None, **changes: Any) -> Ticket:
        """A ticket opened at `self.at`; by default Jean's, Premium, severity 1, by the portal."""
        request: dict[str, Any] = {
            "requester": requester or self.jean,
            "channel": "web",
            "subject": "Le tunnel IPsec tombe",
            "body": "Depuis la mise à jour de cette nuit.",
            "submission_key": key(),
            "received_at": self.at,
            "serial": FORTIGATE,
            "severity": 1,
            **changes,
        }
        return open_ticket(Request(**request), at=request["received_at"])

    def words(
        self, author: User, body: str = "Bonjour.", at: datetime | None = None, **changes: Any
    ) -> Words:
        """Something that `author` writes by the web at `at`."""
        return Words(
            author=author,
            body=body,
            channel=changes.pop("channel", "web"),
            submission_key=changes.pop("submission_key", None) or key(),
            sent_at=at or self.at,
            **changes,
        )


@pytest.fixture
def world(db: None) -> World:
    """The cast, in a transaction that is rolled back."""
    return World()


_CHARTER = (
    "sla.migrations.0002_charter",
    "sla.migrations.0004_pause_rules",
    "contracts.migrations.0002_charter_levels",
    "contracts.migrations.0004_fill_lines_and_ledger",
)


@receiver(post_migrate)
def _load_charter(sender: AppConfig, **kwargs: Any) -> None:
    """The rows that migrations load, again: a transactional test empties every table behind it, and says so by
    this signal."""
    if sender.name == "contracts" and not SupportLevel.objects.exists():
        for name in _CHARTER:
            import_module(name).load(apps, None)


@pytest.fixture
def transactional_world(transactional_db: None) -> World:
    """The cast, committed: for threads, workers and browsers."""
    return World()
