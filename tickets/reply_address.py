"""The signed address that answers come back to: support+CST-2026-000123.1f2e3d4c5b6a@exer.fr.

The signature proves that the address was ours; it does not prove who writes (inbound_mail/conversation.py
asks whether the sender may see the ticket).
"""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from tickets.numbering import SHAPE

_TAGGED = re.compile(rf"(?P<number>{SHAPE})\.(?P<signature>[0-9a-f]{{12}})", re.IGNORECASE)


def _signature(number: str) -> str:
    return salted_hmac("tickets.reply_address", number.lower(), algorithm="sha256").hexdigest()[:12]


def for_number(number: str) -> str:
    """The reply address of the ticket `number`."""
    local, _at, domain = settings.SUPPORT_ADDRESS.rpartition("@")
    return f"{local}+{number.lower()}.{_signature(number)}@{domain}"


def number_in(address: str) -> str | None:
    """The ticket number in one of our reply addresses; None for any other address or a wrong signature."""
    own_local, _at, own_domain = settings.SUPPORT_ADDRESS.lower().rpartition("@")
    local, _at, domain = address.strip().lower().rpartition("@")
    mailbox, plus, tag = local.partition("+")
    tagged = _TAGGED.fullmatch(tag)
    if not plus or domain != own_domain or mailbox != own_local or tagged is None:
        return None
    if not constant_time_compare(tagged["signature"], _signature(tagged["number"])):
        return None
    return tagged["number"].upper()


def is_ours(address: str) -> bool:
    """Whether `address` is one that we send from or receive at, with any tag: writing to it is writing to ourselves."""
    address = address.strip().lower()
    sender = settings.DEFAULT_FROM_EMAIL.lower().rpartition("<")[2].strip("> ")
    local, _at, domain = address.rpartition("@")
    untagged = f"{local.partition('+')[0]}@{domain}"
    return settings.SUPPORT_ADDRESS.lower() in {address, untagged} or address == sender
