"""What a scanner or a camera reads from a label: the serial number stands in it, rarely alone."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from contracts.models import normalise_serial

# As long as a serial is stored (contracts.models.Device); a shorter run is no serial.
SHORTEST, LONGEST = 5, 60
_NAMED = re.compile(
    r"(?:\bs\s*/\s*n|\bsn|\bserial(?:\s*(?:no|number|nr))?|\bn\s*[°o]\s*de\s*s[ée]rie|\bs[ée]rie)\s*[.:#=°-]*\s*"
    r"([A-Za-z0-9][A-Za-z0-9/-]+)",
    re.IGNORECASE,
)
# GS1: the application identifier of a serial number, written with its parentheses.
_GS1 = re.compile(r"\(21\)([^()\s\x1d]+)")
_RUNS = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]+")


def candidates(text: str) -> list[str]:
    """The serials that `text` may name, normalised, the likeliest first: what was typed itself, what is called one,
    the parts of an address, every other run of letters and digits. At most twenty.
    """
    found = [text, *_NAMED.findall(text), *_GS1.findall(text)]
    if "://" in text:
        found += _in_address(text.strip())
    found += _RUNS.findall(text)
    serials = (normalise_serial(each) for each in found)
    return list(dict.fromkeys(each for each in serials if SHORTEST <= len(each) <= LONGEST))[:20]


def _in_address(text: str) -> list[str]:
    try:
        address = urlsplit(text)
    except ValueError:  # what begins like an address and is none
        return []
    return [*(value for _name, value in parse_qsl(address.query)), *reversed(address.path.split("/"))]
