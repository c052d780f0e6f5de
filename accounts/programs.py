"""Programs: the accounts that act for an organisation by a token of it, and belong to no person.

A program neither logs in nor gets a mail, and is in no list of people: `User.objects.people()` leaves it out, and
nobody is found by its address. docs/rules/programs.md.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import PROGRAMS_DOMAIN, Organisation, User

# Written into the name, so that whatever shows an author shows what it is; the word is the same in both languages.
_SUFFIX = " (programme)"
LONGEST_NAME = 100


def refuse_address(address: str) -> None:
    """Raise `ValidationError`, by field, for an address where only programs are: no person has one there."""
    if address.strip().lower().endswith(f"@{PROGRAMS_DOMAIN}"):
        raise ValidationError({"email": _("Cette adresse est celle d’un programme.")})


def named(organisation: Organisation, name: str, *, by: User) -> User:
    """The program of `organisation` with this name; made when there is none, in the language and zone of `by`.

    Its role is that of least power until a token asks for more (api/tokens.py).
    """
    role = User.Role.ENGINEER if organisation.kind == Organisation.Kind.CENTRE else User.Role.MEMBER
    program, _is_new = User.objects.get_or_create(
        organisation=organisation,
        full_name=f"{name.strip()}{_SUFFIX}",
        is_program=True,
        defaults={
            "email": f"{uuid.uuid4()}@{PROGRAMS_DOMAIN}",
            "role": role,
            "language": by.language,
            "time_zone": by.time_zone,
            "password": make_password(None),
        },
    )
    return program
