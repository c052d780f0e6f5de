"""What a mail says: rendered when it is decided, or, of many decided at once, by whoever sends it.

Apps above register who knows what a mail of their topics is about: `composing.register("ticket", context)`, as they do
for guards. What is written late tells what is true then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from outbound_mail.models import OutgoingMail
from sla import usual_hours

Context = Mapping[str, Any]
_contexts: dict[str, Callable[[str, OutgoingMail], Context]] = {}


def register(kind: str, context: Callable[[str, OutgoingMail], Context]) -> None:
    """`context(reference, mail)` is what the template of `mail` is about."""
    _contexts[kind] = context


def render(mail: OutgoingMail, template: str, context: Context, zone: str = "") -> None:
    """Write HTML and plain text of `mail` (not saved) from templates/mail/<template>, in its language.

    Instants are said in `zone`, the reader's; without one, in that of whoever writes.
    """
    values = {
        **context,
        "language": mail.language,
        "subject": mail.subject,
        "base_url": settings.BASE_URL,
        # Asked for by both twins, answered once; not at all by a template that does not say it.
        "usual_hours": cache(partial(usual_hours.of_centre, mail.created_at)),
    }
    with translation.override(mail.language), _reading_in(zone):
        mail.text = render_to_string(f"mail/{template}.txt", values).strip() + "\n"
        mail.html = render_to_string(f"mail/{template}.html", values)


def compose(mail: OutgoingMail) -> None:
    """Write a mail that was decided without being written, and keep what it says."""
    assert mail.recipe is not None
    kind, _separator, reference = mail.topic.partition(":")
    zone = mail.recipe.get("zone", "")
    with translation.override(mail.language), _reading_in(zone):
        context = _contexts[kind](reference, mail)
    render(mail, mail.recipe["template"], context, zone)
    mail.recipe = None
    mail.save(update_fields=["text", "html", "recipe"])


def _reading_in(zone: str) -> timezone.override:
    return timezone.override(ZoneInfo(zone) if zone else timezone.get_current_timezone())
