"""The signed address that the answer to our answer comes back to, when there is no ticket:
support+mail.<the mail's key>.1f2e3d4c5b6a@exer.fr.
"""

from __future__ import annotations

import re
from uuid import UUID

from outbound_mail import signed_address

_NAME = re.compile(r"mail\.([0-9a-f]{32})")
_SALT = "inbound_mail.answer_address"


def for_mail(pk: UUID) -> str:
    """The reply address of an answer to the mail `pk`."""
    return signed_address.signed(f"mail.{pk.hex}", _SALT)


def mail_in(address: str) -> UUID | None:
    """The key of the mail in one of these addresses; None for any other address or a wrong signature."""
    named = _NAME.fullmatch(signed_address.name_in(address, _SALT) or "")
    return UUID(named[1]) if named is not None else None
