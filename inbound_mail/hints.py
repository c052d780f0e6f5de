"""What the words of a mail let one suppose: which product, how bad. Proposed, never decided.

A serial is only recognised among the devices that the sender may know of: nobody learns what others own. A severity is
never set by a mail; until an engineer qualifies it the strictest promise runs (CH-V.2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Organisation
from contracts.coverage import fetch_lines_ahead, lines_in_sight
from contracts.models import normalise_serial
from inbound_mail import contacts, severities
from inbound_mail.parsed import ParsedMail
from sla.remembering import known, put

# Words looked at for a serial; a log pasted into a mail has thousands.
TOKENS_LIMIT = 2000
_TOKEN = re.compile(r"(?<![\w.@-])[A-Za-z0-9][A-Za-z0-9-]{3,58}[A-Za-z0-9](?![\w@]|\.\w)")
_DIGIT = re.compile(r"\d")
_LABELLED = re.compile(
    r"(?:n[°ºo]\s*(?:de\s+)?s[ée]rie|num[ée]ro\s+de\s+s[ée]rie|serial(?:\s+(?:number|no))?|s/n|\bsn(?=[\s.:=#]))\s*\.?\s*[:=#]?\s*"
    r"(?P<serial>[A-Za-z0-9][A-Za-z0-9-]{3,58}[A-Za-z0-9])",
    re.IGNORECASE,
)
# Numbers of everyday mails that are no serials: our tickets, contracts, advisories, norms, dates.
_OTHER_NUMBERS = re.compile(r"(?:CST|CVE|EX|RFC|ISO|KB|FG-IR|CERTFR|PSIRT)-|\d{4}-\d\d-\d\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hints:
    """`serial` is what the verdict is asked for, "" when the mail leaves it open; the rest is for an engineer."""

    serial: str = ""
    serials: tuple[str, ...] = ()
    severity: int | None = None
    words: str = ""
    # Who wrote what is passed on, and that person when the sender's organisation answers for them (CH-II.2).
    forwarded: dict[str, str] | None = None
    contact: dict[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """What the mail's row keeps."""
        found = {
            "serials": list(self.serials),
            "severity": self.severity,
            "words": self.words,
            "forwarded": self.forwarded,
            "contact": self.contact,
        }
        return {name: value for name, value in found.items() if value}


def read(parsed: ParsedMail, organisation: Organisation | None) -> Hints:
    """The hints of a mail by a person of `organisation`; one query for devices, one for who wrote what is passed on."""
    known = _devices(parsed, organisation)
    severity, words = severities.read(f"{parsed.subject}\n{_written(parsed)}")
    forwarded = parsed.forwarded
    return Hints(
        serial=_chosen(parsed, known) if known else _typed(parsed),
        serials=tuple(known),
        severity=severity,
        words=words,
        forwarded={"address": forwarded.address, "name": forwarded.name, "subject": forwarded.subject}
        if forwarded is not None
        else None,
        contact=contacts.of(forwarded, organisation) if forwarded is not None else None,
    )


def _written(parsed: ParsedMail) -> str:
    """What was written now, and what is passed on for being read now."""
    return f"{parsed.reply}\n{parsed.forwarded.text}" if parsed.forwarded is not None else parsed.reply


def _tokens(text: str) -> list[str]:
    """Words with a digit, capital letters, in their order, each once."""
    words = (word for word in _TOKEN.findall(text) if not word.isalpha() and _DIGIT.search(word))
    return list(dict.fromkeys(word.upper() for word in words))


def _devices(parsed: ParsedMail, organisation: Organisation | None) -> list[str]:
    """The serials in the mail, in order, that are devices in the sender's sight."""
    if organisation is None:
        return []
    tokens = words_like_serials(parsed)
    held = known(("serials", organisation.pk, tuple(tokens)), lambda: _known(tokens, organisation))
    return [token for token in tokens if token in held]


def _known(tokens: list[str], organisation: Organisation) -> set[str]:
    lines = lines_in_sight(organisation).filter(device__serial__in=tokens)
    return set(lines.values_list("device__serial", flat=True)) if tokens else set()


def words_like_serials(parsed: ParsedMail) -> list[str]:
    """The words of a mail that may be serials, capital letters, in their order."""
    return _tokens(f"{parsed.subject}\n{_written(parsed)}\n{parsed.text}")[:TOKENS_LIMIT]


def fetch_ahead(wanted: Sequence[tuple[Organisation, ParsedMail]]) -> None:
    """Read, in one query, the devices that these mails name and their senders know of: for `read`, and the verdict."""
    words = [(organisation, words_like_serials(parsed)) for organisation, parsed in wanted]
    of_each: dict[Organisation, set[str]] = {}
    for organisation, tokens in words:
        of_each.setdefault(organisation, set()).update(tokens)
    seen = fetch_lines_ahead(of_each)
    for organisation, tokens in words:
        put(("serials", organisation.pk, tuple(tokens)), seen[organisation])


def _chosen(parsed: ParsedMail, known: list[str]) -> str:
    """The one device that the mail is about: named alone in the subject, else in what was written now, else at all.

    With several, none: a ticket to qualify is better than a verdict on the wrong machine.
    """
    for text in (parsed.subject, parsed.reply, _written(parsed), f"{parsed.subject}\n{parsed.text}"):
        named = [serial for serial in _tokens(text) if serial in known]
        if named:
            return named[0] if len(named) == 1 else ""
    return ""


def _typed(parsed: ParsedMail) -> str:
    """A serial that is nobody's in sight: the one called so, else the only word that can be nothing else."""
    text = f"{parsed.subject}\n{_written(parsed)}"
    labelled = [match["serial"] for match in _LABELLED.finditer(text)]
    named = {normalise_serial(serial) for serial in labelled if any(sign.isdigit() for sign in serial)}
    plausible = named or {token for token in _tokens(text)[:TOKENS_LIMIT] if _looks_like_serial(token, text)}
    return plausible.pop() if len(plausible) == 1 else ""


def _looks_like_serial(token: str, text: str) -> bool:
    digits, letters = sum(sign.isdigit() for sign in token), sum(sign.isalpha() for sign in token)
    return (
        10 <= len(token) <= 24
        and digits >= 4
        and letters >= 2
        and token in text  # written in capitals, as on a label
        and not _OTHER_NUMBERS.match(token)
    )
