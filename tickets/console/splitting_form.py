"""Which messages become a ticket of their own, and what that ticket is about (CH-V.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sla.commitments import IMPACTS
from sla.wording import full_due
from tickets.actions.splitting import request_of
from tickets.console.handling_form import HandlingForm
from tickets.drafting.request_form import TOO_LONG
from tickets.models import Message, Ticket

# A thread of hundreds is split by its latest words.
_SHOWN = 60


class SplitForm(HandlingForm):
    """The messages, all those after one of them if that is wished, and the new ticket's subject, product, severity."""

    intent, title, icon = "split", _("Séparer en deux tickets"), "split"
    button = _("Séparer")
    confirm = _(
        "Les messages choisis quittent ce ticket, et le client reçoit le numéro et l’échéance du nouveau."
    )
    confirmed = _("Oui, séparer")

    messages = forms.MultipleChoiceField(
        label=_("Messages du nouveau ticket"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choisissez au moins un message du client."),
            "invalid_choice": _("Un message choisi n’est plus ici\u00a0: relisez le ticket."),
        },
    )
    after = forms.BooleanField(label=_("Et tous ceux qui suivent le premier choisi"), required=False)
    subject = forms.CharField(
        label=_("Objet du nouveau ticket"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Dites en quelques mots de quoi il s’agit."), "max_length": TOO_LONG},
    )
    serial = forms.CharField(
        label=_("Numéro de série"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": TOO_LONG},
    )
    severity = forms.TypedChoiceField(
        label=_("Sévérité"), coerce=int, empty_value=None, required=False, choices=()
    )

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"serial": ticket.serial})
        super().__init__(ticket, *args, **kwargs)
        self.said = movable(ticket)
        field = self.fields["messages"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (str(message.pk), "") for message in self.said
        ]  # said by `choices`, from the messages
        severity = self.fields["severity"]
        assert isinstance(severity, forms.TypedChoiceField)
        severity.choices = [
            ("", gettext("à qualifier")),
            *((each, f"{each}, {sentence}") for each, sentence in IMPACTS.items()),
        ]

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The messages, each with the name, the id and the state of its box."""
        field = self["messages"]
        chosen = set(map(str, field.value() or ()))
        return [
            {
                "name": field.html_name,
                "id": f"{field.id_for_label or field.auto_id}_{index}",
                "checked": str(message.pk) in chosen,
                "message": message,
                "when": full_due(message.sent_at, message.sent_at),
            }
            for index, message in enumerate(self.said)
        ]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("after") and typed.get("messages"):
            keys = [str(message.pk) for message in self.said]
            first = min(keys.index(key) for key in typed["messages"])
            typed["messages"] = keys[first:]
        return typed


def know(ticket: Ticket, messages: Sequence[Message]) -> None:
    """All messages of `ticket`, oldest first, were read already: the form asks for them no more."""
    vars(ticket)["said"] = messages


def movable(ticket: Ticket) -> list[Message]:
    """The messages that may go: all but the request itself, oldest first; one query unless they are known."""
    said = vars(ticket).get("said")
    if said is None:
        said = list(ticket.messages.order_by("sent_at", "pk"))
    request = request_of(ticket, said)
    return [message for message in said if message != request][-_SHOWN:]


def is_possible(ticket: Ticket) -> bool:
    """Whether a customer said anything after the request."""
    return any(not message.by_centre and not message.automatic for message in movable(ticket))
