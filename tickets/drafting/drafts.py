"""Drafts: the text fields of a form, saved on the server at each pause and brought back when it is opened again."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q

from accounts.models import User
from tickets.drafting import submission
from tickets.drafting.reading import without_nul
from tickets.models import Draft, Ticket, Upload
from tickets.numbering import SHAPE

# A draft holds text that one person types; anything larger is not typing.
MAX_CHARACTERS = 64 * 1024
MAX_FIELDS = 30
# Under this name a draft keeps which showing of its form was typed into last.
SHOWING = "_showing"
# What belongs to one showing of a form, not to what was typed.
NOT_TYPED = {
    "csrfmiddlewaretoken",
    "submission_key",
    "keep_files",
    "kept_categories",
    "file_categories",
    "intent",
    "shown",
    "draft",
    "button",
}
NEW_TICKET = "new-incident"
_OPENING = rf"{NEW_TICKET}(?::[^\s\x00-\x1f]{{1,60}})?"
_KNOWLEDGE = r"knowledge:(?:new(?::\d{1,12})?|\d{1,12})"
_FORM_NAME = re.compile(
    rf"{_OPENING}|(?:reply|note|escalation):(?P<number>{SHAPE})|(?P<knowledge>{_KNOWLEDGE})"
)


class TooLong(ValueError):
    """More than a draft may hold."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft brought back: its fields, when it was saved (None: there is none), and the form it was typed into last.

    `token` is that form's submission token: the files that were sent with it wait under its key.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None
    token: str = ""

    def __bool__(self) -> bool:
        return bool(self.fields)


@dataclass(frozen=True, slots=True)
class Unsent:
    """A request begun and not sent; `query` leads back to it at the opening form's address."""

    subject: str
    serial: str
    saved_at: datetime
    query: str


def new_ticket_form(serial: str = "", kind: str = "") -> str:
    """The name of the opening form: one for each product or kind that it was opened for."""
    opened_for = serial or kind
    return f"{NEW_TICKET}:{opened_for}" if opened_for else NEW_TICKET


def reply_form(number: str) -> str:
    return f"reply:{number}"


def note_form(number: str) -> str:
    return f"note:{number}"


def escalation_form(number: str) -> str:
    return f"escalation:{number}"


def knowledge_form(note: int | None, product: int | None = None) -> str:
    """The form of a technical note, or of a new one, begun for the problem of a product or for nothing yet."""
    if note is not None:
        return f"knowledge:{note}"
    return f"knowledge:new:{product}" if product is not None else "knowledge:new"


def names_opening(form: str) -> bool:
    """Whether `form` names an opening form."""
    return re.fullmatch(_OPENING, form) is not None


def names_form(form: str) -> bool:
    """Whether `form` is the name of one of our forms at all."""
    return _FORM_NAME.fullmatch(form) is not None


def may_write(user: User, form: str) -> bool:
    """Whether `form` names a form of ours that `user` can open: those of a ticket only when it is in sight."""
    named = _FORM_NAME.fullmatch(form)
    if named is None:
        return False
    number = named["number"]
    if named["knowledge"]:  # engineers write technical notes
        return user.is_engineer
    return number is None or Ticket.objects.visible_to(user).filter(number=number).exists()


def save(user: User, form: str, typed: Mapping[str, str], at: datetime) -> None:
    """Keep what `user` typed into `form`; empty fields everywhere forget the draft. `TooLong` over the limit."""
    fields = {name: value for name, value in typed.items() if name not in NOT_TYPED}
    if len(fields) > MAX_FIELDS or sum(map(len, fields.values())) > MAX_CHARACTERS:
        raise TooLong
    token = typed.get("submission_key", "")[:200]
    if not any(value.strip() for value in fields.values()) and not _has_files(user, token):
        discard(user, form)
        return
    clean = {without_nul(name): without_nul(value) for name, value in fields.items()}
    if token:
        clean[SHOWING] = token
    Draft.objects.update_or_create(owner=user, form=form, defaults={"data": clean, "saved_at": at})


def _has_files(user: User, token: str) -> bool:
    """Whether files were sent with the form: without a word they are worth keeping too."""
    return (
        submission.belongs_to(user, token)
        and Upload.objects.filter(owner=user, form_key=submission.sent(user, token).key).exists()
    )


def load(user: User, form: str, names: Collection[str]) -> Saved:
    """The draft of `form`, only the fields in `names`: what a form no longer has is left behind."""
    return load_all(user, [form], names)[form]


def load_all(user: User, forms: Collection[str], names: Collection[str]) -> dict[str, Saved]:
    """The drafts of several forms with the same fields, by form: one query."""
    rows = {row.form: row for row in Draft.objects.filter(owner=user, form__in=forms)}
    return {form: _saved(rows.get(form), names) for form in forms}


def _saved(row: Draft | None, names: Collection[str]) -> Saved:
    if row is None:
        return Saved()
    fields = {name: str(value) for name, value in row.data.items() if name in names}
    return Saved(fields, row.saved_at, str(row.data.get(SHOWING, "")))


def unsent_tickets(user: User) -> list[Unsent]:
    """The requests that `user` began and did not send, the latest first; ten at most."""
    rows = Draft.objects.filter(owner=user, form__startswith=NEW_TICKET).order_by("-saved_at")[:10]
    return [
        Unsent(
            str(row.data.get("subject", "")), str(row.data.get("serial", "")), row.saved_at, _query(row.form)
        )
        for row in rows
    ]


def _query(form: str) -> str:
    # Serials are kept in capital letters, kinds in small ones: the two are never taken for each other.
    opened_for = form.partition(":")[2]
    if not opened_for:
        return ""
    return "?" + urlencode({"kind" if opened_for.islower() else "serial": opened_for})


def discard_sent(user: User, form: str, token: str) -> None:
    """Forget a draft whose words have been sent; those typed since into another tab stay."""
    elsewhere = Q(data__has_key=SHOWING) & ~Q(**{f"data__{SHOWING}": token})
    Draft.objects.filter(owner=user, form=form).exclude(elsewhere).delete()


def discard(user: User, form: str) -> None:
    """Forget a draft: it was given up."""
    Draft.objects.filter(owner=user, form=form).delete()
