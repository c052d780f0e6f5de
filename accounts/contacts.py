"""Contacts: people of a customer whom the centre knows from a call, and who have no account.

A contact is answered by mail and may write from that address; they do not log in. Whoever gives an address on the phone
has not shown that it is theirs: no password can be set on it (accounts/adapter.py) before an invitation was accepted.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import programs
from accounts.models import Organisation, User


def is_contact(person: User) -> bool:
    """Whether `person` is known without an account."""
    return not person.has_usable_password()


@transaction.atomic
def add_contact(organisation: Organisation, *, full_name: str, email: str, phone: str = "") -> User:
    """The person of `organisation` with this address, made when there is none; a known one stays as they are.

    A phone number is kept where none was known. Raises `ValidationError`, by field, for an address of the centre, of
    another organisation or of a closed account: a person acts for one organisation.
    """
    address = email.strip().lower()
    programs.refuse_address(address)
    known = User.objects.select_for_update(of=("self",)).filter(email=address).first()
    if known is None:
        try:
            with transaction.atomic():
                return _create(organisation, full_name.strip(), address, phone.strip())
        except IntegrityError:  # somebody else made them a moment ago
            known = User.objects.select_for_update(of=("self",)).get(email=address)
    check(known, organisation)
    if phone.strip() and not known.phone:
        known.phone = phone.strip()
        known.save(update_fields=["phone"])
    return known


def check(known: User, organisation: Organisation) -> None:
    """Raise `ValidationError` unless `known` may speak for `organisation`."""
    if known.organisation is None or known.organisation.pk != organisation.pk:
        whose = known.organisation or _("l’administration du CST")
        raise ValidationError(
            {"email": _("Cette adresse est celle de %(name)s, %(whose)s.") % {"name": known, "whose": whose}}
        )
    if not known.is_active:
        raise ValidationError({"email": _("Le compte de %s est fermé.") % known})


def _create(organisation: Organisation, full_name: str, address: str, phone: str) -> User:
    person = User.objects.create_user(
        address,
        full_name=full_name,
        phone=phone,
        organisation=organisation,
        role=User.Role.MEMBER,
    )
    EmailAddress.objects.filter(user=person).update(verified=False)
    return person


def open_account(contact: User, *, full_name: str, password: str, role: str, language: str) -> User:
    """Make an account of a contact who accepted an invitation, sent to that very address; one that was closed
    (accounts/leaving.py) is opened again."""
    contact.set_password(password)
    contact.full_name = full_name or contact.full_name
    contact.role, contact.language, contact.is_active = role, language, True
    contact.save(update_fields=["password", "full_name", "role", "language", "is_active"])
    EmailAddress.objects.filter(user=contact).update(verified=True)
    return contact
