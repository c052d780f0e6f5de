"""Who wrote what a reseller passes on: a person, or at least an organisation, of that reseller's customers.

Of anybody else nothing is said: neither that the centre knows the address, nor whose customer it is.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Organisation, User
from contracts.models import Contract
from inbound_mail.parsed import Forwarded

_PEOPLE_LOOKED_AT = 20
# Domains of providers tell nothing of an organisation.
_PROVIDERS = {
    *(
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.fr",
        "hotmail.com",
        "hotmail.fr",
        "live.fr",
        "live.com",
    ),
    *(
        "msn.com",
        "yahoo.fr",
        "yahoo.com",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "orange.fr",
        "wanadoo.fr",
    ),
    *(
        "free.fr",
        "sfr.fr",
        "neuf.fr",
        "laposte.net",
        "bbox.fr",
        "numericable.fr",
        "aol.com",
        "gmx.fr",
        "gmx.com",
    ),
    *("proton.me", "protonmail.com", "pm.me", "mailo.com", "netcourrier.com"),
}


def of(forwarded: Forwarded, organisation: Organisation | None) -> dict[str, str] | None:
    """The original author as a contact, when `organisation` is the reseller that answers for them; one query.

    By the address; else by its domain, when all the people there belong to one customer of the reseller.
    """
    address = forwarded.address.lower()
    domain = address.rpartition("@")[2]
    if organisation is None or organisation.kind != Organisation.Kind.RESELLER or not domain:
        return None
    people = User.objects.people().filter(email__holds=f"@{domain}", email__iendswith=f"@{domain}")
    held = Contract.objects.filter(reseller=organisation, end_customer__isnull=False)
    customers = Q(organisation__reseller=organisation) | Q(organisation__in=held.values("end_customer"))
    known = list(
        people.filter(customers, organisation__kind=Organisation.Kind.END_CUSTOMER).select_related(
            "organisation"
        )[:_PEOPLE_LOOKED_AT]
    )
    for person in known:
        if person.email.lower() == address:
            return _proposed(address, person.full_name, person)
    if domain in _PROVIDERS or len({person.organisation_id for person in known}) != 1:
        return None
    return _proposed(address, forwarded.name, known[0])


def _proposed(address: str, name: str, person: User) -> dict[str, str]:
    return {"address": address, "name": name, "organisation": str(person.organisation)}
