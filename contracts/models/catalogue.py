"""Catalogue, devices and contracts: the facts that the coverage verdict is drawn from."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.plain_text import trigram_index


class Channel(models.TextChoices):
    """The ways to reach the centre (CH-III.1)."""

    MAIL = "mail", _("mail")
    WEB = "web", _("portail")
    PHONE = "phone", _("téléphone")


class SupportLevel(models.Model):
    """A level of support and what it opens; the charter's two are loaded, the channels may be widened (CH-III.1)."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("nom"), max_length=60)
    rank = models.PositiveSmallIntegerField(
        _("rang"), unique=True, help_text=_("Le plus petit rang l’emporte.")
    )
    channels = ArrayField(models.CharField(max_length=5, choices=Channel), verbose_name=_("canaux"))
    open_to_end_customers = models.BooleanField(_("ouvert aux clients finaux"))
    remote_sessions = models.BooleanField(_("sessions à distance"))

    class Meta:
        verbose_name = _("niveau de support")
        verbose_name_plural = _("niveaux de support")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class Vendor(models.Model):
    """A manufacturer (constructeur, éditeur) whose products EXER distributes."""

    name = models.CharField(_("nom"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("constructeur")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Family(models.TextChoices):
    """What a product is for; the questions that help its incidents go by it (CH-III.2)."""

    FIREWALL = "firewall", _("pare-feu")
    SWITCH = "switch", _("commutateur")
    WIRELESS = "wireless", _("Wi-Fi")
    OTHER = "other", _("autre")


class Product(models.Model):
    """A model of the catalogue, and the oldest version that is still supported (CH-IV.1)."""

    vendor = models.ForeignKey(Vendor, verbose_name=_("constructeur"), on_delete=models.PROTECT)
    name = models.CharField(_("modèle"), max_length=120)
    family = models.CharField(_("famille"), max_length=8, choices=Family, default=Family.OTHER)
    in_catalogue = models.BooleanField(_("au catalogue"), default=True)
    oldest_supported_version = models.CharField(
        _("plus ancienne version supportée"), max_length=40, blank=True
    )
    end_of_support = models.DateField(_("fin de support"), null=True, blank=True)

    class Meta:
        verbose_name = _("produit")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint("vendor", "name", name="product_once_per_vendor")]
        indexes = [trigram_index("name", name="product_name_trigram")]

    def __str__(self) -> str:
        return self.name


_SEPARATORS = re.compile(r"[\s\u00a0\u202f]+")


def normalise_serial(serial: str) -> str:
    """A serial number as it is stored and compared: no spaces, capital letters; never longer than it was given."""
    bare = _SEPARATORS.sub("", serial)
    capitals = bare.upper()
    # "ß" would become two letters, and what fits its column no more would break the request.
    return capitals if len(capitals) == len(bare) else "".join(map(_capital, bare))


def _capital(sign: str) -> str:
    capital = sign.upper()
    return capital if len(capital) == 1 else sign


class Device(models.Model):
    """One machine or licence, known by its serial number."""

    serial = models.CharField(_("numéro de série"), max_length=60, unique=True)
    product = models.ForeignKey(Product, verbose_name=_("produit"), on_delete=models.PROTECT)
    installed_version = models.CharField(_("version installée"), max_length=40, blank=True)
    # Who said so last and when, when it was not the ERP: an update is told by those who made it (CH-IV.1).
    version_stated_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    version_stated_at = models.DateTimeField(null=True, blank=True, editable=False)
    site = models.CharField(_("site"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("matériel")
        ordering = ["serial"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(serial=Upper("serial")), name="device_serial_upper_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(serial="") & ~models.Q(serial__contains=" "),
                name="device_serial_no_spaces",
            ),
        ]
        indexes = [GinIndex(OpClass("serial", name="gin_trgm_ops"), name="device_serial_trigram")]

    def __str__(self) -> str:
        return self.serial

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.serial = normalise_serial(self.serial)
        super().save(*args, **kwargs)


class Contract(models.Model):
    """What a reseller bought for itself or for one end customer, from one day to another, both included."""

    number = models.CharField(_("numéro"), max_length=40, unique=True)
    level = models.ForeignKey(SupportLevel, verbose_name=_("niveau"), on_delete=models.PROTECT)
    reseller = models.ForeignKey(
        Organisation, verbose_name=_("revendeur"), on_delete=models.PROTECT, related_name="contracts_bought"
    )
    end_customer = models.ForeignKey(
        Organisation,
        verbose_name=_("client final"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contracts_held",
        help_text=_("Vide quand le revendeur l’a pris pour lui-même."),
    )
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"))
    sales_contact = models.ForeignKey(
        User, verbose_name=_("commercial"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("contrat")
        ordering = ["-ends_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="contract_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(end_customer__isnull=True) | ~models.Q(end_customer=models.F("reseller")),
                name="contract_end_customer_is_not_the_reseller",
            ),
        ]
        indexes = [
            models.Index(fields=["-ends_on", "number"], name="contract_by_end"),
            trigram_index("number", name="contract_number_trigram"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="contract_moves_its_lines",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("reseller_id", "starts_on", "ends_on"),  # type: ignore[no-untyped-call]
                func="UPDATE contracts_contractline SET contract_id = contract_id "
                "WHERE contract_id = NEW.id; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return self.number


# Fills what a line repeats of its contract, so that one constraint can hold it. The contract is locked meanwhile: its
# own change waits, and then touches the line again.
_FILL_LINE = """
    SELECT reseller_id,
        GREATEST(starts_on, NEW.covered_from), LEAST(ends_on + 1, NEW.withdrawn_on)
        INTO NEW.reseller_id, first_day, day_after
        FROM contracts_contract WHERE id = NEW.contract_id FOR SHARE;
    NEW.covered := CASE WHEN first_day < day_after THEN daterange(first_day, day_after) ELSE 'empty' END;
    RETURN NEW;
"""


class ContractLine(models.Model):
    """One device under one contract for some time; a withdrawn line ends the coverage the day before, and stays.

    A device that comes back gets a new line. `reseller` and `covered` repeat what the contract says, written by the
    database itself: no device is ever covered for two resellers on one day (CH-II.1).
    """

    contract = models.ForeignKey(
        Contract, verbose_name=_("contrat"), on_delete=models.PROTECT, related_name="lines"
    )
    device = models.ForeignKey(
        Device, verbose_name=_("matériel"), on_delete=models.PROTECT, related_name="lines"
    )
    covered_from = models.DateField(
        _("couvert depuis"), null=True, blank=True, help_text=_("Vide\u00a0: depuis le début du contrat.")
    )
    withdrawn_on = models.DateField(_("retiré le"), null=True, blank=True)
    reseller = models.ForeignKey(
        Organisation, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    covered = DateRangeField(null=True, editable=False)

    class Meta:
        verbose_name = _("ligne de contrat")
        verbose_name_plural = _("lignes de contrat")
        constraints = [
            models.UniqueConstraint(
                "contract",
                "device",
                condition=models.Q(withdrawn_on__isnull=True),
                name="contract_line_once",
            ),
            models.CheckConstraint(
                condition=models.Q(covered_from__isnull=True)
                | models.Q(withdrawn_on__isnull=True)
                | models.Q(withdrawn_on__gte=models.F("covered_from")),
                name="contract_line_withdrawn_after_it_began",
            ),
            ExclusionConstraint(
                name="device_of_one_reseller_a_day",
                expressions=[
                    ("device", RangeOperators.EQUAL),
                    ("reseller", RangeOperators.NOT_EQUAL),
                    ("covered", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="line_repeats_its_contract",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("first_day", "date"), ("day_after", "date")],
                func=_FILL_LINE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.device_id}"

    @property
    def first_day(self) -> date:
        """The first day covered by this line (a date in Paris)."""
        return max(self.contract.starts_on, self.covered_from or self.contract.starts_on)

    @property
    def last_day(self) -> date:
        """The last day covered by this line (a date in Paris), the contract's end or the eve of the withdrawal."""
        if self.withdrawn_on is None:
            return self.contract.ends_on
        return min(self.contract.ends_on, self.withdrawn_on - timedelta(days=1))
