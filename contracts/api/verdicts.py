"""The coverage verdict as a program reads it: codes that stay, the sentences of the page's card beside them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from contracts.decision import Outcome, Reason, Verdict
from contracts.sentences import VerdictText


class VerdictShown(serializers.Serializer[Any]):
    """One of four answers, why, and the articles of the charter that it rests on."""

    outcome = serializers.ChoiceField([each.value for each in Outcome])
    reason = serializers.ChoiceField([each.value for each in Reason])
    title = serializers.CharField()
    text = serializers.CharField()
    rules = serializers.ListField(
        child=serializers.CharField(), help_text=_("Articles de la charte, par exemple CH-II.2")
    )


def shown(verdict: Verdict, text: VerdictText) -> dict[str, Any]:
    """What VerdictShown shows of a verdict and its sentences."""
    return {
        "outcome": verdict.outcome.value,
        "reason": verdict.reason.value,
        "title": text.title,
        "text": text.text,
        "rules": list(verdict.rules),
    }
