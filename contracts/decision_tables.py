"""The generated part of docs/rules/coverage.md: the clauses, what each answer says, and who is answered what.

Everything is asked of `decide` and `sentences` themselves, on examples at the charter's two levels; no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from django.utils import translation

from contracts import sentences
from contracts.decision import (
    CLAUSES,
    OUTCOMES,
    RULES,
    Clause,
    Facts,
    Kind,
    Reason,
    RequesterKind,
    Verdict,
    decide,
)
from contracts.decision_examples import PREMIUM, STANDARD, STATES, example, examples, product_in
from contracts.models import Channel

BEGIN = (
    "<!-- Written by manage.py coverage_rules from contracts/decision.py: what you change here is lost. -->"
)
END = "<!-- End of what manage.py coverage_rules writes. -->"

REQUESTERS = {
    "reseller": RequesterKind.RESELLER,
    "the centre": RequesterKind.CENTRE,
    "end customer": RequesterKind.END_CUSTOMER,
    "unknown address": RequesterKind.UNKNOWN,
}


def generated() -> str:
    """The part of the page between its markers, which stand around it; Markdown."""
    parts = (
        "## The clauses",
        "They are asked in this order; the first that applies answers.",
        table(("#", "asked", "when it applies", "verdict", "reason", "rules"), clause_rows()),
        "## What each answer says",
        "On an example. Next step: the code that the pages and the API give, and its words.",
        table(
            ("reason", "told to", "in French", "in English", "rules", "next step", "in French", "in English"),
            answer_rows(),
        ),
        "## Who is answered what",
        "Assistance looks at the credit of who asks; the centre's people ask for the device's reseller.",
        table(("who", "product", "incident", "remote session", "assistance"), cross_rows()),
    )
    return "\n\n".join((BEGIN, *parts, END))


def replaced(page: str) -> str:
    """The page with its generated part as it must be; `ValueError` when it has not both markers."""
    before, begin, rest = page.partition(BEGIN)
    _former, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks {END if begin else BEGIN}")
    return before + generated() + after


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = tuple(head)
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def clause_rows() -> Iterator[tuple[str, ...]]:
    """Each clause in order: what it asks, when it applies, what it answers."""
    for place, clause in enumerate(CLAUSES, start=1):
        yield (
            str(place),
            clause.asks,
            clause.when,
            str(OUTCOMES[clause.reason]).replace("_", " "),
            f"`{clause.reason}`",
            _rules_of(clause),
        )


def _rules_of(clause: Clause) -> str:
    if clause.reason is not Reason.COVERED:
        return ", ".join(RULES[clause.reason])
    is_assistance = clause.asks == "kind"
    rules = {
        rule
        for reason, _who, verdict in told()
        if reason is Reason.COVERED and (verdict.kind is Kind.ASSISTANCE) is is_assistance
        for rule in verdict.rules
    }
    return ", ".join(sorted(rules))


def answer_rows() -> Iterator[tuple[str, ...]]:
    """Each reason, and who is told it in which words; those who are told the same stand together."""
    for reason, who, verdict in told():
        french, code, french_step = said(verdict, "fr")
        english, _code, english_step = said(verdict, "en")
        rules = ", ".join(verdict.rules)
        yield f"`{reason}`", who, french, english, rules, f"`{code}`", french_step, english_step


def told() -> Iterator[tuple[Reason, str, Verdict]]:
    """One verdict for each reason, whom it is told to, and each way of telling them."""
    for facts in examples():
        reason = decide(facts).reason
        verdicts = [
            (who, decide(replace(facts, requester=kind)))
            for who, kind in REQUESTERS.items()
            if kind is RequesterKind.RESELLER or not facts.escalated
        ]
        same_reason = (pair for pair in verdicts if pair[1].reason is reason)
        for _same, alike in groupby(same_reason, key=lambda pair: (pair[1].rules, said(pair[1], "fr"))):
            group = list(alike)
            yield reason, ", ".join(who for who, _verdict in group), group[0][1]


def said(verdict: Verdict, language: str) -> tuple[str, str, str]:
    """Sentence, code of the next step and its words, in a language."""
    with translation.override(language):
        text = sentences.say(verdict)
        assert text.next_step is not None  # every reason has one
        return text.full_text, text.next_step.code, text.next_step.text


def cross_rows() -> Iterator[tuple[str, ...]]:
    """Who asks, about which products, and the answers; who and what is answered alike shares a line."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for who, facts in _who_asks():
        answers: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for level, state, about in _products(facts):
            answers.setdefault(_answers(about), []).append((level, state))
        for cells, products in answers.items():
            named = _named(products) if len(answers) > 1 else "anything"
            lines.setdefault((named, *cells), []).append(who)
    for line, askers in lines.items():
        yield "; ".join(askers), *line


def _named(products: list[tuple[str, str]]) -> str:
    """Products by their level: "Premium in force, to today; Standard ended"."""
    by_level = groupby(products, key=lambda product: product[0])
    return "; ".join(
        f"{level} {', '.join(state for _level, state in states)}".strip() for level, states in by_level
    )


def _who_asks() -> Iterator[tuple[str, Facts]]:
    for who, kind in REQUESTERS.items():
        yield who, example(requester=kind)
        if kind is RequesterKind.RESELLER:
            yield "reseller, passing on", example(requester=kind, escalated=True)


def _products(facts: Facts) -> Iterator[tuple[str, str, Facts]]:
    """Level and state of each product that may be asked about, and the facts then."""
    for level in (PREMIUM, STANDARD):
        for state in STATES:
            device, contract = product_in(state, level)
            yield level.level_name, state, replace(facts, device=device, contract=contract)
    # The centre spends the credit of the device's reseller: without a device, nobody's.
    credit = 0 if facts.requester is RequesterKind.CENTRE else facts.credit_minutes
    nothing = replace(facts, device=None, contract=None, credit_minutes=credit)
    yield "", "serial unknown or out of sight", nothing
    yield "", "no serial", replace(nothing, serial="")


def _answers(facts: Facts) -> tuple[str, ...]:
    """The cells of one line: incident and remote session by channel, assistance by credit."""
    by_channel = (
        _merged({str(channel): replace(facts, kind=kind, channel=channel) for channel in Channel})
        for kind in (Kind.INCIDENT, Kind.REMOTE_SESSION)
    )
    assistance = replace(facts, kind=Kind.ASSISTANCE)
    by_credit = _merged({"credit": assistance, "none": replace(assistance, credit_minutes=0)})
    return (*by_channel, by_credit)


def _merged(cases: dict[str, Facts]) -> str:
    """The reasons of some cases; one alone when all agree."""
    names: dict[Reason, list[str]] = {}
    for name, facts in cases.items():
        names.setdefault(decide(facts).reason, []).append(name)
    if len(names) == 1:
        return f"`{next(iter(names))}`"
    return "; ".join(f"{', '.join(those)}: `{reason}`" for reason, those in names.items())
