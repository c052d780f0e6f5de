"""What a delivery report does: our mail is marked as returned, the address that it went to as one that fails."""

from __future__ import annotations

from datetime import datetime

from inbound_mail.parsed import Bounce, FailedRecipient, ParsedMail
from outbound_mail import failing
from outbound_mail.models import OutgoingMail

_LINES_READ = 200


def note_report(parsed: ParsedMail, at: datetime) -> OutgoingMail | None:
    """Note what a delivery report says of our mail, and return that mail.

    None when it names no mail of ours: then it is anybody's word, and changes nothing. The address is the one that we
    wrote to, whatever address the report names: a mailbox that forwards to a dead one does not reach its reader.
    """
    bounce = parsed.bounce
    if bounce is None or not bounce.original_message_id:
        return None
    mail = OutgoingMail.objects.filter(message_id=bounce.original_message_id[:255]).first()
    if mail is None:
        return None
    failure = _about(bounce, mail.to)
    failing.returned(
        mail.to,
        permanent=failure.permanent,
        status=failure.status,
        why=_servers_words(parsed, failure),
        at=at,
        message_id=mail.message_id,
    )
    return mail


def _about(bounce: Bounce, address: str) -> FailedRecipient:
    """What the report says of `address`; of the mail as a whole when it names others only."""
    named = (failure for failure in bounce.failures if failure.address.lower() == address.lower())
    return next(named, FailedRecipient(address, bounce.permanent, bounce.status))


def _servers_words(parsed: ParsedMail, failure: FailedRecipient) -> str:
    """The line of the report that gives the reason, as the other server wrote it; else its subject."""
    lines = [line.strip() for line in parsed.text.splitlines()[:_LINES_READ]]
    signs = [sign for sign in (failure.status, " 550 ", " 554 ", failure.address) if sign]
    for sign in signs:
        for line in lines:
            if sign in f" {line} " and line.strip("<>: ") != failure.address:
                return line
    return parsed.subject
