"""Files on tickets, and files on their way to one."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.message import Message


class AttachmentCategory(models.TextChoices):
    """What the charter asks for when an incident is opened (CH-III.2)."""

    DIAGRAM = "diagram", _("schéma")
    REPORT = "report", _("rapport technique")
    CONFIGURATION = "configuration", _("sauvegarde de configuration")
    OTHER = "other", _("autre")


def attachment_path(instance: models.Model, filename: str) -> str:
    """A path that says nothing of the file: its name and type live in the row."""
    key = uuid.uuid4().hex
    return f"attachments/{key[:2]}/{key}"


class StoredFile(models.Model):
    """The bytes of a file and what is known of them; configuration backups are encrypted at rest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nom"), max_length=255)
    category = models.CharField(
        _("catégorie"), max_length=13, choices=AttachmentCategory, default=AttachmentCategory.OTHER
    )
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("taille (octets)"))
    sha256 = models.CharField(max_length=64)
    encrypted = models.BooleanField(_("chiffré"), default=False)
    file = models.FileField(upload_to=attachment_path, max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Attachment(StoredFile):
    """A file on a message. `file` is empty once the bytes were purged (configuration backups)."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    content_id = models.CharField(max_length=255, blank=True)
    inline = models.BooleanField(default=False)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["message", "created_at"], name="attachment_of_message")]


class Upload(StoredFile):
    """A file that a person sent with a form that did not go through yet; kept until it does, or a day."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="uploads")
    # Which form it belongs to: the form's own submission key.
    form_key = models.CharField(max_length=80)
    # One that comes in pieces is whole once all were received; `file`, `sha256` and `content_type` are known then.
    is_whole = models.BooleanField(default=True)
    received = models.PositiveBigIntegerField(default=0)
    # What the browser knows the file by, so that one that comes again goes on where it stopped.
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("fichier en attente")
        verbose_name_plural = _("fichiers en attente")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["owner", "form_key", "created_at"], name="upload_of_form")]
        constraints = [
            models.UniqueConstraint(
                "owner",
                "form_key",
                "fingerprint",
                condition=~models.Q(fingerprint=""),
                name="upload_once_per_form",
            )
        ]


class UploadPiece(models.Model):
    """Some bytes of a file on its way, in the storage that every process shares; gone once the file is whole."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    start = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to=attachment_path, max_length=100)

    class Meta:
        verbose_name = _("morceau de fichier")
        ordering = ["start"]
        constraints = [models.UniqueConstraint("upload", "start", name="upload_piece_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.start}+{self.size}"
