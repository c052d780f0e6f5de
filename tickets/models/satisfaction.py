"""How content a customer was with what the centre did on a ticket (CH-V.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import Ticket


class Satisfaction(models.Model):
    """One mark and a comment, of the requester's side, on an ended ticket; it may be changed while it stands there."""

    class Mark(models.IntegerChoices):
        BAD = 1, _("pas satisfait")
        FAIR = 2, _("mitigé")
        GOOD = 3, _("satisfait")

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="satisfaction")
    mark = models.PositiveSmallIntegerField(_("avis"), choices=Mark)
    comment = models.TextField(_("commentaire"), blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    # An unhappy answer is a task of the lead's until somebody took care of it.
    handled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_words = models.CharField(_("ce qui a été fait"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(mark__range=(1, 3)), name="satisfaction_mark_known")
        ]
        indexes = [
            models.Index(fields=["-given_at", "-id"], name="satisfaction_latest"),
            models.Index(
                fields=["given_at", "id"],
                condition=models.Q(mark=1, handled_at__isnull=True),
                name="satisfaction_to_handle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.mark}"
