"""What every template of ours keeps to: the strict CSP, existing icons, French typography, small parts."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import lucide
import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

from sla.calendars import CHARTER, working_time
from sla.explain import deadline
from tests.look.gallery import TEMPLATES, data
from tests.world import TUESDAY

PAGES = sorted(path for path in TEMPLATES.rglob("*.html"))
# Documents that bring their style with them: mails that we send, and the frame that shows one that came.
OF_THEIR_OWN = {path for path in PAGES if path.parent.name == "mail"} | {
    TEMPLATES / "console/mails/frame.html"
}
ON_SCREEN = [path for path in PAGES if path not in OF_THEIR_OWN]
STATIC = Path(settings.BASE_DIR) / "static"


def _name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", ON_SCREEN, ids=_name)
def test_no_inline_style_script_or_handler(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script>", source)


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_template_compiles_and_its_tags_stand_on_one_line(path: Path) -> None:
    get_template(_name(path))
    tags = re.sub(r"{% comment.*?endcomment %}", "", path.read_text("utf-8"), flags=re.S)
    assert not re.search(r"{[{%][^}]*\n[^}]*[}%]}", tags)


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_icons_exist_and_are_hidden_from_screen_readers(path: Path) -> None:
    for name, rest in re.findall(r'{% lucide "([^"]+)"([^%]*)%}', path.read_text("utf-8")):
        assert lucide._render_icon(name, 16)
        assert 'aria_hidden="true"' in rest or 'class="avatar' in path.read_text("utf-8")


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_french_punctuation_has_its_no_break_spaces(path: Path) -> None:
    source = path.read_text("utf-8")
    words = re.findall(r'(?:translate |_\()"([^"]*)"', source)
    words += re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate", source, flags=re.S)
    assert not [word for word in words if re.search(r" [:;?!»](?:\s|$|<)|« |\w'\w", word)]


def test_stylesheets_name_raw_colours_in_the_tokens_only() -> None:
    for path in STATIC.rglob("*.css"):
        if path.name not in {"tokens.css", "print.css"}:
            colours = re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8"))
            assert set(colours) <= {"#fff", "#0004", "#0006", "#0f121699"}, path.name


@pytest.mark.parametrize("page", ["400", "403", "404", "500", "csrf_failure"])
def test_error_page_renders_without_any_context(page: str) -> None:
    shown = render_to_string(f"{page}.html")
    assert "<h1>" in shown and 'lang="fr"' in shown


@pytest.mark.parametrize("mail", ["acknowledgement", "answer", "refusal", "redirected", "engineer_notice"])
def test_mail_says_the_same_in_text_and_html(mail: str) -> None:
    loaded = data()
    explained = deadline(TUESDAY, timedelta(hours=2), working_time(CHARTER))
    context = {
        "ticket": {"number": "CST-2026-000123", "subject": "Le tunnel tombe"},
        "verdict": loaded["verdicts"][2],
        "deadline": {**loaded["deadlines"][0], "rulers": explained.rulers},
        "message": {"author_name": "Claire Martin", "body": "Bonjour Jean."},
        "url": "https://support.exer.fr/x/",
        "headline": "Nouvel incident",
    }
    html, text = (render_to_string(f"mail/{mail}.{kind}", context) for kind in ("html", "txt"))
    verdict_is_told = mail in {"acknowledgement", "refusal", "redirected", "engineer_notice"}
    assert (
        (loaded["verdicts"][2]["title"] in html)
        is (loaded["verdicts"][2]["title"] in text)
        is verdict_is_told
    )
    deadline_is_told = mail in {"acknowledgement", "engineer_notice"}
    assert ('class="m-band-left' in html) is deadline_is_told
    assert all((step.text in html) is (step.text in text) is deadline_is_told for step in explained.steps)
    assert context["url"] in html and context["url"] in text and "CST-2026-000123" in text


def test_text_mail_is_not_escaped() -> None:
    context = {"message": {"author_name": "D'Arc & fils", "body": "a < b"}, "ticket": None}
    assert "D'Arc & fils" in render_to_string("mail/answer.txt", context)


def test_mail_greets_the_person_by_the_first_name() -> None:
    ticket = {"number": "CST-2026-000123", "subject": "Le tunnel tombe"}
    shown = render_to_string("mail/acknowledgement.txt", {"ticket": ticket, "person": {"first_name": "Jean"}})
    assert shown.startswith("Bonjour Jean,")


def test_engineer_notice_names_who_wrote() -> None:
    message = {"author_name": "Jean Petit", "body": "Toujours en panne."}
    shown = render_to_string("mail/engineer_notice.txt", {"message": message})
    assert "Nouveau message de Jean Petit" in shown and "Toujours en panne." in shown


@pytest.mark.parametrize("kind", ["html", "txt"])
def test_invitation_says_who_invites_for_whom_and_how_long(kind: str) -> None:
    context = {
        "inviter": "Hugo Leroy",
        "organisation": "Réseau Plus",
        "days": 14,
        "url": "https://x.example/i/",
    }
    shown = render_to_string(f"mail/invitation.{kind}", context)
    assert all(part in shown for part in ("Hugo Leroy", "Réseau Plus", "dans 14 jours", str(context["url"])))
