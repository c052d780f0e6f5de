"""Who may still receive a mail is asked again when it leaves, not when it was queued.

Apps above register a guard for their topics: `guards.register("ticket", may_receive)`. A topic reads
"ticket:123"; a mail without topic has no guard.
"""

from __future__ import annotations

from collections.abc import Callable

# Nobody has a mailbox under it (RFC 2606): the accounts of programs have their addresses there.
NOWHERE = ".invalid"

Guard = Callable[[str, str], bool]
_guards: dict[str, Guard] = {}


def register(kind: str, guard: Guard) -> None:
    """`guard(reference, address)` answers whether `address` may receive a mail about `reference` now."""
    _guards[kind] = guard


def may_receive(topic: str, address: str) -> bool:
    """True when nothing forbids it; a topic whose kind nobody guards is refused."""
    if address.lower().endswith(NOWHERE):
        return False
    if not topic:
        return True
    kind, _separator, reference = topic.partition(":")
    guard = _guards.get(kind)
    return guard is not None and guard(reference, address)
