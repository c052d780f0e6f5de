"""A note is shown as safe HTML, and told as plain words."""

from __future__ import annotations

import time

import pytest

from knowledge.rendering import html_of, words_of


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[ici](javascript:alert(1))",
        "[ici](data:text/html,x)",
        "![plan](https://ailleurs.example/suivi.png)",
        '[ici](https://a.example "x" onmouseover=alert)',
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    shown = html_of(text)

    assert "<script" not in shown and "<img" not in shown
    assert 'href="javascript' not in shown and 'href="data' not in shown and 'onmouseover="' not in shown


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://docs.example/a?b=1", True),
        ("mailto:support@exer.fr", True),
        ("/portail/incidents/", False),
        ("//ailleurs.example", False),
        ("ftp://ailleurs.example", False),
    ],
)
def test_links_lead_to_the_web_or_to_a_mail_address(address: str, leads: bool) -> None:
    assert (f'href="{address}"' in html_of(f"[ici]({address})")) is leads


def test_titles_begin_under_that_of_the_page() -> None:
    shown = html_of("# Un\n\n## Deux\n\n###### Six")

    assert "<h2>Un</h2>" in shown and "<h3>Deux</h3>" in shown and "<h6>Six</h6>" in shown


def test_commands_and_tables_are_reached_by_keyboard() -> None:
    shown = html_of("```\nget system <status>\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |")

    assert shown.count('tabindex="0"') == 2
    assert "get system &lt;status&gt;" in shown and "<td>2</td>" in shown


def test_html_is_shown_as_it_was_written() -> None:
    assert "&lt;b&gt;" in html_of("Tapez <b>.")


def test_the_words_of_a_note_have_no_marks() -> None:
    text = "# Titre\n\n1. **Un** [lien](https://a.example)\n- `deux`\n\n```\nls -l\n```\n\n| a | b |\n|---|---|\n> fin"

    assert words_of(text) == "Titre. Un lien deux ls -l a b fin"


@pytest.mark.parametrize(
    "text",
    ["[" * 50_000, "![" * 25_000, "[](" * 16_000, "# " + " " * 49_000 + "x", " " * 50_000, "\n" * 50_000],
    ids=["brackets", "pictures", "links", "title", "spaces", "lines"],
)
def test_a_text_made_to_be_slow_to_read_is_not(text: str) -> None:
    started = time.process_time()

    words_of(text)

    assert time.process_time() - started < 1
