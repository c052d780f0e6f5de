"""What is found wrong or worth knowing while a file is read: all of it is counted, the first of each code kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from contracts.imports.columns import Column
from contracts.imports.report import SHOWN, Refusal, Warned

# As much of a cell as a report quotes.
QUOTED = 120


class Wrong(ValueError):
    """A value that cannot be taken over: the code of its sentence, and what the sentence names."""

    def __init__(self, code: str, /, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Unreadable(Wrong):
    """The file as a whole, from `line` on, cannot be read; 0 when it is no matter of a line."""

    def __init__(self, code: str, line: int = 0, /, **facts: str | int) -> None:
        super().__init__(code, **facts)
        self.line = line


class Findings:
    """Collects refusals and warnings; `headers` names the columns as the file does, once they are known."""

    def __init__(self) -> None:
        self.headers: Mapping[Column, str] = {}
        self.refused: Counter[str] = Counter()
        self.warned: Counter[str] = Counter()
        self._refusals: list[Refusal] = []
        self._warnings: list[Warned] = []

    def refuse(self, line: int, column: Column | None, value: object, wrong: Wrong) -> None:
        """Keep why the value in this column of this line is refused."""
        self.refused[wrong.code] += 1
        if self.refused[wrong.code] <= SHOWN:
            self._refusals.append(
                Refusal(line, self._header(column), _quoted(value), wrong.code, wrong.facts)
            )

    def warn(self, line: int, column: Column | None, value: object, code: str, /, **facts: str | int) -> None:
        """Keep something to know about this line."""
        self.warned[code] += 1
        if self.warned[code] <= SHOWN:
            self._warnings.append(Warned(line, self._header(column), _quoted(value), code, facts))

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """In the order of the file; what concerns the whole of it first."""
        return tuple(sorted(self._refusals, key=lambda each: each.line))

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """In the order of the file."""
        return tuple(sorted(self._warnings, key=lambda each: each.line))

    def _header(self, column: Column | None) -> str:
        return self.headers.get(column, "") if column is not None else ""


def _quoted(value: object) -> str:
    text = str(value).replace("\0", "\ufffd")  # what no database keeps
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…"
