"""What a ticket is found by: the words that its customers may read, kept by the database itself."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class TicketWords(models.Model):
    """One row a ticket, written by triggers alone (migration 0007): whatever way a message takes, it is found.

    Beside the words stand the two parties of the ticket, as lexemes that nobody can type: one index answers for both.
    """

    ticket = models.OneToOneField(
        Ticket, primary_key=True, on_delete=models.CASCADE, related_name="search_row", editable=False
    )
    words = SearchVectorField()

    class Meta:
        verbose_name = _("mots d’un ticket")
        indexes = [GinIndex(fields=["words"], name="ticket_words")]

    def __str__(self) -> str:
        return str(self.ticket_id)
