"""Which technical notes came from which tickets, and where they were sent as an answer (CH-V.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from knowledge.models import Note
from tickets.models.ticket import Ticket


class NoteUse(models.Model):
    """`origin`: the note was begun from this ticket; `answer`: it was inserted into an answer on it."""

    class Kind(models.TextChoices):
        ORIGIN = "origin", _("à l’origine de la note")
        ANSWER = "answer", _("note envoyée en réponse")

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="uses")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="note_uses")
    kind = models.CharField(_("nature"), max_length=6, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("usage d’une note")
        verbose_name_plural = _("usages des notes")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint("note", "ticket", "kind", name="note_use_once")]

    def __str__(self) -> str:
        return f"{self.note_id} {self.kind} {self.ticket_id}"
