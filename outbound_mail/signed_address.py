"""Our own address with a signed tag: support+<name>.1f2e3d4c5b6a@exer.fr. What comes back there names what it answers.

The signature proves that the address was ours; it does not prove who writes.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SIGNATURE_LENGTH = 12


def signed(name: str, salt: str) -> str:
    """The address for `name`, lower case; `salt` tells one kind of names from another."""
    local, _at, domain = settings.SUPPORT_ADDRESS.rpartition("@")
    return f"{local}+{name}.{_signature(name, salt)}@{domain}"


def name_in(address: str, salt: str) -> str | None:
    """The name that such an address bears, lower case; None for any other address, kind or signature."""
    own_local, _at, own_domain = settings.SUPPORT_ADDRESS.lower().rpartition("@")
    local, _at, domain = address.strip().lower().rpartition("@")
    mailbox, plus, tag = local.partition("+")
    name, dot, signature = tag.rpartition(".")
    if not (plus and dot) or domain != own_domain or mailbox != own_local:
        return None
    return name if constant_time_compare(signature, _signature(name, salt)) else None


def _signature(name: str, salt: str) -> str:
    return salted_hmac(salt, name, algorithm="sha256").hexdigest()[:_SIGNATURE_LENGTH]
