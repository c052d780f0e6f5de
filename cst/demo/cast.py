"""The people, organisations, products and contracts of the demo world; the tests use the same cast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from accounts.models import Organisation, User
from contracts import credit, families
from contracts.models import Contract, ContractLine, Device, Product, SupportLevel, Vendor
from contracts.models.ledger import CreditEntry

# Everybody's, and printed at the start of `make run`: the demo world refuses to load outside development.
PASSWORD = "demo-cst-2026"  # noqa: S105

CENTRE, RESEAU_PLUS, ALPES = "CST EXER", "Réseau Plus", "Alpes Sécurité"
CLINIQUE, MENUISERIE, LYCEE = "Clinique des Lilas", "Menuiserie Dubois", "Lycée des Cimes"


class Person(NamedTuple):
    """One member of the cast; `job` is how the start screen presents them."""

    email: str
    full_name: str
    organisation: str
    role: str
    job: str


PEOPLE = (
    Person("jean.petit@reseau-plus.example", "Jean Petit", RESEAU_PLUS, "manager", "revendeur, gestionnaire"),
    Person("lea.noel@reseau-plus.example", "Léa Noël", RESEAU_PLUS, "member", "revendeur"),
    Person(
        "marc.blanc@alpes-securite.example", "Marc Blanc", ALPES, "manager", "revendeur sans crédit-temps"
    ),
    Person(
        "sophie.bernard@clinique-lilas.example",
        "Sophie Bernard",
        CLINIQUE,
        "manager",
        "cliente finale Premium",
    ),
    Person(
        "paul.dubois@menuiserie-dubois.example", "Paul Dubois", MENUISERIE, "manager", "client final Standard"
    ),
    Person(
        "anne.girard@lycee-cimes.example", "Anne Girard", LYCEE, "manager", "cliente finale, contrat terminé"
    ),
    Person("claire.martin@exer.example", "Claire Martin", CENTRE, "engineer", "ingénieure du CST"),
    Person("hugo.leroy@exer.example", "Hugo Leroy", CENTRE, "lead", "responsable du CST"),
    Person("ines.faure@exer.example", "Inès Faure", CENTRE, "sales", "commerciale"),
)
ADMINISTRATOR = "admin@exer.example"


@dataclass(frozen=True)
class CastDevice:
    """A device of the cast with its contract; days are counted from the day the world is built."""

    serial: str
    vendor: str
    product: str
    level: str
    reseller: str
    end_customer: str
    installed_version: str
    site: str
    contract: str
    starts_in_days: int
    ends_in_days: int
    oldest_supported_version: str = ""
    in_catalogue: bool = True


DEVICES = (
    CastDevice(
        "FG100F-PREM-0001", "Fortinet", "FortiGate 100F", "premium", RESEAU_PLUS, CLINIQUE, "7.4.3",
        "Lille, baie 2", "EX-2024-0117", -600, 490, oldest_supported_version="7.0",
    ),
    CastDevice(
        "SN310-STD-0001", "Stormshield", "SN310", "standard", RESEAU_PLUS, MENUISERIE, "4.7.2",
        "Atelier", "EX-2025-0342", -300, 430, oldest_supported_version="4.3",
    ),
    CastDevice(
        "AP305-EXP-0001", "Extreme Networks", "AP305C", "premium", ALPES, LYCEE, "10.6.1",
        "Bâtiment B", "EX-2022-0088", -1500, -400, oldest_supported_version="10.4",
    ),
    CastDevice(
        "X465-PREM-0002", "Extreme Networks", "X465-24W", "premium", ALPES, "", "32.5.1",
        "Grenoble", "EX-2025-0410", -200, 530, oldest_supported_version="31.7",
    ),
    CastDevice(
        "ASA5506-EOL-0001", "Cisco", "ASA 5506-X", "standard", RESEAU_PLUS, "", "9.16.4",
        "Réserve", "EX-2025-0207", -250, 115, in_catalogue=False,
    ),
    CastDevice(
        "FG60E-OLD-0001", "Fortinet", "FortiGate 60E", "premium", RESEAU_PLUS, CLINIQUE, "6.2.9",
        "Accueil", "EX-2024-0118", -600, 490, oldest_supported_version="6.4",
    ),
)  # fmt: skip


@transaction.atomic
def load(at: datetime) -> None:
    """Create whatever of the cast is missing; `at` is now. Nothing that exists is changed."""
    _organisations()
    _people()
    for device in DEVICES:
        _device(device, at.date())
    _ps_credit(at)


def organisation(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def person(email: str) -> User:
    return User.objects.select_related("organisation").get(email=email)


def _organisations() -> None:
    for name, kind, reseller in (
        (CENTRE, "centre", None),
        (RESEAU_PLUS, "reseller", None),
        (ALPES, "reseller", None),
        (CLINIQUE, "end_customer", RESEAU_PLUS),
        (MENUISERIE, "end_customer", RESEAU_PLUS),
        (LYCEE, "end_customer", ALPES),
    ):
        Organisation.objects.get_or_create(
            name=name, kind=kind, defaults={"reseller": organisation(reseller) if reseller else None}
        )


def _people() -> None:
    for email, full_name, at, role, _job in PEOPLE:
        if not User.objects.filter(email=email).exists():
            User.objects.create_user(
                email, PASSWORD, full_name=full_name, organisation=organisation(at), role=role
            )
    if not User.objects.filter(email=ADMINISTRATOR).exists():
        User.objects.create_superuser(ADMINISTRATOR, PASSWORD, full_name="Administrateur")


def _device(cast: CastDevice, today: date) -> None:
    vendor, _ = Vendor.objects.get_or_create(name=cast.vendor)
    product, _ = Product.objects.get_or_create(
        vendor=vendor,
        name=cast.product,
        defaults={
            "family": families.of_product(cast.product),
            "in_catalogue": cast.in_catalogue,
            "oldest_supported_version": cast.oldest_supported_version,
        },
    )
    device, _ = Device.objects.get_or_create(
        serial=cast.serial,
        defaults={"product": product, "installed_version": cast.installed_version, "site": cast.site},
    )
    contract, _ = Contract.objects.get_or_create(
        number=cast.contract,
        defaults={
            "level": SupportLevel.objects.get(code=cast.level),
            "reseller": organisation(cast.reseller),
            "end_customer": organisation(cast.end_customer) if cast.end_customer else None,
            "starts_on": today + timedelta(days=cast.starts_in_days),
            "ends_on": today + timedelta(days=cast.ends_in_days),
            "sales_contact": person("ines.faure@exer.example"),
        },
    )
    ContractLine.objects.get_or_create(contract=contract, device=device)


def _ps_credit(at: datetime) -> None:
    """Réseau Plus bought 10 h and has 6 h 30 left."""
    payer = organisation(RESEAU_PLUS)
    if CreditEntry.objects.filter(account__organisation=payer).exists():
        return
    sales, engineer = person("ines.faure@exer.example"), person("claire.martin@exer.example")
    credit.buy(payer, 600, by=sales, at=at - timedelta(days=90), reference="Commande EX-PS-0031")
    credit.debit(payer, 210, by=engineer, at=at - timedelta(days=40), reference="Mise en service VPN, 3h30")
