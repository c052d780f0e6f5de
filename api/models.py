"""Tokens of programs, and what a POST was answered."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, AuthTokenManager


class Scope(models.TextChoices):
    """What a token may be used for; what its person may do bounds it further."""

    READ = "read", _("lire")
    OPEN = "open", _("ouvrir et suivre des incidents")
    STAFF = "staff", _("travailler au centre")
    IMPORT = "import", _("importer des contrats")


class ApiTokenManager(AuthTokenManager, models.Manager["ApiToken"]):  # type: ignore[misc]
    """Knox's, but that a token comes in one query with its person and whom they act for."""

    def get_queryset(self) -> models.QuerySet[ApiToken]:
        found: models.QuerySet[ApiToken] = super().get_queryset()
        return found.select_related("user__organisation")


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """The key of a program that acts for `user`; knox keeps its digest alone.

    A token of an organisation acts for a user that is a program of that organisation (`User.is_program`).
    """

    objects = ApiTokenManager()

    # What addresses and the log call it: neither its key nor its digest stands anywhere but in this row.
    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    name = models.CharField(_("nom"), max_length=100)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="tokens_made"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("jeton")
        verbose_name_plural = _("jetons")
        ordering = ["-created", "digest"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=Scope.values, scopes__len__gt=0),
                name="token_scopes_known",
            ),
            models.CheckConstraint(condition=models.Q(expiry__isnull=False), name="token_expires"),
        ]
        indexes = [
            models.Index(fields=["user", "-created", "digest"], name="token_of_user"),
            models.Index(fields=["expiry"], name="token_expiry"),
        ]

    @property
    def scope_labels(self) -> list[str]:
        """What it may be used for, in the reader's words."""
        return [str(Scope(scope).label) for scope in self.scopes]


class KeptAnswer(models.Model):
    """What a POST with an Idempotency-Key was answered, for as long as api/idempotency.py says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    # SHA-256 of what was asked: the same key for something else is a mistake to be told.
    fingerprint = models.CharField(max_length=64)
    # None while the request that holds the key is under way; nobody else sees that.
    status = models.SmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="kept_answer_once")]
        indexes = [models.Index(fields=["created_at"], name="kept_answer_age")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"
