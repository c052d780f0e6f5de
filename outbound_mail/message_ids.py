"""Message-IDs that come from outside: which of them a header of ours may carry."""

import re

# One sign that is not ASCII has the whole header encoded, and no mail program finds the conversation any more.
_SENDABLE = re.compile(r"<[\x21-\x7e]{3,250}>")


def is_sendable(message_id: str) -> bool:
    """Whether In-Reply-To and References may name it."""
    return _SENDABLE.fullmatch(message_id) is not None
