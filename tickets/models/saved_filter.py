"""A way to look at the list of incidents that a person named to come back to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SavedFilter(models.Model):
    """The query of an address of the portal's list, under a name."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("nom"), max_length=60)
    query = models.CharField(max_length=1000)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("filtre enregistré")
        verbose_name_plural = _("filtres enregistrés")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint("owner", "name", name="saved_filter_name_once")]

    def __str__(self) -> str:
        return self.name
