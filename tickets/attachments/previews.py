"""What of a file may be shown on the page: its words with secrets masked, or itself when it is an image.

Nothing of a file is ever run, or drawn by the browser as what it says it is: text is escaped by us, an image is one by
its content and comes from the endpoint that shows nothing else in place. A PDF is a program for its viewer and stays a
download, like every other kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tickets import files, masking, pictures
from tickets.models import Attachment

# More is a download: nobody reads on in a dialog.
LINES_SHOWN = 3_000
BYTES_READ = 512 * 1024
# What nobody sees, and what colours a terminal: left out, since it would part the name of a secret.
_UNSEEN = re.compile(r"\x1b\[[0-9;?]{0,40}[A-Za-z]|[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Preview:
    """`image_url` or `text`; `secrets` of them were masked, and it goes on after `lines` where it `is_cut`."""

    image_url: str = ""
    text: str = ""
    secrets: int = 0
    lines: int = 0
    is_cut: bool = False


def can_be_shown(row: Attachment) -> bool:
    """Whether there is something to show: an image in clear, or text; decided by content when the file came."""
    if row.purged_at is not None:
        return False
    return pictures.is_shown(row) or row.content_type == "text/plain"


def of_file(row: Attachment) -> Preview | None:
    """The preview of a file that is there; None when it has none."""
    if not can_be_shown(row) or not row.file:
        return None
    if pictures.is_shown(row):
        return Preview(image_url=pictures.address(row))
    raw = files.content(row)
    words = raw[:BYTES_READ].decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = _UNSEEN.sub("", words).split("\n")
    masked = masking.mask("\n".join(lines[:LINES_SHOWN]))
    return Preview(
        text=masked.text,
        secrets=masked.secrets,
        lines=min(len(lines), LINES_SHOWN),
        is_cut=len(raw) > BYTES_READ or len(lines) > LINES_SHOWN,
    )
