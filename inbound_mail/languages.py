"""In which language somebody unknown wrote, to be answered in it."""

from __future__ import annotations

import re

from django.conf import settings

from inbound_mail.parsed import ParsedMail

# Of a long mail the beginning tells.
_READ = 5_000
# Plainly English: so many of its small words, and so many times more than of the French ones.
_ENOUGH, _TIMES = 3, 2

# Words that one of the two has and the other has not; « on », "me" and their like are left out.
_ENGLISH = re.compile(
    r"\b(?:the|and|is|are|was|were|we|you|your|our|have|has|had|this|that|with|from|for|not|please|hello|dear|thanks?|"
    r"would|could|can|cannot|been|my|its?|they|when|where|which|what|since|after|before|to|of|regards)\b",
    re.IGNORECASE,
)
_FRENCH = re.compile(
    r"\b(?:les?|la|une?|des?|du|et|est|sont|nous|vous|votre|vos|notre|nos|avons|avez|avec|pour|pas|bonjour|merci|ce|"
    r"cette|ces|qui|que|dans|sur|aux?|je|il|elle|depuis|ne|ai|ont|cordialement|mais|ou|où|plus)\b",
    re.IGNORECASE,
)


def of_mail(parsed: ParsedMail) -> str:
    """English when what was written now plainly is, or nothing was and the subject is; else our own language."""
    written = parsed.reply[:_READ] or parsed.subject
    english, french = len(_ENGLISH.findall(written)), len(_FRENCH.findall(written))
    return "en" if english >= max(_ENOUGH, _TIMES * french) else settings.LANGUAGE_CODE
