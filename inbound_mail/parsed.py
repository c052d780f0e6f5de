"""What a mail says, as frozen values: the one shape in which the rest of the product meets mail from outside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from inbound_mail.addresses import Address

Automatic = Literal["no", "auto-reply", "bounce", "list"]


@dataclass(frozen=True, slots=True)
class ParsedAttachment:
    """One attached file. `name` has no path and may be shown; `content_type` is what the sender claims, no more."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
    sha256: str
    content_id: str = ""
    inline: bool = False

    @property
    def size(self) -> int:
        """Bytes of the decoded content; declared sizes are never trusted."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One recipient of a delivery report. `status` is x.y.z (RFC 3463), empty when the report names none."""

    address: str
    permanent: bool
    status: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report (RFC 3464 or plain text): who was not reached, and the message that it is about."""

    failures: tuple[FailedRecipient, ...]
    permanent: bool
    status: str
    original_message_id: str

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses that the report names, in its order."""
        return tuple(failure.address for failure in self.failures)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail of somebody else that this one passes on. `date` is as its program wrote it, in any language."""

    address: str
    name: str
    subject: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as read by `parsing.parse`: every text is clean (no NUL, LF line ends), every field always there.

    `date` is the Date header, aware, or None when missing or absurd; it is the sender's word, not the arrival.
    `text` is all the text, `reply` the part written now, `quoted` the rest of it. `html` is as received.
    `message_id`, `in_reply_to` and `references` keep their angle brackets. `defects` and
    `automatic_reasons` are French message ids: a page shows `gettext(defect)`; names of headers stay as they are.
    """

    message_id: str
    from_: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    date: datetime | None
    text: str
    html: str | None
    reply: str
    quoted: str
    attachments: tuple[ParsedAttachment, ...]
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    automatic: Automatic
    automatic_reasons: tuple[str, ...]
    bounce: Bounce | None
    forwarded: Forwarded | None
    encrypted: bool
    truncated: bool
    defects: tuple[str, ...]

    def header(self, name: str) -> str:
        """The topmost value of a header, decoded on one line; empty when missing."""
        return first_header(self.headers, name)

    def header_all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, topmost (latest) first."""
        return tuple(value for key, value in self.headers if key == name.lower())

    @property
    def authentication_results(self) -> tuple[str, ...]:
        """Authentication-Results, topmost first; which of them to believe is for the caller to decide."""
        return self.header_all("authentication-results")

    @property
    def is_read(self) -> bool:
        """Whether anything at all could be read: a sender, a subject, a text or a file."""
        return bool(self.from_.address or self.subject or self.text or self.attachments)


def first_header(headers: Sequence[tuple[str, str]], name: str) -> str:
    """The first value of a header among (lower-case name, value) pairs; empty when missing."""
    wanted = name.lower()
    return next((value for key, value in headers if key == wanted), "")
