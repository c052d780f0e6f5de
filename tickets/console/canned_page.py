"""The canned replies as an engineer finds them: the page that lists and writes them, the list beside the answer box."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets import canned
from tickets.actions.keeping_canned import Wording, may_change, may_give_up
from tickets.drafting.request_form import TOO_LONG
from tickets.models import CannedReply, Ticket

PAGE_SIZE = 25
LONGEST = 10_000  # characters of a text
# So many are proposed beside the box; whoever has more finds them by their shortcut's first letters all the same.
PROPOSED = 200


@dataclass(frozen=True, slots=True)
class CannedLine:
    """One reply in the list, and what its reader may do to it."""

    row: CannedReply
    may_change: bool
    may_give_up: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """One reply beside the box: what is inserted, and the variables that this ticket has no word for."""

    shortcut: str
    title: str
    text: str
    gaps: tuple[str, ...]


class CannedForm(forms.Form):
    """The shape of a canned reply; the sentence about a variable that does not exist stands beside its text."""

    title = forms.CharField(
        label=_("Titre"),
        max_length=100,
        error_messages={
            "required": _("Donnez un titre\u00a0: c’est ce qu’on lit dans la liste."),
            "max_length": TOO_LONG,
        },
    )
    shortcut = forms.SlugField(
        label=_("Raccourci"),
        help_text=_("Tapé après une barre oblique dans la réponse\u00a0: /bonjour"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Donnez un raccourci\u00a0: c’est ce qu’on tape."),
            "invalid": _("Des lettres, des chiffres et des tirets, sans espace ni accent."),
            "max_length": TOO_LONG,
        },
    )
    text = forms.CharField(
        label=_("Texte"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Écrivez le texte à envoyer."), "max_length": TOO_LONG},
    )
    text_en = forms.CharField(
        label=_("Texte en anglais"),
        help_text=_("Envoyé à qui lit le CST en anglais\u202f; vide\u00a0: le texte français."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "en"}),
        error_messages={"max_length": TOO_LONG},
    )
    shared = forms.BooleanField(label=_("Partagée avec l’équipe"), required=False, initial=True)

    def clean_shortcut(self) -> str:
        """In small letters: what is typed after the slash is compared so."""
        return str(self.cleaned_data["shortcut"]).lower()

    def clean_text(self) -> str:
        return _checked(self.cleaned_data["text"])

    def clean_text_en(self) -> str:
        return _checked(self.cleaned_data["text_en"])

    def wording(self) -> Wording:
        """What was typed, for the verb."""
        return Wording(**self.cleaned_data)


def _checked(text: str) -> str:
    try:
        canned.check(text)
    except canned.UnknownVariable as unknown:
        raise forms.ValidationError(str(unknown)) from unknown
    return text


def shown(row: CannedReply) -> dict[str, Any]:
    """The fields of a reply that is to be changed."""
    return {name: getattr(row, name) for name in CannedForm.base_fields}


def in_reach(user: User) -> QuerySet[CannedReply]:
    """The replies of the team and of `user`, by title."""
    return CannedReply.objects.filter(Q(shared=True) | Q(owner=user)).select_related("owner")


def found(user: User, words: str) -> QuerySet[CannedReply]:
    """Those whose title, shortcut or text holds `words`; all for no words."""
    rows = in_reach(user)
    if not words:
        return rows
    return rows.filter(
        Q(title__icontains=words) | Q(shortcut__icontains=words.lstrip("/")) | Q(text__icontains=words)
    )


def lines(rows: Iterable[CannedReply], user: User) -> list[CannedLine]:
    return [CannedLine(row, may_change(user, row), may_give_up(user, row)) for row in rows]


def proposals(ticket: Ticket, author: User, now: datetime) -> list[Proposal]:
    """Every reply in reach filled in for `ticket`, in the language of who will read it; one query."""
    values = canned.values(ticket, author, now)
    reader = canned.reader_of(ticket)
    found = []
    for row in in_reach(author)[:PROPOSED]:
        filled = canned.fill(canned.in_language_of(row, reader), values)
        found.append(Proposal(row.shortcut, row.title, filled.text, filled.gaps))
    return found
