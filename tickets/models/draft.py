"""What a person has typed and not sent yet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Draft(models.Model):
    """The text fields of one form of one person, saved at each pause in the typing.

    `form` names the form: "new-incident", or "reply:CST-2026-000123".
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("brouillon")
        constraints = [models.UniqueConstraint("owner", "form", name="draft_once_per_form")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.form}"
