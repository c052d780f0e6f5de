"""Which days each line covers after the file: listed, withdrawn, come back; and whose the device is on each of them.

Nothing is deleted: a line that is withdrawn keeps its days, one that comes back is a line of its own (CH-0).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.imports.columns import Column
from contracts.imports.differences import shown_day
from contracts.imports.findings import Findings, Wrong
from contracts.imports.known import KnownLine
from contracts.imports.parties import Parties, Party
from contracts.imports.plan import ContractChange, LineChange, NewLine, Plan
from contracts.imports.report import Change, Effect, Subject
from contracts.imports.said import LineSaid, Said

# Of the lines that run, one in so many may be missing from a complete file before somebody has to say that it is meant.
MOST_MISSING = 5

Key = tuple[str, str]


@dataclass(slots=True)
class Span:
    """Days that a device is covered for a reseller, from `first` to the eve of `after`.

    `line` is where the file says so, 0 when it is silent; `fresh` the line to be made, None for one that is known.
    """

    first: date
    after: date
    reseller: Party
    number: str
    line: int
    withdrawn_on: date | None
    fresh: NewLine | None = None


@dataclass(slots=True)
class LineDays:
    """Plans the lines; `becomes` is what the known contracts of the file become, by key. `today` is a day in Paris."""

    said: Said
    becomes: Mapping[int, ContractChange]
    parties: Parties
    plan: Plan
    findings: Findings
    today: date

    def compare(self, known: Sequence[KnownLine], *, complete: bool, running: int, allowed: bool) -> None:
        """Plan what becomes of the lines; refuse a device that is of two resellers on one day (CH-II.1).

        `known` are the lines of the contracts of the file and all lines of its devices. `complete`: those of other
        contracts are left out on purpose; `running` of them cover a day to come, and unless `allowed` no more than a
        fifth may be missing.
        """
        current = self._current(known)
        for key, said in self.said.lines.items():
            if _is_readable(said):
                self._listed(key, said, current.get(key))
        missing = self._missing(known, complete=complete)
        for line in missing:
            self._end(line, self.today, 0)
        left_out = Counter(line.number for line in missing if line.number in self.said.contracts)
        for number, count in left_out.items():
            self.findings.warn(0, None, number, "left_out", number=number, count=count)
        if complete and not allowed and len(missing) * MOST_MISSING > running:
            wrong = Wrong("mass_withdrawal", missing=len(missing), running=running)
            self.findings.refuse(0, None, "", wrong)
        self._one_reseller_a_day(known)

    def _current(self, known: Iterable[KnownLine]) -> dict[Key, KnownLine]:
        """The line that counts of each device under each contract: the one that is open, else the last that was."""
        current: dict[Key, KnownLine] = {}
        for line in known:
            key = (line.number, line.serial)
            if key not in current or _until(current[key]) <= _until(line):
                current[key] = line
        return current

    def _listed(self, key: Key, said: LineSaid, before: KnownLine | None) -> None:
        """Plan one line that the file lists."""
        withdrawn = said.withdrawn
        if before is None and withdrawn is not None and withdrawn.on is None:
            self.findings.warn(said.line, Column.WITHDRAWN, "", "withdrawn_before_it_was_known")
            self.plan.count(Subject.LINES, Effect.UNCHANGED)
        elif before is None:
            self._begin(said, None, withdrawn.on if withdrawn is not None else None)
        elif withdrawn is not None:
            self._withdrawn(before, withdrawn.on, said.line)
        elif before.withdrawn_on is None or (
            before.withdrawn_on > self.today and not self.said.tells_withdrawals
        ):
            self.plan.count(Subject.LINES, Effect.UNCHANGED)
        elif before.withdrawn_on < self.today:
            self._begin(said, self.today, None)
        else:
            self._change(before, None, said.line, Effect.CHANGED)

    def _begin(self, said: LineSaid, covered_from: date | None, withdrawn_on: date | None) -> None:
        self.plan.new_lines.append(NewLine(said.contract, said.device, covered_from, withdrawn_on))
        self.plan.count(Subject.LINES, Effect.CREATED)

    def _withdrawn(self, before: KnownLine, on: date | None, line: int) -> None:
        """Plan a line that the file says is withdrawn: from a day, or at the latest today."""
        if on is None:
            on = min(before.withdrawn_on or self.today, self.today)
        on = max(on, before.covered_from or on)
        if on == before.withdrawn_on:
            self.plan.count(Subject.LINES, Effect.UNCHANGED)
        else:
            self._change(before, on, line, Effect.ENDED if before.withdrawn_on is None else Effect.CHANGED)

    def _missing(self, known: Iterable[KnownLine], *, complete: bool) -> list[KnownLine]:
        """The lines that cover days to come and that the file leaves out."""
        missing = []
        ended = set()
        for line in known:
            contract = self.becomes.get(line.contract)
            ends_on = contract.ends_on if contract is not None else line.ends_on
            runs = ends_on >= self.today and (line.withdrawn_on is None or line.withdrawn_on > self.today)
            if not runs or (line.number, line.serial) in self.said.lines:
                continue
            if contract is not None:
                missing.append(line)
            elif complete and line.number not in self.said.contracts:
                missing.append(line)
                ended.add(line.number)
        self.plan.counts[Subject.CONTRACTS][Effect.ENDED] += len(ended)
        return missing

    def _end(self, before: KnownLine, on: date, line: int) -> None:
        self._change(before, max(on, before.covered_from or on), line, Effect.ENDED)

    def _change(self, before: KnownLine, withdrawn_on: date | None, line: int, effect: Effect) -> None:
        self.plan.line_changes.append(
            LineChange(before.pk, before.contract, before.withdrawn_on, withdrawn_on)
        )
        self.plan.count(Subject.LINES, effect)
        days = (shown_day(before.withdrawn_on), shown_day(withdrawn_on))
        key = f"{before.number} {before.serial}"
        self.plan.changes.append(Change(Subject.LINES, key, Column.WITHDRAWN, *days, line))

    def _one_reseller_a_day(self, known: Iterable[KnownLine]) -> None:
        for serial, spans in self._spans(known).items():
            if len(spans) > 1:
                self._hand_over(serial, spans)
                self._require_one_reseller(serial, spans)

    def _spans(self, known: Iterable[KnownLine]) -> dict[str, list[Span]]:
        """The days of each device once the file is applied."""
        spans: defaultdict[str, list[Span]] = defaultdict(list)
        withdrawn = {change.pk: change.withdrawn_on for change in self.plan.line_changes}
        for line in known:
            span = self._span_of(line, withdrawn.get(line.pk, line.withdrawn_on))
            if span.first < span.after:
                spans[line.serial].append(span)
        for fresh in self.plan.new_lines:
            contract = fresh.contract
            assert contract.reseller and contract.starts_on and contract.ends_on
            first, after = _days(contract.starts_on, contract.ends_on, fresh.covered_from, fresh.withdrawn_on)
            where = self.said.lines[contract.number, fresh.device.serial].line
            if first < after:
                spans[fresh.device.serial].append(
                    Span(first, after, contract.reseller, contract.number, where, fresh.withdrawn_on, fresh)
                )
        return spans

    def _span_of(self, line: KnownLine, withdrawn_on: date | None) -> Span:
        contract = self.becomes.get(line.contract)
        listed = self.said.lines.get((line.number, line.serial))
        if contract is None:
            days = _days(line.starts_on, line.ends_on, line.covered_from, withdrawn_on)
            return Span(*days, self.parties.by_pk[line.reseller], line.number, 0, withdrawn_on)
        days = _days(contract.starts_on, contract.ends_on, line.covered_from, withdrawn_on)
        where = listed.line if listed is not None else self.said.contracts[line.number].line
        return Span(*days, contract.reseller, line.number, where, withdrawn_on)

    def _hand_over(self, serial: str, spans: Sequence[Span]) -> None:
        """A device that one reseller's contract gives up today and another's takes is the other's from today on."""
        given_up = [span for span in spans if span.fresh is None and span.withdrawn_on == self.today]
        for span in spans if given_up else ():
            fresh = span.fresh
            former = next((each for each in given_up if each.reseller is not span.reseller), None)
            if fresh is None or former is None or not (span.first < self.today < span.after):
                continue
            if former.after > span.first:
                fresh.covered_from = span.first = self.today
                self.findings.warn(
                    span.line,
                    Column.SERIAL,
                    serial,
                    "changes_hands",
                    number=former.number,
                    reseller=former.reseller.name,
                )

    def _require_one_reseller(self, serial: str, spans: list[Span]) -> None:
        """Refuse each span that begins before another reseller's has ended."""
        spans.sort(key=lambda span: (span.first, span.line))
        # Of each of the two resellers that go furthest, the span that does.
        furthest: list[Span] = []
        for span in spans:
            other = next((each for each in furthest if each.reseller is not span.reseller), None)
            if other is not None and other.after > span.first:
                self._refuse(serial, span, other)
            furthest = _furthest([*furthest, span])

    def _refuse(self, serial: str, span: Span, other: Span) -> None:
        here, there = (span, other) if span.line >= other.line else (other, span)
        facts: dict[str, str | int] = {
            "number": there.number,
            "reseller": there.reseller.name,
            "until": shown_day(there.after - timedelta(days=1)),
            "line": there.line,
        }
        code = "of_another_reseller_in_the_file" if there.line else "of_another_reseller"
        self.findings.refuse(here.line, Column.SERIAL, serial, Wrong(code, **facts))


def _is_readable(said: LineSaid) -> bool:
    contract = said.contract
    return (
        contract.level is not None
        and contract.reseller is not None
        and contract.starts_on is not None
        and contract.ends_on is not None
        and contract.starts_on <= contract.ends_on
        and said.device.product is not None
    )


def _until(line: KnownLine) -> date:
    return line.withdrawn_on or date.max


def _days(
    starts_on: date, ends_on: date, covered_from: date | None, withdrawn_on: date | None
) -> tuple[date, date]:
    """The first day covered and the first one no more, as the trigger of the database fills `covered`."""
    after = ends_on + timedelta(days=1)
    return max(starts_on, covered_from or starts_on), min(after, withdrawn_on or after)


def _furthest(spans: Sequence[Span]) -> list[Span]:
    """The span that ends last, and the one that does among those of other resellers."""
    last = max(spans, key=lambda span: span.after)
    others = [span for span in spans if span.reseller is not last.reseller]
    return [last, *([max(others, key=lambda span: span.after)] if others else [])]
