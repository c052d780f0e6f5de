"""In whose name a mail might be opened: its sender when known, else people of the organisation whose its domain is."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Organisation, User
from inbound_mail import senders
from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail

PEOPLE_PROPOSED = 5


def requesters(mail: InboundMail, parsed: ParsedMail) -> Sequence[User]:
    """At most `PEOPLE_PROPOSED` customers who may be behind the address of `mail`; two queries.

    A domain whose people act for several organisations (a provider's, often) tells nothing, and proposes nobody.
    """
    person = senders.person(parsed.from_)
    if person is not None:
        return [person] if person.is_customer else []
    domain = mail.from_address.rpartition("@")[2]
    if not domain:
        return []
    people = (
        User.objects.people()
        .filter(email__holds=f"@{domain}", email__iendswith=f"@{domain}")
        .exclude(organisation__kind=Organisation.Kind.CENTRE)
        .exclude(organisation=None)
        .select_related("organisation")
        .order_by("organisation_id", "full_name", "pk")
    )
    found = list(people[:PEOPLE_PROPOSED])
    if not found or people.exclude(organisation=found[0].organisation).exists():
        return []
    return [each for each in found if each.is_customer]
