"""The marks of a line are drawn once for all lines that look alike."""

from __future__ import annotations

from django.utils import translation
from django.utils.safestring import mark_safe

from tickets.templatetags import marks


def test_the_same_chip_is_drawn_once() -> None:
    marks._status.cache_clear()

    assert marks.status("open", "en cours") == marks.status("open", "en cours")
    assert marks._status.cache_info().misses == 1


def test_its_words_are_escaped_even_where_the_same_were_called_safe() -> None:
    marks._status.cache_clear()

    first = marks.status("open", mark_safe("chez <b>Lynx</b>"))
    assert "&lt;b&gt;Lynx" in first
    assert "&lt;b&gt;Lynx" in marks.status("open", "chez <b>Lynx</b>")


def test_a_tone_is_another_chip() -> None:
    assert "chip-soon" in marks.status("open", "en cours", "soon")
    assert "chip-soon" not in marks.status("open", "en cours")


def test_a_severity_is_said_in_the_language_of_its_reader() -> None:
    with translation.override("fr"):
        french = marks.severity(2)
    with translation.override("en"):
        english = marks.severity(2)

    assert ("Sévérité 2" in french, "Severity 2" in english) == (True, True)
