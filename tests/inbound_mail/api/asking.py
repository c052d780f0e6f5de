"""How these tests ask: as somebody of the cast, at 12h07 on the Tuesday."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import User
from inbound_mail.models import InboundMail

STRANGER = "p.durand@ailleurs.example"


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(person: User, mail: InboundMail) -> Any:
    """What `person` reads of one mail."""
    return client_of(person).get(f"/api/v1/mails/{mail.pk}/")


def decide(
    person: User, mail: InboundMail, decision: str, headers: dict[str, str] | None = None, **body: Any
) -> Any:
    """What `person` is answered who decides."""
    address = f"/api/v1/mails/{mail.pk}/{decision}/"
    return client_of(person).post(address, body, content_type="application/json", headers=headers)
