"""Addresses that are keys by themselves: what stands in a log of them is where they lead, not the key."""

from __future__ import annotations

import logging
import re

# Calendar feeds, questions about an opinion, invitations.
_KEYS = re.compile(r"((?<!/programmes)/agenda/|/avis/|/accounts/invitations/)[^/\s\"'?]+")


class WithoutKeys(logging.Filter):
    """Writes "…" where such an address has its key."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        cut = _KEYS.sub(r"\1…", said)
        if cut != said:
            record.msg, record.args = cut, ()
        return True


def cut_in_access_log() -> None:
    """The same in the lines that gunicorn writes of each request: they pass by no handler of ours."""
    access = logging.getLogger("gunicorn.access")
    if not any(isinstance(each, WithoutKeys) for each in access.filters):
        access.addFilter(WithoutKeys())
