"""The shape of what is sent for several rows at once, and the sentences that say what became of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from tickets.console.around_forms import offered_hours
from tickets.console.bulk import Deed, Told, Verb
from tickets.console.handling_form import engineers
from tickets.drafting.request_form import BODY_MAX, TOO_LONG
from tickets.models import ClosingCause


class BulkForm(forms.Form):
    """A verb, and what that verb needs; the others' fields are not looked at."""

    verb = forms.TypedChoiceField(choices=[(verb.value, verb.value) for verb in Verb], coerce=Verb)
    assignee = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choisissez un ingénieur du CST.")},
    )
    when = forms.ChoiceField(required=False, choices=[("soon", "soon"), ("tomorrow", "tomorrow")])
    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"),
        required=False,
        choices=[("", gettext_lazy("Choisir…")), *ClosingCause.choices],
    )
    body = forms.CharField(
        label=gettext_lazy("Réponse à chaque demandeur"),
        required=False,
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": TOO_LONG},
    )
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = engineers()

    def clean(self) -> dict[str, Any]:
        """What a verb cannot do without; a confirmed one only once it is confirmed."""
        typed = super().clean() or self.cleaned_data
        verb, confirmed = typed.get("verb"), typed.get("confirmed")
        if verb is Verb.ASSIGN and typed.get("assignee") is None and "assignee" not in self.errors:
            self.add_error("assignee", _("Choisissez un ingénieur du CST."))
        if verb is Verb.REMIND and not typed.get("when"):
            self.add_error("when", _("Choisissez quand."))
        if confirmed and verb is not None and verb.is_confirmed and not typed.get("cause"):
            self.add_error("cause", _("Dites ce que c’était."))
        if confirmed and verb is Verb.RESOLVE and not typed.get("body"):
            self.add_error("body", _("Écrivez votre texte avant de l’envoyer."))
        return typed

    def deed(self, key: str) -> Deed:
        """What is asked for, of a valid form."""
        typed = self.cleaned_data
        hours = offered_hours(timezone.now()) if typed["verb"] is Verb.REMIND else {}
        return Deed(
            verb=typed["verb"],
            assignee=typed["assignee"],
            when=hours.get(typed["when"]),
            cause=typed["cause"],
            body=typed["body"],
            key=key,
        )


def done(deed: Deed, many: int) -> str:
    """3 tickets affectés à Claire Martin."""
    match deed.verb:
        case Verb.ASSIGN if deed.assignee is not None:
            name = deed.assignee.full_name
            said = ngettext(
                "%(many)s ticket affecté à %(name)s.", "%(many)s tickets affectés à %(name)s.", many
            )
            return said % {"many": many, "name": name}
        case Verb.TAKE:
            said = ngettext("%s ticket pris pour vous.", "%s tickets pris pour vous.", many)
        case Verb.FOLLOW:
            said = ngettext("Vous suivez %s ticket de plus.", "Vous suivez %s tickets de plus.", many)
        case Verb.REMIND:
            said = ngettext("%s ticket vous sera rappelé.", "%s tickets vous seront rappelés.", many)
        case Verb.RESOLVE:
            said = ngettext("%s ticket résolu.", "%s tickets résolus.", many)
        case Verb.CLOSE:
            said = ngettext("%s ticket clos.", "%s tickets clos.", many)
        case _:
            said = ngettext("%s ticket n’est plus affecté.", "%s tickets ne sont plus affectés.", many)
    return said % many


def taken_back(many: int) -> str:
    return ngettext("Annulé sur %s ticket.", "Annulé sur %s tickets.", many) % many


def left(told: Told) -> str:
    """Which tickets were left as they are, and why; each number with its reason."""
    many = len(told.left)
    said = (
        ngettext(
            "%s ticket a été laissé tel quel\u00a0:", "%s tickets ont été laissés tels quels\u00a0:", many
        )
        % many
    )
    reasons = ", ".join(f"{number} ({reason.rstrip('.')})" for number, reason in told.left)
    return f"{said} {reasons}."
