"""Who was asked for an opinion by mail, so that nobody is asked too often."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import Ticket


class OpinionAsked(models.Model):
    """One mail with one question on one ended ticket."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="opinion_asked")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("avis demandé")
        verbose_name_plural = _("avis demandés")
        indexes = [models.Index(fields=["person", "-asked_at"], name="opinion_asked_of_person")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.person_id}"
