"""Who is told about a contract: its reseller's managers, and whoever sells it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.models import Organisation, User
from accounts.telling import managers_or_all
from contracts.models import Contract

Role = User.Role
Kind = Organisation.Kind


def of_resellers(resellers: Collection[int]) -> dict[int, list[User]]:
    """The managers of each organisation given by its key; where there is none, all its people: somebody is told."""
    people: dict[int, list[User]] = {reseller: [] for reseller in resellers}
    for person in _active().filter(organisation__in=resellers, organisation__kind=Kind.RESELLER):
        assert person.organisation_id is not None
        people[person.organisation_id].append(person)
    return {reseller: managers_or_all(found) for reseller, found in people.items()}


def contact(contract: Contract) -> User | None:
    """The contract's sales contact, while they are at the centre."""
    found = contract.sales_contact
    return found if found is not None and found.is_centre else None


def all_sales() -> list[User]:
    """The salespeople of the centre, for a contract without contact; while there is none, the leads."""
    centre = _active().filter(organisation__kind=Kind.CENTRE)
    return list(centre.filter(role=Role.SALES)) or list(centre.filter(role=Role.LEAD))


def may_receive(reference: str, address: str) -> bool:
    """The outbox's guard for "contracts:<id of an organisation>": does `address` still read contracts there?"""
    person = User.objects.by_address(address)
    return (
        person is not None
        and str(person.organisation_id) == reference
        and (person.is_reseller or person.is_centre)
    )


def topic(person: User) -> str:
    """The topic of a mail to `person` about contracts, as the guard reads it."""
    return f"contracts:{person.organisation_id}"


def _active() -> QuerySet[User]:
    return User.objects.people().select_related("organisation").order_by("pk")
