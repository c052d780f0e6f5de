"""The mails about the end of contracts. Called by a verb, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.ending import contract_people
from contracts.ending.lifetime import NOTICE_DAYS, ends_in, lifetime
from contracts.models import Contract, RenewalRequest
from contracts.sentences import short_date
from outbound_mail import outbox
from sla.wording import PARIS

if TYPE_CHECKING:
    from contracts.ending.notices import Ending

# A mail names so many contracts and counts the others.
LISTED = 40


def ending(person: User, endings: Sequence[Ending], at: datetime) -> None:
    """The contracts that end soon, to one person: one mail, however many there are."""
    with translation.override(person.language):
        lines = [_ending_line(each, person) for each in endings[:LISTED]]
        subject = (
            _("Contrat %(number)s\u00a0: %(ends)s")
            % {"number": lines[0]["number"], "ends": lines[0]["ends_in"]}
            if len(lines) == 1
            else _("%d contrats finissent bientôt") % len(endings)
        )
        outbox.put(
            to=person.email,
            template="contract_ends",
            subject=subject,
            context={
                "person": person,
                "lines": lines,
                "more": len(endings) - len(lines),
                "days": NOTICE_DAYS,
                "url": lines[0]["url"] if len(endings) == 1 else _address(person),
            },
            language=person.language,
            at=at,
            topic=contract_people.topic(person),
            headers=outbox.AUTOMATIC,
        )


def renewal_requested(asked: RenewalRequest, people: Iterable[User], at: datetime) -> None:
    """A customer wants a contract to go on: to `people`, whose answer goes to who asked."""
    contract = asked.contract
    for person in people:
        with translation.override(person.language):
            outbox.put(
                to=person.email,
                template="renewal_requested",
                subject=_("Renouvellement demandé\u00a0: %s") % contract.number,
                context={
                    "person": person,
                    "asked": asked,
                    "contract": contract,
                    "ends_on": short_date(contract.ends_on),
                    "state": lifetime(contract, at.astimezone(PARIS).date()).text,
                    "url": settings.BASE_URL + reverse("console:renewals")
                    if person.is_centre
                    else _address(person, contract),
                },
                language=person.language,
                at=at,
                topic=contract_people.topic(person),
                reply_to=asked.requested_by.email,
            )


def _ending_line(ending: Ending, person: User) -> dict[str, Any]:
    """One contract in the mail: what, for whom, until when, on how many devices, where to go."""
    contract = ending.contract
    return {
        "number": contract.number,
        "level": contract.level.name,
        "reseller": contract.reseller.name if person.is_centre else "",
        "customer": contract.end_customer.name if contract.end_customer else "",
        "ends_in": ends_in(ending.left),
        "ends_on": short_date(contract.ends_on),
        "is_urgent": ending.is_urgent,
        "devices": ending.devices,
        "url": _address(person, contract),
    }


def _address(person: User, contract: Contract | None = None) -> str:
    """Where `person` reads their contracts, or one of them: the centre in the console, its customers in the portal."""
    if person.is_centre:
        words = f"?{urlencode({'q': contract.number})}" if contract is not None else ""
        return f"{settings.BASE_URL}{reverse('console:contracts')}{words}"
    page = reverse("portal:contract", args=[contract.number]) if contract else reverse("portal:contracts")
    return f"{settings.BASE_URL}{page}"
