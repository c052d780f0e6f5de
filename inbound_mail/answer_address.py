"""The signed address that the answer to our answer comes back to, when there is no ticket:
support+mail.<the mail's key>.1f2e3d4c5b6a@exer.fr.

As for tickets (tickets/reply_address.py) the signature proves that the address was ours, not who writes.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_TAGGED = re.compile(r"mail\.(?P<key>[0-9a-f]{32})\.(?P<signature>[0-9a-f]{12})")


def _signature(key: str) -> str:
    return salted_hmac("inbound_mail.answer_address", key, algorithm="sha256").hexdigest()[:12]


def for_mail(pk: UUID) -> str:
    """The reply address of an answer to the mail `pk`."""
    local, _at, domain = settings.SUPPORT_ADDRESS.rpartition("@")
    return f"{local}+mail.{pk.hex}.{_signature(pk.hex)}@{domain}"


def mail_in(address: str) -> UUID | None:
    """The key of the mail in one of these addresses; None for any other address or a wrong signature."""
    own_local, _at, own_domain = settings.SUPPORT_ADDRESS.lower().rpartition("@")
    local, _at, domain = address.strip().lower().rpartition("@")
    mailbox, plus, tag = local.partition("+")
    tagged = _TAGGED.fullmatch(tag)
    if not plus or domain != own_domain or mailbox != own_local or tagged is None:
        return None
    if not constant_time_compare(tagged["signature"], _signature(tagged["key"])):
        return None
    return UUID(tagged["key"])
