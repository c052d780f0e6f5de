"""What people said on a ticket."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.models import Channel
from tickets.models.ticket import Ticket


class Message(models.Model):
    """One message of the thread: public, or an internal note that no customer ever sees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    # Null when an address without account wrote; `author_name` and `author_address` then say who.
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(_("auteur"), max_length=200)
    author_address = models.EmailField(_("adresse"), blank=True)
    by_centre = models.BooleanField(_("du CST"))
    internal = models.BooleanField(_("note interne"), default=False)
    # Out of office and the like: shown small, moves neither the state nor the clock.
    automatic = models.BooleanField(_("automatique"), default=False)
    channel = models.CharField(_("canal"), max_length=5, choices=Channel)
    body = models.TextField(_("texte"))
    # What a mail quoted below its new part: folded, never lost.
    quoted = models.TextField(blank=True)
    sent_at = models.DateTimeField(_("date"))
    # The Message-ID of the mail that this came by, for answers that name it.
    mail_message_id = models.CharField(max_length=255, blank=True)
    submission_key = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = _("message")
        ordering = ["sent_at", "id"]
        indexes = [
            models.Index(fields=["ticket", "sent_at", "id"], name="message_thread"),
            models.Index(
                fields=["mail_message_id"], condition=~models.Q(mail_message_id=""), name="message_by_mail"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(internal=False) | models.Q(by_centre=True),
                name="message_notes_are_of_the_centre",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.author_name}"

    @property
    def channel_text(self) -> str:
        """Which way it came, in words; what the centre writes by the web is written in the console."""
        if self.by_centre and self.channel == Channel.WEB:
            return gettext("console")
        return str(Channel(self.channel).label)
