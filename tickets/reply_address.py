"""The signed address that answers come back to: support+CST-2026-000123.1f2e3d4c5b6a@exer.fr.

The signature proves that the address was ours; it does not prove who writes (inbound_mail/conversation.py
asks whether the sender may see the ticket).
"""

from __future__ import annotations

from django.conf import settings

from outbound_mail import signed_address
from tickets.numbering import is_number

_SALT = "tickets.reply_address"


def for_number(number: str) -> str:
    """The reply address of the ticket `number`."""
    return signed_address.signed(number.lower(), _SALT)


def number_in(address: str) -> str | None:
    """The ticket number in one of our reply addresses; None for any other address or a wrong signature."""
    number = (signed_address.name_in(address, _SALT) or "").upper()
    return number if is_number(number) else None


def is_ours(address: str) -> bool:
    """Whether `address` is one that we send from or receive at, with any tag: writing to it is writing to ourselves."""
    address = address.strip().lower()
    sender = settings.DEFAULT_FROM_EMAIL.lower().rpartition("<")[2].strip("> ")
    local, _at, domain = address.rpartition("@")
    untagged = f"{local.partition('+')[0]}@{domain}"
    return settings.SUPPORT_ADDRESS.lower() in {address, untagged} or address == sender
