"""One device in every state that the charter tells apart, at each level; and who may ask about them.

Réseau Plus bought them, the Premium ones for the Clinique des Lilas and the Standard ones for the Menuiserie Dubois.
Days are counted from the world's Tuesday.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from accounts.models import Organisation, User
from contracts.coverage import Requester
from contracts.models import Contract, ContractLine, CreditAccount, Device, Product, SupportLevel, Vendor
from cst.demo import cast
from tests.world import TUESDAY, World

TODAY = TUESDAY.date()
LEVELS = {"Premium": cast.CLINIQUE, "Standard": cast.MENUISERIE}
ANOTHER_S, UNKNOWN, NONE_GIVEN = "another's", "unknown serial", "none given"


class State(NamedTuple):
    """A contract's first and last day, and the product under it."""

    first: int = -100
    last: int = 100
    in_catalogue: bool = True
    end_of_support: int | None = None
    version: str = "7.4"


STATES = {
    "in force": State(),
    "ended yesterday": State(last=-1),
    "from tomorrow": State(first=1),
    "to today": State(last=0),
    "from today": State(first=0),
    "out of catalogue": State(in_catalogue=False),
    "support over": State(end_of_support=-1),
    "old version": State(version="6.4.14"),
}
PRODUCTS = [f"{level} {state}" for level in LEVELS for state in STATES]


def serial_of(product: str) -> str:
    """The serial number of a product of the tables; empty when none is given."""
    return "" if product == NONE_GIVEN else product.upper().replace(" ", "-")


def fill() -> None:
    """Put every product on the shelf, and one of Alpes Sécurité's that is nobody else's business."""
    vendor = Vendor.objects.create(name="Constructeur")
    reseller, other = cast.organisation(cast.RESEAU_PLUS), cast.organisation(cast.ALPES)
    for level, holder in LEVELS.items():
        for name, state in STATES.items():
            _put(vendor, f"{level} {name}", level.lower(), state, reseller, cast.organisation(holder))
    _put(vendor, ANOTHER_S, "premium", State(), other, cast.organisation(cast.LYCEE))


def _put(
    vendor: Vendor, name: str, level: str, state: State, reseller: Organisation, holder: Organisation
) -> None:
    product = Product.objects.create(
        vendor=vendor,
        name=f"Modèle {name}",
        in_catalogue=state.in_catalogue,
        end_of_support=None if state.end_of_support is None else day(state.end_of_support),
        oldest_supported_version="7.0",
    )
    device = Device.objects.create(serial=serial_of(name), product=product, installed_version=state.version)
    contract = Contract.objects.create(
        number=f"N° {name}",
        level=SupportLevel.objects.get(code=level),
        reseller=reseller,
        end_customer=holder,
        starts_on=day(state.first),
        ends_on=day(state.last),
    )
    ContractLine.objects.create(contract=contract, device=device)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def give_credit(minutes: int) -> None:
    """Leave each customer with so many minutes of PS credit, whatever it had."""
    customers = Organisation.objects.exclude(kind=Organisation.Kind.CENTRE)
    CreditAccount.objects.bulk_create(
        [CreditAccount(organisation=customer) for customer in customers], ignore_conflicts=True
    )
    CreditAccount.objects.update(balance_minutes=minutes, full_minutes=minutes)


def askers(world: World) -> dict[str, Requester]:
    """Who asks, by the words of the tables (expected_answers.py)."""
    gone = User.objects.create_user(
        "parti@reseau-plus.example",
        full_name="Luc Parti",
        organisation=world.organisation_of(world.jean),
        role=User.Role.MEMBER,
        is_active=False,
    )
    return {
        "manager": world.jean,
        "member": world.lea,
        "manager's address": world.jean.email,
        "reseller on the phone": world.organisation_of(world.jean),
        "reseller passing on": world.jean,
        "Premium customer": world.sophie,
        "Premium customer on the phone": world.organisation_of(world.sophie),
        "Standard customer": world.paul,
        "Standard customer on the phone": world.organisation_of(world.paul),
        "engineer": world.claire,
        "stranger": "inconnu@ailleurs.example",
        "inactive person": gone,
        "inactive person's address": gone.email,
        "person of no organisation": User.objects.get(email=cast.ADMINISTRATOR),
    }
