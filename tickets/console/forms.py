"""The shape of what engineers send; whether it may be done is the verbs' business (tickets/actions)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from contracts.decision import KIND_LABELS, Kind
from contracts.models import Vendor
from contracts.sentences import hours
from sla.commitments import IMPACTS
from sla.wording import PARIS
from tickets import assistance, payers, vendor_silence
from tickets.actions.merging import candidates
from tickets.console.around_forms import CaseDetails, FollowForm, LinkForm, RemindMeForm
from tickets.console.handling_form import HandlingForm, team_of
from tickets.console.splitting_form import SplitForm
from tickets.drafting.request_form import BODY_MAX, TOO_LONG, RequestForm
from tickets.models import Ticket
from tickets.numbering import is_number
from tickets.slot_form import SlotForm

# So many tickets are proposed to merge with; any other by its number.
PROPOSED = 4


class TextForm(forms.Form):
    """An answer or a note."""

    body = forms.CharField(
        max_length=BODY_MAX,
        error_messages={"required": _("Écrivez votre texte avant de l’envoyer."), "max_length": TOO_LONG},
    )


class QualificationForm(HandlingForm, RequestForm):
    """What product, how severe, what kind (CH-V)."""

    intent, title, icon, key = "qualification", _("Qualifier"), "scan-search", "q"
    button = _("Qualifier")

    kind = forms.ChoiceField(label=_("Nature"), choices=[(kind.value, KIND_LABELS[kind]) for kind in Kind])

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {"kind": ticket.kind, "serial": ticket.serial, "severity": ticket.severity}
        )
        super().__init__(ticket, *args, **kwargs)

    @property
    def impacts(self) -> list[dict[str, Any]]:
        """The charter's sentences for templates/components/_impact_choices.html."""
        chosen = str(self["severity"].value() or "")
        return [
            {"severity": severity, "sentence": sentence, "checked": str(severity) == chosen}
            for severity, sentence in IMPACTS.items()
        ]


class AssignmentForm(HandlingForm):
    """An engineer, or nobody."""

    intent, title, icon = "assignment", _("Affecter"), "user-check"
    button = _("Affecter")

    assignee = forms.TypedChoiceField(
        label=_("À qui"),
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": _("Choisissez un ingénieur du CST.")},
    )

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"assignee": ticket.assignee_id})
        super().__init__(ticket, *args, **kwargs)
        team = {str(person.pk): person for person in team_of(ticket)}
        field = self.fields["assignee"]
        assert isinstance(field, forms.TypedChoiceField)
        field.coerce = team.__getitem__
        field.choices = [("", _("non affecté")), *((key, person.full_name) for key, person in team.items())]
        field.widget.attrs["data-command-each"] = gettext("Affecter à %s")


class EscalationForm(HandlingForm, CaseDetails):
    """A case at the manufacturer (CH-V.1, CH-V.2)."""

    intent, title, icon, key = "escalation", _("Escalader chez le constructeur"), "factory", "e"
    button = _("Escalader")

    vendor = forms.ModelChoiceField(
        label=_("Constructeur"),
        queryset=Vendor.objects.all(),
        error_messages={
            "required": _("Choisissez le constructeur."),
            "invalid_choice": _("Choisissez un constructeur de la liste."),
        },
    )
    number = forms.CharField(
        label=_("Numéro de dossier"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Indiquez le numéro que le constructeur a donné."),
            "max_length": TOO_LONG,
        },
    )
    field_order = ("vendor", "number", "contact", "link", "summary", "silence_hours")

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        vendor = ticket.device.product.vendor_id if ticket.device else None
        kwargs.setdefault("initial", {"vendor": vendor, "silence_hours": vendor_silence.USUAL_HOURS})
        super().__init__(ticket, *args, **kwargs)
        if ticket.device is not None:  # a case is opened where the product comes from
            field = self.fields["vendor"]
            assert isinstance(field, forms.ModelChoiceField)
            field.empty_label = None
            field.choices = [(ticket.device.product.vendor_id, str(ticket.device.product.vendor))]

    def clean_number(self) -> str:
        """Without signs around it: in the subjects of its mails the bare number is looked for (vendor_mails.py)."""
        bare = self.cleaned_data["number"].strip("#[]().,;: ")
        if not bare:
            raise forms.ValidationError(gettext("Indiquez le numéro que le constructeur a donné."))
        return str(bare)


class EstimateForm(HandlingForm):
    """What a piece of PS work would take (CH-PS)."""

    intent, title, icon = "estimate", _("Proposer une estimation PS"), "hourglass"
    button = _("Proposer au client")

    hours = forms.IntegerField(label=_("Heures"), min_value=0, max_value=200, initial=1)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=59, initial=0)
    description = forms.CharField(
        label=_("Travail proposé"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Dites au client ce qui sera fait."), "max_length": TOO_LONG},
    )
    payer = forms.TypedChoiceField(
        label=_("Sur le crédit-temps de"),
        error_messages={
            "required": _("Choisissez qui paie."),
            "invalid_choice": _("Choisissez le demandeur ou son revendeur."),
        },
    )

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(ticket, *args, **kwargs)
        able = {str(payer.pk): payer for payer in payers.of_ticket(ticket)}
        if len(able) < 2:  # nothing to choose
            del self.fields["payer"]
            return
        held = payers.balances(list(able.values()))
        field = self.fields["payer"]
        assert isinstance(field, forms.TypedChoiceField)
        field.coerce = able.__getitem__
        field.choices = [(key, _credit_of(payer, held[payer.pk])) for key, payer in able.items()]
        field.initial = str(payers.likely(list(able.values()), held).pk)


def _credit_of(payer: Organisation, minutes: int) -> str:
    """Réseau Plus, reste 6h30."""
    if not minutes:
        return gettext("%s, sans crédit") % payer
    return gettext("%(payer)s, reste %(left)s") % {"payer": payer, "left": hours(minutes)}


class TimeSpentForm(HandlingForm):
    """A piece of PS work done under the approved estimate (CH-PS)."""

    intent, title, icon = "time_spent", _("Noter du temps passé"), "timer"
    button = _("Noter et décompter")

    hours = forms.IntegerField(label=_("Heures"), min_value=0, max_value=24, initial=0)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=59, initial=0)
    worked_on = forms.DateField(
        label=_("Jour"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Indiquez le jour du travail."),
            "invalid": _("Indiquez le jour du travail."),
        },
    )
    description = forms.CharField(
        label=_("Travail fait"),
        help_text=_("Lu par le client."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Dites au client ce qui a été fait."), "max_length": TOO_LONG},
    )

    # The clock whose time this is, which stops with it.
    timer = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(ticket, *args, **kwargs)
        self.fields["worked_on"].initial = timezone.now().astimezone(PARIS).date()

    @property
    def hint(self) -> str:
        """What is left, and how the time is rounded today."""
        return gettext("Il reste %(left)s sur l’estimation approuvée. Le temps est décompté %(how)s.") % {
            "left": hours(assistance.left_on(assistance.in_force(self.ticket))),
            "how": assistance.how_counted(timezone.now().astimezone(PARIS).date()),
        }


class RemoteSessionForm(HandlingForm, SlotForm):
    """A remote session to propose to the customer, who consents or declines (CH-III.3)."""

    intent, title, icon = "remote_session", _("Proposer une session à distance"), "monitor"
    button = _("Proposer au client")
    hint = _("À votre heure, pendant l’ouverture. Le client donne son accord\u202f; sans lui, rien n’a lieu.")


class WaiverForm(HandlingForm):
    """Opening against the verdict: why."""

    intent, title, icon = "waiver", _("Accorder une dérogation"), "key-round"
    button = _("Ouvrir à titre exceptionnel")

    reason = forms.CharField(
        label=_("Raison"),
        help_text=_("Lue par l’équipe seulement\u202f; le client lit «\u00a0à titre exceptionnel\u00a0»."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Une dérogation demande une raison."), "max_length": TOO_LONG},
    )


class MergerForm(HandlingForm):
    """The ticket that takes this one over: one of those proposed, or another by its number."""

    intent, title, icon = "merger", _("Fusionner avec un autre ticket"), "merge"
    button = _("Fusionner et clore")
    confirm = _(
        "Ce ticket est clos pour de bon et ses échanges passent dans l’autre\u00a0: cela ne se défait pas."
    )
    confirmed = _("Oui, fusionner")

    proposed = forms.ChoiceField(
        label=_("Avec un ticket de la même organisation"), required=False, widget=forms.RadioSelect
    )
    number = forms.CharField(
        label=_("Numéro du ticket à garder"),
        max_length=15,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "CST-2026-000123"}
        ),
        error_messages={"max_length": _("Écrivez le numéro comme CST-2026-000123.")},
    )

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(ticket, *args, **kwargs)
        self.candidates = list(candidates(ticket, PROPOSED))
        field = self.fields["proposed"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(other.number, other.number) for other in self.candidates]
        if self.candidates:
            self.fields["number"].label = _("Ou avec un autre, par son numéro")

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The tickets proposed, each with its radio button."""
        device = self.ticket.device_id
        return [
            {"radio": radio, "ticket": other, "same_device": device is not None and other.device_id == device}
            for radio, other in zip(self["proposed"], self.candidates, strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        """`into`: the number that was typed, else the one that was chosen."""
        typed = {**self.cleaned_data}
        into = typed.get("number", "").strip().upper() or typed.get("proposed", "")
        if not self.errors and not is_number(into):
            self.add_error(
                "number", gettext("Choisissez un ticket, ou écrivez son numéro comme CST-2026-000123.")
            )
        return {**typed, "into": into}


FORMS: dict[str, type[HandlingForm]] = {
    form.intent: form
    for form in (
        QualificationForm,
        AssignmentForm,
        EscalationForm,
        TimeSpentForm,
        EstimateForm,
        RemoteSessionForm,
        WaiverForm,
        RemindMeForm,
        LinkForm,
        SplitForm,
        MergerForm,
        FollowForm,
    )
}
