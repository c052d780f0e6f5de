"""What arrived: raw bytes, and one row per delivery with what became of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.plain_text import trigram_index
from accounts.sealing import decrypt
from inbound_mail.models.mailbox import Mailbox
from outbound_mail.models import OutgoingMail
from tickets.models import Message, Ticket

# Longest values kept of headers that nothing limits.
ADDRESS_LENGTH = 320
SUBJECT_LENGTH = 300


class RawMail(models.Model):
    """The bytes of a mail as received; deliveries of the very same bytes share one row.

    Of a mail over `intake.SIZE_LIMIT` only the beginning is kept: `kept` tells how many bytes, `size` how many came.
    All are encrypted at rest: before a mail is read, nobody knows that it brings no configuration backup.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    # Encrypted (`accounts.sealing.encrypt`); empty once purged.
    sealed = models.BinaryField()
    size = models.PositiveBigIntegerField(_("taille (octets)"))
    kept = models.PositiveBigIntegerField(_("conservé (octets)"))
    # Known once the mail has been read: its bytes are purged after the end of its ticket (purging.py).
    holds_backup = models.BooleanField(default=False)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail brut")
        verbose_name_plural = _("mails bruts")
        indexes = [
            models.Index(
                fields=["sha256"],
                condition=models.Q(holds_backup=True, purged_at__isnull=True),
                name="inbound_mail_backup_kept",
            )
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def content(self) -> bytes:
        """The bytes as they arrived, decrypted; none once they were purged."""
        return decrypt(bytes(self.sealed)) if self.purged_at is None else b""

    @property
    def is_whole(self) -> bool:
        return self.kept == self.size


class Status(models.TextChoices):
    """What became of a mail. Only `RECEIVED` waits for the worker; every other value is an end that people see."""

    RECEIVED = "received", _("en attente")
    TICKET = "ticket", _("ticket ouvert")
    MESSAGE = "message", _("ajouté à un ticket")
    REFUSED = "refused", _("refusé")
    HELD = "held", _("retenu")
    AUTOMATIC = "automatic", _("automatique")
    DUPLICATE = "duplicate", _("doublon")
    QUARANTINED = "quarantined", _("en quarantaine")
    DISCARDED = "discarded", _("écarté")
    ANSWERED = "answered", _("répondu")


class InboundMail(models.Model):
    """One delivery: where from, when, what it says in short, what became of it and why."""

    # Where an engineer may still decide.
    OPEN_TO_DECISION = (
        Status.HELD,
        Status.ANSWERED,
        Status.QUARANTINED,
        Status.REFUSED,
        Status.AUTOMATIC,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # "imap", "webhook", or the path that a file was read from.
    source = models.CharField(_("origine"), max_length=500)
    mailbox = models.ForeignKey(
        Mailbox,
        verbose_name=_("boîte aux lettres"),
        null=True,
        on_delete=models.PROTECT,
        related_name="mails",
    )
    uidvalidity = models.PositiveBigIntegerField(null=True)
    uid = models.PositiveBigIntegerField(null=True)
    # How a provider that posts mail names this delivery; empty for every other source. A replay finds it taken.
    delivery_id = models.CharField(max_length=255, blank=True)
    raw = models.ForeignKey(RawMail, on_delete=models.PROTECT, related_name="deliveries")
    # Message-ID and content together (identity.py); empty until the mail has been read.
    identity = models.CharField(max_length=64, blank=True)
    # When our mail server took it: the instant that a promise counts from (CH-V.2).
    received_at = models.DateTimeField(_("reçu"))
    stored_at = models.DateTimeField(_("enregistré"))
    # Arrived before its mailbox was ours to answer: it becomes what it would be, and nobody is told by itself.
    is_history = models.BooleanField(_("historique"), default=False)

    status = models.CharField(_("état"), max_length=11, choices=Status, default=Status.RECEIVED)
    # Why, as a stable code: a verdict’s reason, or one of reasons.Reason, which says it in words.
    reason = models.CharField(_("raison"), max_length=40, blank=True)
    error = models.TextField(_("erreur"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    next_attempt_at = models.DateTimeField(_("prochain essai"))

    from_address = models.CharField(_("expéditeur"), max_length=ADDRESS_LENGTH, blank=True)
    from_name = models.CharField(_("nom de l’expéditeur"), max_length=200, blank=True)
    subject = models.CharField(_("objet"), max_length=SUBJECT_LENGTH, blank=True)
    mail_message_id = models.CharField(max_length=255, blank=True)
    # The addresses of To and Cc that are not ours, lower case: who else has read it.
    copied = models.JSONField(default=list)
    # What the text lets one suppose, for an engineer to confirm: {"serials": [...], "severity": 1, "words": "..."}.
    hints = models.JSONField(default=dict)

    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="mails")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="mails")
    # The ticket that the mail names without belonging to it: its sender may not see it, or it is closed for good.
    related_ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="+")
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    # The held mail whose answer of ours this one answers.
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    # Who opened it as a ticket, replayed it or put it aside, and why.
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(_("décision"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("mail reçu")
        verbose_name_plural = _("mails reçus")
        ordering = ["-stored_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in Status]),
                name="inbound_mail_status_known",
            ),
            models.UniqueConstraint("mailbox", "uidvalidity", "uid", name="inbound_mail_fetched_once"),
            models.UniqueConstraint(
                "source",
                "delivery_id",
                condition=~models.Q(delivery_id=""),
                name="inbound_mail_posted_once",
            ),
            models.CheckConstraint(
                condition=models.Q(uid__isnull=True, uidvalidity__isnull=True)
                | models.Q(uid__isnull=False, uidvalidity__isnull=False, mailbox__isnull=False),
                name="inbound_mail_uid_belongs_to_a_mailbox",
            ),
            models.UniqueConstraint(
                "identity",
                condition=~models.Q(identity="") & ~models.Q(status="duplicate"),
                name="inbound_mail_processed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(status="duplicate", duplicate_of__isnull=False)
                | (~models.Q(status="duplicate") & models.Q(duplicate_of__isnull=True)),
                name="inbound_mail_duplicate_names_the_first",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["ticket", "message"]) | models.Q(ticket__isnull=False),
                name="inbound_mail_ticket_is_named",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="discarded")
                | (models.Q(decided_by__isnull=False, decided_at__isnull=False) & ~models.Q(decision="")),
                name="inbound_mail_discarded_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-stored_at", "-id"], name="inbound_mail_latest"),
            models.Index(fields=["status", "-stored_at", "-id"], name="inbound_mail_by_status"),
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(status="received"), name="inbound_mail_waiting"
            ),
            models.Index(fields=["from_address", "-stored_at"], name="inbound_mail_sender"),
            models.Index(fields=["mailbox", "-stored_at"], name="inbound_mail_of_mailbox"),
            models.Index(
                fields=["mail_message_id"],
                condition=~models.Q(mail_message_id=""),
                name="inbound_mail_message_id",
            ),
            trigram_index("from_address", "from_name", "subject", name="inbound_mail_words"),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.pk)

    def get_absolute_url(self) -> str:
        """The console's page on this mail."""
        return reverse("mails:mail", args=[self.pk])

    @property
    def may_be_decided(self) -> bool:
        """Whether an engineer may still open, replay or put it aside."""
        return self.status in self.OPEN_TO_DECISION and self.ticket_id is None


class MailAnswer(models.Model):
    """What an engineer answered to a mail that belongs to no ticket; the outbox carries it."""

    mail = models.ForeignKey(InboundMail, on_delete=models.PROTECT, related_name="answers")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("texte"))
    sent_at = models.DateTimeField(_("date"))
    outgoing = models.OneToOneField(OutgoingMail, on_delete=models.PROTECT, related_name="+")
    submission_key = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = _("réponse à un mail")
        verbose_name_plural = _("réponses à des mails")
        ordering = ["sent_at", "id"]

    def __str__(self) -> str:
        return f"{self.mail_id} {self.sent_at:%Y-%m-%d %H:%M}"
