"""What every form of the ticket's page has that does something to the ticket."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from accounts.models import Organisation, User
from tickets.models import Ticket


class HandlingForm(forms.Form):
    """Something to do to a ticket. `intent` names the form in the page and in what it sends."""

    intent: ClassVar[str]
    title: ClassVar[Any]
    icon: ClassVar[str]
    key: ClassVar[str] = ""
    button: ClassVar[Any]
    # What to know before filling it in, if anything.
    hint: Any = ""
    # What is asked before it is done, where no click takes it back, and the button that does it.
    confirm: ClassVar[Any] = ""
    confirmed: ClassVar[Any] = ""

    @property
    def is_useful(self) -> bool:
        """Whether there is anything to do with it; asked once it is made."""
        return True

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        self.ticket = ticket
        kwargs.setdefault("auto_id", f"{self.intent}-%s")  # several of these forms stand on one page
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "btn-wide"  # a long choice never widens the panel


def engineers() -> Any:
    """Those a ticket may be given to: the active engineers and leads of the centre."""
    return User.objects.people().filter(
        organisation__kind=Organisation.Kind.CENTRE,
        role__in=(User.Role.ENGINEER, User.Role.LEAD),
    )


def team_of(ticket: Ticket) -> list[User]:
    """The same people, read once for all the forms of a page."""
    known = vars(ticket).get("team")
    if known is None:
        known = vars(ticket)["team"] = list(engineers())
    return list(known)
