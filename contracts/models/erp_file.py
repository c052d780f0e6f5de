"""A file of contracts from the ERP, and what became of it; contracts/imports/ reads and applies it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ErpFile(models.Model):
    """One file, whatever way it came: first checked, then applied whole or not at all."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("en attente")
        CHECKING = "checking", _("vérification en cours")
        CHECKED = "checked", _("vérifié, à appliquer")
        REFUSED = "refused", _("refusé")
        APPLYING = "applying", _("application en cours")
        APPLIED = "applied", _("appliqué")
        DISCARDED = "discarded", _("abandonné")

    class Source(models.TextChoices):
        PAGE = "page", _("envoyé")
        FOLDER = "folder", _("dossier de nuit")
        COMMAND = "command", _("ligne de commande")
        API = "api", _("programme")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("fichier"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    source = models.CharField(_("origine"), max_length=7, choices=Source)
    status = models.CharField(_("état"), max_length=9, choices=Status, default=Status.WAITING)
    # What contracts/imports/report.py says of it, as JSON values; null until it was checked.
    report = models.JSONField(null=True, blank=True)
    received_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("reçu"))
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("terminé"), null=True, blank=True)

    class Meta:
        verbose_name = _("fichier de l’ERP")
        verbose_name_plural = _("fichiers de l’ERP")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="erp_file_latest"),
            models.Index(fields=["sha256"], name="erp_file_same"),
        ]

    def __str__(self) -> str:
        return self.name
