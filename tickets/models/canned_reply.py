"""An answer that is written once and sent many times."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class CannedReply(models.Model):
    """A text with variables (tickets/canned.py), in French and, where somebody wrote it, in English.

    `shared`: the whole team has it; else its owner alone. `shortcut` is what is typed to insert it.
    """

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="canned_replies")
    shared = models.BooleanField(_("partagée avec l’équipe"), default=True)
    shortcut = models.SlugField(_("raccourci"), max_length=30)
    title = models.CharField(_("titre"), max_length=100)
    text = models.TextField(_("texte"), max_length=10_000)
    text_en = models.TextField(_("texte en anglais"), max_length=10_000, blank=True)
    updated_at = models.DateTimeField(_("mise à jour"))

    class Meta:
        verbose_name = _("réponse type")
        verbose_name_plural = _("réponses types")
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                "shortcut", condition=models.Q(shared=True), name="canned_shortcut_once_in_the_team"
            ),
            models.UniqueConstraint("owner", "shortcut", name="canned_shortcut_once_each"),
        ]

    def __str__(self) -> str:
        return self.title
