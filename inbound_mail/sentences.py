"""Sentences that reading a mail produces, marked for the catalogues without a language or settings at hand."""


def gettext_noop(sentence: str) -> str:
    """The sentence itself: `makemessages` collects it by the name of this function, a page translates it."""
    return sentence
