"""The two boxes of a ticket: the answer that the customer reads, the note that no customer ever sees.

Each has a form, a submission key, a draft and files of its own, so that nothing written for one can leave by the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts.models import User
from contracts.models import Channel
from tickets import requested
from tickets.actions.replying import Words
from tickets.console.forms import TextForm
from tickets.drafting import drafts, submission, uploads
from tickets.drafting.drafts import Saved
from tickets.drafting.submission import Submission
from tickets.drafting.uploads import AttachmentsField, Received
from tickets.models import Message, Ticket
from tickets.requested import Wanted


class Box(StrEnum):
    """Which of the two; the value is what its form sends as `intent`."""

    ANSWER = "answer"
    NOTE = "note"

    @property
    def route(self) -> str:
        return "console:messages" if self is Box.ANSWER else "console:notes"

    @property
    def files_name(self) -> str:
        """The name of its file input: two on one page need two."""
        return "files" if self is Box.ANSWER else "note_files"

    def draft_name(self, number: str) -> str:
        return drafts.reply_form(number) if self is Box.ANSWER else drafts.note_form(number)


@dataclass(frozen=True, slots=True)
class Ask:
    """A piece that the answer may ask for (tickets/requested.py), as a box to tick."""

    code: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class NamedFiles(AttachmentsField):
    """The files field of one of two boxes."""

    name: str = "files"


@dataclass(frozen=True, slots=True)
class Composer:
    """One box as the page shows it. `news`: what others did meanwhile, to be read before sending again."""

    box: Box
    url: str
    token: str
    body: str
    errors: Sequence[str]
    draft_name: str
    draft_url: str
    draft_at: datetime | None
    attachments: NamedFiles
    news: Sequence[str] = ()
    asks: Sequence[Ask] = ()

    @property
    def asks_something(self) -> bool:
        return any(ask.checked for ask in self.asks)


@dataclass(slots=True)
class Sent:
    """A box that came back filled in."""

    box: Box
    author: User
    submission: Submission
    form: TextForm
    received: Received
    at: datetime
    asks: tuple[str, ...] = ()
    news: list[str] = field(default_factory=list)

    def is_valid(self) -> bool:
        return self.form.is_valid() and not self.received.errors

    def words(self) -> Words:
        """What it says, for the verbs."""
        return Words(
            author=self.author,
            body=self.form.cleaned_data["body"],
            channel=Channel.WEB,
            submission_key=self.submission.key,
            sent_at=self.at,
            files=self.received.all(),
            asks=self.asks,
        )

    def refuse(self, sentence: str) -> None:
        """It cannot be written; say why beside the text."""
        self.form.add_error("body", sentence)

    def done(self, ticket: Ticket, message: Message) -> bool:
        """It was written: forget draft and waiting files.

        False when `message` is what an earlier sending of the same form wrote and the text is another one by now:
        that text is kept as the draft.
        """
        self.received.forget()
        form, body = self.box.draft_name(ticket.number), self.form.cleaned_data["body"]
        if message.body == body:
            drafts.discard(self.author, form)
            return True
        drafts.save(self.author, form, {"body": body}, self.at)
        return False


def receive(request: HttpRequest, author: User, box: Box, at: datetime) -> Sent:
    """What came with a POST of `box`; runs inside the caller's transaction (tickets/drafting/uploads.py)."""
    sub = submission.sent(author, request.POST.get("submission_key", ""))
    # Both boxes are read by the same rules, whatever their file input is called.
    request.FILES.setlist("files", request.FILES.getlist(box.files_name))
    received = uploads.receive(request, author, sub.key)
    asks = requested.known(request.POST.getlist("asks")) if box is Box.ANSWER else ()
    return Sent(box, author, sub, TextForm(request.POST), received, at, asks)


def again(ticket: Ticket, sent: Sent) -> Composer:
    """The box with what was typed and sent, for another try; files that were fine are kept."""
    errors = [str(error) for error in sent.form["body"].errors] if sent.form.is_bound else []
    body = sent.form["body"].value() or ""
    attachments = sent.received.keep(sent.at)
    return _composer(
        ticket, sent.box, sent.submission, body, errors, attachments, news=sent.news, asks=sent.asks
    )


def both(
    ticket: Ticket, author: User, sent: Sent | None, typed: QueryDict | None = None
) -> dict[Box, Composer]:
    """Both boxes of a page: the one that came back, the others as they are first shown; one query for their drafts."""
    saved = drafts.load_all(author, [box.draft_name(ticket.number) for box in Box], TextForm.base_fields)
    return {
        box: again(ticket, sent)
        if sent is not None and sent.box is box
        else _fresh(ticket, author, box, saved[box.draft_name(ticket.number)], typed)
        for box in Box
    }


def _fresh(ticket: Ticket, author: User, box: Box, saved: Saved, typed: QueryDict | None) -> Composer:
    """The box as it is first shown: with what an ended session had typed, else with its draft, else empty."""
    if typed is not None and typed.get("intent") == box:
        sub = submission.sent(author, typed.get("submission_key", ""))
        waiting = uploads.field_of(author, sub.key)
        asks = requested.known(typed.getlist("asks"))
        return _composer(ticket, box, sub, typed.get("body", ""), (), waiting, asks=asks)
    sub = uploads.resumed(author, saved.token)
    return _composer(
        ticket,
        box,
        sub,
        saved.fields.get("body", ""),
        (),
        uploads.field_of(author, sub.key) if saved.token else AttachmentsField(),
        draft_at=saved.at,
    )


def _composer(
    ticket: Ticket,
    box: Box,
    sub: Submission,
    body: str | None,
    errors: Sequence[str],
    attachments: AttachmentsField,
    *,
    draft_at: datetime | None = None,
    news: Sequence[str] = (),
    asks: Sequence[str] = (),
) -> Composer:
    name = box.draft_name(ticket.number)
    return Composer(
        box=box,
        url=reverse(box.route, args=[ticket.number]),
        token=sub.token,
        body=body or "",
        errors=errors,
        draft_name=name,
        draft_url=reverse("drafting:draft", args=[name]),
        draft_at=draft_at,
        attachments=NamedFiles(
            kept=attachments.kept,
            errors=attachments.errors,
            unfinished=attachments.unfinished,
            name=box.files_name,
        ),
        news=news,
        asks=[Ask(code.value, str(code.label), code.value in asks) for code in Wanted]
        if box is Box.ANSWER
        else (),
    )
