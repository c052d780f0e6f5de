"""A mailbox: how it is reached, how far it was read, how the last fetch went."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sealing import decrypt, encrypt

# How often a mailbox is fetched (the schedule of the settings), and how long one that fails rests at most: a provider
# that is asked too often with a wrong password closes the account.
EVERY = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=5)
# From so many failures in a row on it is no hiccup any more: the console says so.
FAILING_FROM = 3


class Mailbox(models.Model):
    """A place that mail is fetched from, by IMAP over TLS.

    Nothing is fetched before a person saw what is there (`look`) and said from when on mail counts (`begins_at`).
    """

    class Login(models.TextChoices):
        PASSWORD = "password", _("mot de passe")
        OAUTH2 = "oauth2", _("OAuth2 (Microsoft 365, Google)")

    class Security(models.TextChoices):
        TLS = "tls", _("TLS dès la connexion (port 993)")
        STARTTLS = "starttls", _("STARTTLS (port 143)")

    name = models.CharField(_("nom"), max_length=100, unique=True)
    address = models.EmailField(_("adresse"), unique=True)
    active = models.BooleanField(_("active"), default=True)

    host = models.CharField(_("serveur"), max_length=200, blank=True)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(_("chiffrement"), max_length=8, choices=Security, default=Security.TLS)
    folder = models.CharField(_("dossier"), max_length=100, default="INBOX")
    # Where a mail is moved once it is stored; empty: it stays, marked as read.
    done_folder = models.CharField(_("dossier des mails pris"), max_length=100, blank=True)
    login = models.CharField(_("connexion"), max_length=8, choices=Login, default=Login.PASSWORD)
    username = models.CharField(_("identifiant"), max_length=200, blank=True)
    # Encrypted: the password, or the OAuth2 refresh token.
    sealed_secret = models.BinaryField(default=b"", blank=True)
    oauth_token_url = models.URLField(_("adresse des jetons"), blank=True)
    oauth_client_id = models.CharField(_("application (client_id)"), max_length=200, blank=True)
    oauth_scope = models.CharField(_("portée (scope)"), max_length=300, blank=True)
    sealed_client_secret = models.BinaryField(default=b"", blank=True)

    # Mail that reached the server before this is left there; null: nobody has decided yet, and nothing is fetched.
    begins_at = models.DateTimeField(_("à partir du"), null=True, blank=True)
    # When somebody decided that: what had arrived before is history, and is never answered by itself.
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # What the first connection found (mailboxes/looking.py).
    look = models.JSONField(null=True, blank=True)
    # How far it was read: every mail up to `last_uid` is stored.
    uidvalidity = models.PositiveBigIntegerField(null=True, blank=True)
    last_uid = models.PositiveBigIntegerField(default=0)
    last_fetch_at = models.DateTimeField(_("dernier relevé"), null=True, blank=True)
    last_success_at = models.DateTimeField(_("dernier relevé réussi"), null=True, blank=True)
    last_error = models.TextField(_("dernière erreur"), blank=True)
    failures = models.PositiveIntegerField(_("échecs de suite"), default=0)
    # Mails on the server that are not stored yet, as the last fetch left it.
    waiting = models.PositiveIntegerField(_("à prendre"), default=0)

    # What says which folder of which account it is.
    PLACE = ("host", "username", "folder")

    class Meta:
        verbose_name = _("boîte aux lettres")
        verbose_name_plural = _("boîtes aux lettres")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The console's page on this mailbox."""
        return reverse("mails:mailbox", args=[self.pk])

    @property
    def is_fetched(self) -> bool:
        """Whether it is read over IMAP; one without a server only receives what providers post."""
        return self.active and bool(self.host)

    @property
    def is_failing(self) -> bool:
        """Whether its last fetches failed, for longer than a moment."""
        return self.is_fetched and self.failures >= FAILING_FROM

    @property
    def next_fetch_at(self) -> datetime | None:
        """When the schedule fetches it again; None while it is not fetched, or never was."""
        if not self.is_fetched or self.last_fetch_at is None:
            return None
        rest = EVERY * 2 ** min(self.failures - 1, 10) if self.failures else EVERY
        return self.last_fetch_at + min(rest, LONGEST_REST)

    def in_place(self) -> models.QuerySet[Mailbox]:
        """Its row, as long as it still names this folder: what was read of another one is not written on it."""
        return Mailbox.objects.filter(pk=self.pk, **{name: getattr(self, name) for name in self.PLACE})

    def is_due(self, at: datetime) -> bool:
        """Whether it may be fetched at `at`: always, unless it failed lately, and more than once."""
        return self.failures < 2 or self.next_fetch_at is None or self.next_fetch_at <= at

    @property
    def secret(self) -> str:
        """The password, or the OAuth2 refresh token, in clear."""
        return _opened(self.sealed_secret)

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = encrypt(value.encode()) if value else b""

    @property
    def client_secret(self) -> str:
        """The secret of our application at the OAuth2 provider, in clear; empty when it needs none."""
        return _opened(self.sealed_client_secret)

    @client_secret.setter
    def client_secret(self, value: str) -> None:
        self.sealed_client_secret = encrypt(value.encode()) if value else b""


def _opened(sealed: bytes | memoryview) -> str:
    return decrypt(bytes(sealed)).decode() if sealed else ""
