"""How bad the words of a mail say it is: "sév. 1", "P2", "production arrêtée". Proposed to an engineer, never decided.

What is denied, feared or told of another day proposes nothing: « la production n’est pas arrêtée ».
"""

import re

_NAMED = re.compile(
    r"\b(?:s[ée]v(?:\.|[ée]rit[ée]|erity)?|gravit[ée]|criticit[ée]|priorit[ée]|priority|prio)\s*(?:de\s+)?"
    r"(?:n[°ºo]\s*|niveau\s+|level\s+|is\s+|est\s+)?[:=]?\s*(?P<number>[1-4])(?![\w.,/]?\d)\b",
    re.IGNORECASE,
)
# In capitals, and no port: "le port P1" is none.
_LETTER = re.compile(r"(?<![\w/.-])P(?P<number>[1-4])(?![\w/.-])")
_PORT = re.compile(
    r"\b(?:ports?|interfaces?|slots?|prises?|liens?|links?|switch|bornes?|modules?)\W+$", re.IGNORECASE
)
_WHAT = r"(?:la\s+|le\s+|l['’]|the\s+)?(?:production|prod|r[ée]seau|usine|network|site|activit[ée])"
_HOW = (
    r"(?:\s+(?:est|is|sont|encore|toujours|totalement|compl[èe]tement|enti[èe]rement|de\s+nouveau|again|completely|fully|"
    r"du\s+(?:client|site|si[èe]ge)))*"
)
_STOPPED = re.compile(
    rf"\b{_WHAT}{_HOW}\s+(?:arr[êe]t[ée]e?|bloqu[ée]e?|stopp[ée]e?|paralys[ée]e?|down|stopped|[àa]\s+l['’]\s?arr[êe]t)\b"
    r"|\barr[êe]t\s+(?:total\s+|complet\s+)?de\s+(?:la\s+)?(?:production|prod)\b"
    r"|\b(?:production|network)\s+(?:outage|stopped)\b|\bproduction\s+stop\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:pas|aucune?|sans|ni|jamais|non|plus|no|not|never|without|isn['’]t|wasn['’]t|[ée]viter|risque[rnt]*|crain\w*|avant|"
    r"avoid|si|if|should|[ée]tait|was|hors|sauf)\b[^.!?;\n]{0,30}$",
    re.IGNORECASE,
)
_BEFORE = 45


def read(text: str) -> tuple[int | None, str]:
    """The severity that the words suggest, 1 to 4, and those words; None and nothing when they suggest none."""
    for match in _NAMED.finditer(text):
        if not _is_denied(text, match.start()):
            return int(match["number"]), match[0].strip()
    for match in _LETTER.finditer(text):
        if not _is_denied(text, match.start()) and not _PORT.search(
            text[max(0, match.start() - _BEFORE) : match.start()]
        ):
            return int(match["number"]), match[0]
    for match in _STOPPED.finditer(text):
        if not _is_denied(text, match.start()):
            return 1, match[0].strip()
    return None, ""


def _is_denied(text: str, start: int) -> bool:
    return bool(_DENIED.search(text[max(0, start - _BEFORE) : start]))
