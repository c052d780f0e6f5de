"""A request of an end customer without Premium, and the mails about it (CH-II.2)."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from outbound_mail.models import OutgoingMail
from tests.world import STORMSHIELD, World
from tickets.models import Ticket


# Paul writes at 11:07; Jean has looked by 14:30.
def asked(world: World, **changes: Any) -> Ticket:
    """Paul's request, without Premium: in the hands of Réseau Plus."""
    return world.ticket(world.paul, **{"serial": STORMSHIELD, "severity": 2, **changes})


def mails(person: User, title: str = "") -> list[OutgoingMail]:
    """What was sent to `person`, oldest first, whose first line holds `title`."""
    sent = OutgoingMail.objects.filter(to=person.email, text__regex=rf"^[^\n]*{title}")
    return list(sent.order_by("created_at"))
