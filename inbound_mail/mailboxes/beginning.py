"""Which mails of a mailbox count, and which of them are history: what a lead decided (mailboxes/changing.py).

"From now on" is told by the numbers of the server, which only grow: its clock may be minutes behind ours. "From a day
on" is told by the dates at which the server took its mails, and so is everything once it has numbered them anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from inbound_mail.models import Mailbox

# By how much the clock of a server may be behind ours. A mail that is older by more, and new in the folder, was put
# there by a person: its sender waits for no acknowledgement any more.
CLOCKS_DIFFER = timedelta(hours=1)


def counts(mailbox: Mailbox, uid: int, arrived: datetime) -> bool:
    """Whether this mail, taken by its server at `arrived` (aware), is to be stored; the mailbox is decided on."""
    assert mailbox.begins_at is not None
    if mailbox.begins_at == mailbox.decided_at and _is_numbered_as_looked_at(mailbox):
        return _came_after_the_look(mailbox, uid)
    return arrived >= mailbox.begins_at


def is_history(mailbox: Mailbox, uid: int, arrived: datetime) -> bool:
    """Whether it had arrived before somebody decided: nobody is told of it by itself then."""
    if mailbox.decided_at is None:
        return False
    if _is_numbered_as_looked_at(mailbox) and _came_after_the_look(mailbox, uid):
        return arrived < mailbox.decided_at - CLOCKS_DIFFER
    return arrived < mailbox.decided_at


def _is_numbered_as_looked_at(mailbox: Mailbox) -> bool:
    """Whether the folder's numbers are those of the last look before the decision; a mailbox of old has none."""
    look = mailbox.look or {}
    return "last_uid" in look and look.get("uidvalidity") == mailbox.uidvalidity


def _came_after_the_look(mailbox: Mailbox, uid: int) -> bool:
    assert mailbox.look is not None
    return bool(uid > mailbox.look["last_uid"])
