"""What putting a contract does, or would do: the report of its file, told by the fields of the body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from contracts.api.contract_body import FIRST_LINE, OF_CONTRACT, OF_LINE
from contracts.imports import Report, sentences
from contracts.imports.columns import Column, layout
from contracts.imports.report import Change, Effect, Refusal, Subject, Warned

_CONTRACT_FIELDS = {header: field for field, header in OF_CONTRACT.items()}
_LINE_FIELDS = {header: field for field, header in OF_LINE.items()}
# Of each fact that may change, the field that says it.
_ABOUT = {
    column: field
    for fields in (OF_CONTRACT, OF_LINE)
    for field, header in fields.items()
    for column in layout([header]).places
}
_DAYS = {Column.STARTS_ON, Column.ENDS_ON, Column.WITHDRAWN, Column.END_OF_SUPPORT}
EFFECTS = (Effect.CREATED, Effect.CHANGED, Effect.UNCHANGED)


class EffectCounts(serializers.Serializer[Any]):
    """How many things of a kind became what."""

    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    ended = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class SubjectCounts(serializers.Serializer[Any]):
    """By kind of thing."""

    contracts = EffectCounts()
    lines = EffectCounts()
    devices = EffectCounts()
    products = EffectCounts()
    organisations = EffectCounts()


class ChangeShown(serializers.Serializer[Any]):
    """One fact of something known, before and after; null where there is none."""

    subject = serializers.ChoiceField([each.value for each in Subject])
    key = serializers.CharField(help_text=_("Numéro, numéro de série ou nom"))
    about = serializers.CharField(help_text=_("Le champ du corps, par exemple ends_on"))
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)
    text = serializers.CharField()


class WarningShown(serializers.Serializer[Any]):
    """Something to know that kept nothing from being applied."""

    field = serializers.CharField(help_text=_("Le champ, par exemple lines[0].serial\u202f; - pour le tout"))
    code = serializers.CharField()
    detail = serializers.CharField()


class ContractPut(serializers.Serializer[Any]):
    """What became of the contract, or would."""

    number = serializers.CharField()
    effect = serializers.ChoiceField([each.value for each in EFFECTS])
    applied = serializers.BooleanField(help_text=_("Faux pour un essai (dry_run)\u00a0: rien n’est écrit"))
    counts = SubjectCounts()
    changes = ChangeShown(many=True)
    warnings = WarningShown(many=True)


def told(number: str, report: Report, *, applied: bool) -> dict[str, Any]:
    """What ContractPut shows of a report in which nothing is refused."""
    return {
        "number": number,
        "effect": effect(report).value,
        "applied": applied,
        "counts": report.counts,
        "changes": [_change(each) for each in report.changes],
        "warnings": [
            {"field": _field(each) or "-", "code": each.code, "detail": _said(sentences.warning, each)}
            for each in report.warnings
        ],
    }


def effect(report: Report) -> Effect:
    """What becomes of the contract with all that it holds."""
    if report.counts[Subject.CONTRACTS][Effect.CREATED]:
        return Effect.CREATED
    return Effect.UNCHANGED if report.changes_nothing else Effect.CHANGED


def refused(report: Report) -> serializers.ValidationError:
    """Each refusal by its field, once: every line of the file repeats what is said of the contract."""
    errors: dict[str, list[ErrorDetail]] = {}
    for each in report.refusals:
        error = ErrorDetail(_said(sentences.refusal, each), each.code)
        found = errors.setdefault(_field(each) or "non_field_errors", [])
        if error not in found:
            found.append(error)
    return serializers.ValidationError(errors)


def _field(found: Refusal | Warned) -> str:
    if found.column in _CONTRACT_FIELDS:
        return _CONTRACT_FIELDS[found.column]
    if found.column in _LINE_FIELDS:
        return f"lines[{found.line - FIRST_LINE}].{_LINE_FIELDS[found.column]}"
    return ""


def _said(sentence: Any, found: Refusal | Warned) -> str:
    """The sentence, in which lines count from 1 as people count."""
    facts: Mapping[str, str | int] = found.facts
    line = facts.get("line")
    text: str = sentence(
        found.code, {**facts, "line": line - FIRST_LINE + 1} if isinstance(line, int) else facts
    )
    return text


def _change(change: Change) -> dict[str, Any]:
    as_given = _day if change.about in _DAYS else _text
    return {
        "subject": change.subject,
        "key": change.key,
        "about": _ABOUT[Column(change.about)],
        "before": as_given(change.before),
        "after": as_given(change.after),
        "text": f"{change.what}, {change.field}",
    }


def _text(value: str) -> str | None:
    return value or None


def _day(value: str) -> str | None:
    """31/12/2026 as 2026-12-31."""
    return "-".join(reversed(value.split("/"))) or None
