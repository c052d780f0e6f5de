"""What the centre finds a ticket by: all that was said on it, internal notes included, kept by the database itself."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class TicketText(models.Model):
    """One row a ticket, written by triggers alone (migration 0009), read by tickets/full_text.py alone.

    French stems with their places, and lexemes that nobody can type: what the ticket is (`@s…` its state, `@o…` its
    organisations…) and the identifiers that name it as a whole (`@=…`). One index answers for all of them together.
    """

    ticket = models.OneToOneField(
        Ticket, primary_key=True, on_delete=models.CASCADE, related_name="text_row", editable=False
    )
    # The ticket's own, repeated so that the latest are known without reading the tickets.
    received_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        verbose_name = _("texte d’un ticket")
        # What is written waits in the index's list of new entries, which every search reads: a short one.
        indexes = [GinIndex(fields=["words"], name="ticket_text", gin_pending_list_limit=256)]

    def __str__(self) -> str:
        return str(self.ticket_id)
