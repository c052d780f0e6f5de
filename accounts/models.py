"""People and the organisations they act for."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models, transaction
from django.db.models import F, Func, Value
from django.db.models.functions import Lower, Right
from django.utils.translation import gettext_lazy as _

from accounts.plain_text import trigram_index

# The addresses of programs: nobody reads mail there (RFC 2606, accounts/programs.py).
PROGRAMS_DOMAIN = "programmes.invalid"
# Digits compared of a phone number: those that +33 3 62…, 0033 3 62… and 03 62… share.
PHONE_DIGITS = 9


def phone_digits_of(field: str) -> models.GeneratedField:
    """A column with the last digits of a phone number, however it is written."""
    digits = Func(F(field), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    return models.GeneratedField(
        expression=Right(digits, PHONE_DIGITS),
        output_field=models.CharField(max_length=PHONE_DIGITS),
        db_persist=True,
    )


class Organisation(models.Model):
    """A company that the centre deals with, or the centre itself."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("centre de support")
        RESELLER = "reseller", _("revendeur")
        END_CUSTOMER = "end_customer", _("client final")

    name = models.CharField(_("nom"), max_length=200)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)
    # The reseller that assures the first level for this end customer when no contract says otherwise (CH-II.2).
    reseller = models.ForeignKey(
        "self",
        verbose_name=_("revendeur"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="end_customers",
    )
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    phone_digits = phone_digits_of("phone")
    # What the ERP calls it; a name may be written in many ways.
    erp_code = models.CharField(_("code client"), max_length=40, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("name"), "kind", name="organisation_name_once_per_kind"),
            models.CheckConstraint(
                condition=models.Q(kind="end_customer") | models.Q(reseller__isnull=True),
                name="organisation_only_end_customers_have_a_reseller",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["centre", "reseller", "end_customer"]),
                name="organisation_kind_known",
            ),
            models.CheckConstraint(condition=~models.Q(erp_code=""), name="organisation_erp_code_or_none"),
        ]
        indexes = [
            trigram_index("name", name="organisation_name_trigram"),
            GinIndex(OpClass("phone_digits", name="gin_trgm_ops"), name="organisation_phone_trigram"),
        ]

    def __str__(self) -> str:
        return self.name


def validate_time_zone(name: str) -> None:
    """Refuse a name that is no IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(_("«\u00a0%(name)s\u00a0» n’est pas un fuseau horaire."), params={"name": name})


class UserManager(BaseUserManager["User"]):
    """Creates people; e-mail addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            # Whoever got in by invitation has read mail there: allauth asks for that before a second factor.
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def people(self) -> models.QuerySet[User]:
        """Those who may be written to, called and chosen: whose account is open, and no programs."""
        return self.filter(is_active=True, is_program=False)

    def by_address(self, address: str) -> User | None:
        """The active person who writes from this address, or None: a program writes no mail and gets none."""
        return self.people().filter(email=address.strip().lower()).select_related("organisation").first()


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # knox has no types
    """A person who logs in with an e-mail address and acts for one organisation.

    `is_staff` opens Django's admin (reference data) and nothing else; the console is for the centre's roles.
    """

    class Role(models.TextChoices):
        ENGINEER = "engineer", _("ingénieur")
        LEAD = "lead", _("responsable")
        SALES = "sales", _("commercial")
        MANAGER = "manager", _("gestionnaire")
        MEMBER = "member", _("membre")

    class MailScope(models.TextChoices):
        """Which incidents write to them: those they opened or follow, or all of their organisation's."""

        MINE = "mine", _("mes incidents seulement")
        ORGANISATION = "organisation", _("tous ceux de mon organisation")

    class MailPace(models.TextChoices):
        """How those mails come."""

        EACH = "each", _("un mail à chaque nouvelle")
        DAILY = "daily", _("un résumé par jour")

    CENTRE_ROLES: ClassVar = {Role.ENGINEER, Role.LEAD, Role.SALES}
    CUSTOMER_ROLES: ClassVar = {Role.MANAGER, Role.MEMBER}

    email = models.EmailField(_("adresse e-mail"), unique=True)
    full_name = models.CharField(_("nom"), max_length=150)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    phone_digits = phone_digits_of("phone")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
    )
    role = models.CharField(_("rôle"), max_length=10, choices=Role, blank=True)
    language = models.CharField(_("langue"), max_length=2, choices=settings.LANGUAGES, default="fr")
    time_zone = models.CharField(
        _("fuseau horaire"), max_length=40, default="Europe/Paris", validators=[validate_time_zone]
    )
    mail_scope = models.CharField(
        _("incidents suivis par mail"), max_length=12, choices=MailScope, default=MailScope.MINE
    )
    mail_pace = models.CharField(_("rythme des mails"), max_length=5, choices=MailPace, default=MailPace.EACH)
    # Until when the last daily summary told them (tickets/digests.py); what came since is in the next.
    digest_until = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("actif"), default=True)
    is_staff = models.BooleanField(_("accès aux données de référence"), default=False)
    # A program that acts for its organisation by a token (accounts/programs.py): it neither logs in nor gets a mail.
    is_program = models.BooleanField(_("programme"), default=False, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering = ["full_name", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True, role="")
                | models.Q(
                    organisation__isnull=False, role__in=["engineer", "lead", "sales", "manager", "member"]
                ),
                name="user_role_goes_with_an_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(mail_scope__in=["mine", "organisation"], mail_pace__in=["each", "daily"]),
                name="user_mail_choices_known",
            ),
            models.CheckConstraint(
                condition=models.Q(is_program=False)
                | models.Q(organisation__isnull=False, is_staff=False, is_superuser=False),
                name="user_program_has_an_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(is_program=True, email__endswith=f"@{PROGRAMS_DOMAIN}")
                | (models.Q(is_program=False) & ~models.Q(email__endswith=f"@{PROGRAMS_DOMAIN}")),
                name="user_program_has_no_mailbox",
            ),
            models.UniqueConstraint(
                fields=["organisation", "full_name"],
                condition=models.Q(is_program=True),
                name="user_program_name_once",
            ),
        ]
        indexes = [
            trigram_index("full_name", name="user_name_trigram"),
            trigram_index("email", name="user_email_trigram"),
            GinIndex(OpClass("phone_digits", name="gin_trgm_ops"), name="user_phone_trigram"),
            models.Index(fields=["organisation", "full_name", "id"], name="user_of_organisation"),
            models.Index(
                fields=["digest_until", "id"], condition=models.Q(mail_pace="daily"), name="user_daily_mails"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    @property
    def first_name(self) -> str:
        return self.full_name.split(" ", 1)[0]

    @property
    def initials(self) -> str:
        """First letters of the first and last words of the name, for the avatar."""
        words = self.full_name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def is_reached(self) -> bool:
        """Whether there is somebody to write to and to call, as `objects.people()` asks of many."""
        return self.is_active and not self.is_program

    def _acts_for(self, kind: Organisation.Kind, roles: set[Role]) -> bool:
        return (
            self.is_active
            and self.organisation is not None
            and self.organisation.kind == kind
            and self.role in roles
        )

    @property
    def is_engineer(self) -> bool:
        """Works the queue: engineers and leads."""
        return self._acts_for(Organisation.Kind.CENTRE, {self.Role.ENGINEER, self.Role.LEAD})

    @property
    def is_lead(self) -> bool:
        return self._acts_for(Organisation.Kind.CENTRE, {self.Role.LEAD})

    @property
    def is_sales(self) -> bool:
        return self._acts_for(Organisation.Kind.CENTRE, {self.Role.SALES})

    @property
    def handles_contracts(self) -> bool:
        """Enters what is sold, credits and renewals: sales and leads."""
        return self.is_sales or self.is_lead

    @property
    def is_centre(self) -> bool:
        return self._acts_for(Organisation.Kind.CENTRE, self.CENTRE_ROLES)

    @property
    def is_reseller(self) -> bool:
        return self._acts_for(Organisation.Kind.RESELLER, self.CUSTOMER_ROLES)

    @property
    def is_end_customer(self) -> bool:
        return self._acts_for(Organisation.Kind.END_CUSTOMER, self.CUSTOMER_ROLES)

    @property
    def is_customer(self) -> bool:
        return self.is_reseller or self.is_end_customer

    @property
    def is_manager(self) -> bool:
        return self.is_customer and self.role == self.Role.MANAGER


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """A single-use, expiring key to an account; only its digest is stored."""

    email = models.EmailField(_("adresse e-mail"))
    full_name = models.CharField(_("nom"), max_length=150, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(_("rôle"), max_length=10, choices=User.Role)
    # The language of the invitation, and of the account until its person chooses.
    language = models.CharField(_("langue"), max_length=2, choices=settings.LANGUAGES, default="fr")
    invited_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="invitations_sent"
    )
    token_digest = models.CharField(max_length=64, unique=True, validators=[MinLengthValidator(64)])
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="invitation_expires_later"
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-created_at", "-id"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_of_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at

    @staticmethod
    def new_token() -> str:
        return secrets.token_urlsafe(32)

    @staticmethod
    def lifetime() -> timedelta:
        return timedelta(days=settings.INVITATION_DAYS)
