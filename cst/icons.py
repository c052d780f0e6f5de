"""`{% lucide "plus" size=16 %}` as the package draws it, each icon in each dress once a process.

Drawing one takes half a millisecond, and a list of tickets shows fifty.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide as draw

register = template.Library()
# More dresses than all templates hold; one made of what people wrote would push the others out, and no more.
_DRESSES = 2048


@register.simple_tag
def lucide(name: str, *, size: int | None = 24, **attributes: object) -> SafeString:
    """The icon `name` of lucide as SVG; attributes as in the package. `IconDoesNotExist` for an unknown name."""
    return _drawn(str(name), size, tuple((key, str(value)) for key, value in attributes.items()))


@lru_cache(maxsize=_DRESSES)
def _drawn(name: str, size: int | None, attributes: tuple[tuple[str, str], ...]) -> SafeString:
    return mark_safe(draw(name, size=size, **dict(attributes)))  # noqa: S308 (the package escapes what it is given)
