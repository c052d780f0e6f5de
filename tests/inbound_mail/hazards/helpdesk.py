"""A naive helpdesk of somebody else, for tests: it answers whatever it receives, by a mail that hides what it is."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from outbound_mail import outbox
from tests.inbound_mail.mails import SUPPORT, arrive, raw_mail
from tests.smtp import Receiver
from tests.world import TUESDAY

# How often the two may turn before a test calls it endless, and how long each waits before it answers.
TURNS = 12
PAUSE = timedelta(minutes=2)

Answer = Callable[["Helpdesk", ParsedMail], bytes]


@dataclass
class Helpdesk:
    """Sends from `address`; `answer` writes what it makes of one mail of ours."""

    address: str
    answer: Answer
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(4711))

    def mail(self, subject: str, body: str, *, to: str = SUPPORT, answers: ParsedMail | None = None) -> bytes:
        """A mail of it, with threading headers only when it `answers` one by them."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.address, to, subject
        mail["Message-ID"] = f"<{next(self.numbers)}.{id(self)}@helpdesk.example>"
        if answers is not None:
            mail["In-Reply-To"] = mail["References"] = answers.message_id
        mail.set_content(body)
        return mail.as_bytes()


@dataclass
class Exchange:
    """What went to and fro after the first request."""

    ours: list[ParsedMail]
    theirs: list[InboundMail]

    def __len__(self) -> int:
        return len(self.ours) + len(self.theirs)


def exchange(helpdesk: Helpdesk, receiver: Receiver, first: bytes | None = None) -> Exchange:
    """Let `helpdesk` ask something, then let both answer until one has nothing more to say."""
    found, at = Exchange([], []), TUESDAY
    arrive(first or raw_mail(helpdesk.address), at)
    for _turn in range(TURNS):
        new = _leaves_for(helpdesk.address, receiver, at)
        found.ours += new
        for mail in new:
            at += PAUSE
            found.theirs.append(arrive(helpdesk.answer(helpdesk, mail), at))
        if not new:
            break
    return found


def _leaves_for(address: str, receiver: Receiver, at: datetime) -> list[ParsedMail]:
    """Send what waits through the real SMTP server; what came out there for `address`."""
    before = len(receiver.received)
    outbox.send_due(at)
    mails = [parse(raw) for raw in receiver.received[before:]]
    return [mail for mail in mails if address in {to.key for to in mail.to}]
