"""The new part of a reply, for the mail programs of our resellers: samples/replies, samples/html."""

from pathlib import Path

import pytest

from inbound_mail.html_text import html_to_text
from inbound_mail.quoting import split_reply

SAMPLES = Path(__file__).parent / "samples"
REPLIES = sorted(path.stem for path in (SAMPLES / "replies").glob("*.txt"))
HTML = sorted(path.stem for path in (SAMPLES / "html").glob("*.html"))
MARK = "\n%%% attendu\n"


def sample(folder: str, name: str) -> tuple[str, str]:
    (path,) = (SAMPLES / folder).glob(f"{name}.*")
    text, expected = path.read_text("utf-8").split(MARK)
    return text, expected.rstrip("\n")


@pytest.mark.parametrize("name", REPLIES)
def test_the_new_part_is_cut_exactly(name: str) -> None:
    text, expected = sample("replies", name)

    assert split_reply(text).reply == expected


@pytest.mark.parametrize("name", REPLIES)
def test_reply_and_rest_hold_every_line(name: str) -> None:
    text, _ = sample("replies", name)
    split = split_reply(text)

    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = [
        line.strip() for part in (split.reply, split.quoted) for line in part.split("\n") if line.strip()
    ]
    assert sorted(found) == sorted(lines)


@pytest.mark.parametrize("name", HTML)
def test_the_new_part_of_an_html_reply_is_cut_exactly(name: str) -> None:
    markup, expected = sample("html", name)

    assert split_reply(html_to_text(markup)).reply == expected


def test_there_are_samples_of_each_program_named_in_the_rules() -> None:
    programs = [
        "outlook",
        "owa",
        "gmail",
        "apple",
        "iphone",
        "thunderbird",
        "orange",
        "zimbra",
        "roundcube",
        "yahoo",
        "proton",
        "samsung",
    ]

    assert len(REPLIES) >= 60
    for program in programs:
        assert any(name.startswith(program) for name in REPLIES), program


def test_a_cut_that_would_leave_nothing_is_not_made() -> None:
    text = "> Bonjour\n> Quelle version ?\n> Claire"

    assert split_reply(text).reply == text
    assert split_reply(text).quoted == ""


def test_an_empty_text_is_an_empty_reply() -> None:
    assert split_reply("").reply == ""


def test_a_long_text_costs_little() -> None:
    text = "Le 12 mars 2026 12:00 <a@b\n" * 20_000

    assert split_reply(text).reply.startswith("Le 12 mars")
