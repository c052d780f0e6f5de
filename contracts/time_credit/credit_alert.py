"""The alert when little of a PS time credit is left (CH-PS): to whom, once per purchase.

Called by the ledger's verbs, in their transaction and under the account's lock.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.telling import managers_or_all
from contracts.ending import contract_people
from contracts.models import CreditAccount
from contracts.sentences import hours
from contracts.time_credit import packs
from outbound_mail import outbox

# Of what there was after the last purchase: at this share or under it, people are told.
LOW = Fraction(1, 5)


def is_low(account: CreditAccount) -> bool:
    """Whether a fifth or less is left of what there was after the last purchase; never before the first one."""
    return account.full_minutes > 0 and account.balance_minutes <= LOW * account.full_minutes


def tell_if_low(account: CreditAccount, at: datetime) -> None:
    """Tell the organisation and the centre's sales that little is left, unless they were since the last purchase."""
    if account.low_told_at is not None or not is_low(account):
        return
    account.low_told_at = at
    account.save(update_fields=["low_told_at"])
    for person in _people(account.organisation):
        _mail(person, account, at)


def may_receive(reference: str, address: str) -> bool:
    """The outbox's guard for "organisation:<id>": is `address` somebody of it, or of the centre's sales or leads?"""
    person = User.objects.by_address(address)
    if person is None:
        return False
    return str(person.organisation_id) == reference or person.handles_contracts


def _people(organisation: Organisation) -> list[User]:
    """Its managers, where there is none all its people; then whoever sells."""
    active = (
        User.objects.people().filter(organisation=organisation).select_related("organisation").order_by("pk")
    )
    return [*managers_or_all(active), *contract_people.all_sales()]


def _mail(person: User, account: CreditAccount, at: datetime) -> None:
    organisation = account.organisation
    with translation.override(person.language):
        left = hours(account.balance_minutes)
        outbox.put(
            to=person.email,
            template="credit_low",
            subject=_subject(person, organisation, left),
            context={
                "person": person,
                "organisation": organisation,
                "left": left,
                "full": hours(account.full_minutes),
                "reserved": hours(account.reserved_minutes) if account.reserved_minutes else "",
                "is_empty": account.balance_minutes == 0,
                "packs": packs.in_words(),
                "sales_address": settings.SALES_ADDRESS,
                "url": settings.BASE_URL + _page(person, organisation),
            },
            language=person.language,
            at=at,
            topic=f"organisation:{organisation.pk}",
            reply_to="" if person.is_centre else settings.SALES_ADDRESS,
            headers=outbox.AUTOMATIC,
        )


def _subject(person: User, organisation: Organisation, left: str) -> str:
    if person.is_centre:
        return _("Crédit-temps de %(organisation)s\u00a0: il reste %(left)s") % {
            "organisation": organisation,
            "left": left,
        }
    return _("Votre crédit-temps\u00a0: il reste %s") % left


def _page(person: User, organisation: Organisation) -> str:
    if person.is_centre:
        return reverse("console:credit", args=[organisation.pk])
    return reverse("portal:credit")
