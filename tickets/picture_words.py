"""The words that stand in a message for a picture of its mail: `[image : capture.png]`, by the name of the file.

A page puts the picture in their place (pictures.py); whoever reads the text alone knows what stood there.
"""

import re

WORDS = re.compile(r"\[image[ \u00a0]?: ?([^\[\]\n]{1,200})\]", re.IGNORECASE)
_NOT_IN_WORDS = str.maketrans("[]", "()")


def words(name: str) -> str:
    """What stands in the text for the picture of that file name."""
    return f"[image\u00a0: {in_words(name)}]"


def in_words(name: str) -> str:
    """A file name as it stands between the brackets."""
    return " ".join(name.translate(_NOT_IN_WORDS).split())[:200]
