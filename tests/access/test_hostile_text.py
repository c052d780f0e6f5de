"""What people type is shown as they typed it: no page of the portal and no mail takes it for its own text."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from outbound_mail.models import OutgoingMail
from tests.access import portal
from tests.access.things import things_of
from tests.world import TUESDAY, World
from tickets.actions import estimating, following
from tickets.files import NewFile
from tickets.models import Attachment, SavedFilter

HOSTILE = "\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
TURNS_ROUND = "\u202egnp.exe\u2066"
PAGES = {name: route for name, route in portal.ROUTES.items() if route.method == "get"}


@pytest.fixture
def shown(world: World, settings: object) -> dict[str, str]:
    """Each page as `world.jean` reads it, and each mail, where all that can be typed is hostile."""
    for organisation in Organisation.objects.all():
        Organisation.objects.filter(pk=organisation.pk).update(name=f"{HOSTILE}{organisation.pk}")
    User.objects.update(full_name=HOSTILE)
    for person in (world.jean, world.lea, world.sophie, world.claire):
        person.refresh_from_db()
    things = things_of(world, settings)
    ticket = world.ticket(
        world.sophie, subject=f"{HOSTILE}{TURNS_ROUND}", files=[NewFile(TURNS_ROUND, b"A -- B")]
    )
    Attachment.objects.exclude(name__contains="exe").update(name=HOSTILE)
    following.follow(ticket, world.lea, actor=world.jean, at=TUESDAY)
    asked = world.ticket(kind="assistance", serial="", severity=None, subject=HOSTILE)
    estimating.propose(asked, 120, HOSTILE, actor=world.claire, at=TUESDAY)
    SavedFilter.objects.create(owner=world.jean, name=HOSTILE[:40], query="miens=1", saved_at=TUESDAY)
    client, pages = Client(), {}
    client.force_login(world.jean)
    for name, route in PAGES.items():
        args = [{**things, "<ticket>": ticket.number}.get(each, each) for each in route.args]
        answer = client.get(reverse(name, args=args), route.data)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            pages[name] = b"".join(answer).decode()
    return pages | {f"{mail.pk} {mail.subject}": mail.html for mail in OutgoingMail.objects.all()}


def test_markup_is_text(shown: dict[str, str]) -> None:
    assert sum("&lt;img src=x" in page for page in shown.values()) > 10
    assert [name for name, page in shown.items() if "<img src=x" in page] == []


def test_a_template_is_text(shown: dict[str, str]) -> None:
    assert sum("{{ 7*7 }}" in page for page in shown.values()) > 10
    assert [name for name, page in shown.items() if "onerror=alert(1)&gt;49" in page] == []


def test_nothing_turns_the_text_after_a_subject_or_a_file_round(shown: dict[str, str]) -> None:
    assert "gnp.exe" in shown["portal:ticket"]
    assert [name for name, page in shown.items() if "\u202e" in page or "\u2066" in page] == []
