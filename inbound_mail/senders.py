"""Who writes: the known person of an address however it is spelt, and the addresses that are our own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from accounts.models import User
from inbound_mail.addresses import Address
from inbound_mail.models import Mailbox
from sla.remembering import known, once_a_run, put
from tickets import reply_address

# "jean.petit"@example is jean.petit@example (RFC 5321): quotes around what needs none say nothing.
_NEEDLESS_QUOTES = re.compile(r'"([\w.!#$%&\'*+/=?^`{|}~-]+)"')


def person(sender: Address) -> User | None:
    """The active person who writes from `sender`, whatever its case, its quotes and the script of its domain."""
    if not sender.address:
        return None
    # Nobody is known by an address in quotes that needs none.
    written = (each for each in spellings(sender.key) if each == sender.key or '"' not in each)
    found = (_by_address(spelling) for spelling in written)
    return next((each for each in found if each is not None), None)


def _by_address(address: str) -> User | None:
    return known(("person", address), lambda: User.objects.by_address(address))


def fetch_ahead(addresses: Iterable[str]) -> dict[str, User]:
    """Read, in one query, who writes from these addresses (lower case), for the mails of this run; those found."""
    wanted = set(addresses)
    people = User.objects.people().filter(email__in=wanted).select_related("organisation")
    found = {person.email: person for person in people}
    for address in wanted:
        put(("person", address), found.get(address))
    return found


def spellings(address: str) -> list[str]:
    """Every way to write `address` (lower case) that is the same mailbox: itself first, bare and in quotes, its domain
    in either script.
    """
    local, _at, domain = address.rpartition("@")
    bare = _NEEDLESS_QUOTES.sub(r"\1", local)
    locals_ = (bare, f'"{bare}"') if _NEEDLESS_QUOTES.fullmatch(f'"{bare}"') else (local,)
    written = (f"{each}@{script}" for script in (domain, other_script(domain)) for each in locals_)
    return list(dict.fromkeys((address, *written)))


def other_script(domain: str) -> str:
    """société.example for xn--socit-esab.example and back; `domain` itself where there is no other way to write it."""
    try:
        return domain.encode("ascii").decode("idna") if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return domain


def ours(addresses: set[str]) -> set[str]:
    """Those of `addresses` (lower case) that we send from or receive at: writing there is writing to ourselves."""
    own = {address for address in addresses if reply_address.is_ours(address)}
    if len(own) == len(addresses):
        return own
    return own | (addresses & _mailboxes())


@once_a_run
def _mailboxes() -> frozenset[str]:
    return frozenset(address.lower() for address in Mailbox.objects.values_list("address", flat=True))
