"""Icons are the package's, drawn once."""

from __future__ import annotations

from django.template import Context, Template
from lucide.templatetags.lucide import lucide as drawn_by_package

from cst import icons


def _shown(tag: str) -> str:
    return Template("{% load lucide %}" + tag).render(Context())


def test_an_icon_is_what_the_package_draws() -> None:
    shown = _shown('{% lucide "plus" size=16 aria_hidden="true" %}')

    assert shown == drawn_by_package("plus", size=16, aria_hidden="true")


def test_what_it_is_given_is_escaped() -> None:
    shown = _shown("""{% lucide "plus" title='"><script>' %}""")

    assert "<script>" not in shown


def test_the_same_icon_is_drawn_once() -> None:
    icons._drawn.cache_clear()

    for _time in range(3):
        _shown('{% lucide "plus" size=18 %}')

    assert icons._drawn.cache_info().misses == 1
