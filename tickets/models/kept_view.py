"""A way to look at the queue that an engineer named to come back to, for itself or for the team."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class KeptView(models.Model):
    """The query of an address of the console's list, the columns shown and their order; `shared`: the team sees it."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="kept_views")
    name = models.CharField(_("nom"), max_length=60)
    query = models.CharField(max_length=1000)
    columns = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    shared = models.BooleanField(_("partagée avec l’équipe"), default=False)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vue enregistrée")
        verbose_name_plural = _("vues enregistrées")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint("owner", "name", name="kept_view_name_once")]
        indexes = [
            models.Index(fields=["name", "id"], condition=models.Q(shared=True), name="kept_view_shared")
        ]

    def __str__(self) -> str:
        return self.name
