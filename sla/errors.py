"""What sla refuses, each with the sentence that says which and why.

The sentences are French and serve as gettext message ids, without this module needing Django: `str(error)` is the
French sentence, and sla.explain.refusal() says it in the reader's language.
"""

from __future__ import annotations


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the catalogues; bears the name that makemessages looks for."""
    return sentence


class SlaError(ValueError):
    """A refusal: `sentence` is the message id, `parts` fills its named places."""

    def __init__(self, sentence: str, **parts: object) -> None:
        super().__init__(sentence % parts if parts else sentence)
        self.sentence = sentence
        self.parts = parts


class InvalidInstantError(SlaError):
    """An instant without a zone, or outside the years that calendars cover."""


class InvalidAmountError(SlaError):
    """A negative working time."""


class NoOpeningError(SlaError):
    """The calendar stays closed for two years in a row: no deadline can be given."""


class NeverClosesError(SlaError):
    """The calendar stays open for two years in a row: there is no closing to name."""


class InvalidCalendarError(SlaError):
    """A calendar definition that contradicts itself or names what does not exist."""
