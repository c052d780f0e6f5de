"""A file on a ticket, for tests that are about its name alone."""

from __future__ import annotations

from tickets.models import Attachment, Ticket


def attach(ticket: Ticket, name: str, *, internal: bool = False) -> Attachment:
    """On the latest message of `ticket` that customers see, or of those they never see."""
    message = ticket.messages.filter(internal=internal).latest("sent_at")
    return Attachment.objects.create(
        message=message,
        name=name,
        content_type="text/plain",
        size=1,
        sha256="0" * 64,
        created_at=ticket.received_at,
    )
