"""The new part of a reply, for the mail programs of our resellers: samples/replies, samples/html, samples/eml."""

from pathlib import Path

import pytest

from inbound_mail.html_text import html_to_text
from inbound_mail.parsing import parse
from inbound_mail.quoting import split_reply

SAMPLES = Path(__file__).parent / "samples"
REPLIES = sorted(path.stem for path in (SAMPLES / "replies").glob("*.txt"))
HTML = sorted(path.stem for path in (SAMPLES / "html").glob("*.html"))
MAILS = sorted(path.stem for path in (SAMPLES / "eml").glob("*.eml"))
MARK = "\n%%% attendu\n"


def sample(folder: str, name: str) -> tuple[str, str]:
    (path,) = (SAMPLES / folder).glob(f"{name}.*")
    text, expected = path.read_text("utf-8").split(MARK)
    return text, expected.rstrip("\n")


def whole_mail(name: str) -> tuple[bytes, str]:
    path = SAMPLES / "eml" / f"{name}.eml"
    return path.read_bytes(), path.with_suffix(".txt").read_text("utf-8").rstrip("\n")


def filled_lines(*texts: str) -> list[str]:
    return sorted(line.strip() for text in texts for line in text.split("\n") if line.strip())


def cuts() -> list[tuple[str, str]]:
    """What was cut and what its author wrote, for every sample."""
    texts = [sample("replies", name) for name in REPLIES]
    pages = [sample("html", name) for name in HTML]
    mails = [whole_mail(name) for name in MAILS]
    return [
        *((split_reply(text).reply, expected) for text, expected in texts),
        *((split_reply(html_to_text(markup)).reply, expected) for markup, expected in pages),
        *((parse(raw).reply, expected) for raw, expected in mails),
    ]


def test_the_new_part_is_exact_in_95_of_100_samples_and_no_line_of_an_author_is_lost() -> None:
    found = cuts()

    lost = [set(filled_lines(wanted)) - set(filled_lines(reply)) for reply, wanted in found]
    exact = sum(reply == wanted for reply, wanted in found)
    assert len(found) >= 180
    assert exact >= 0.95 * len(found)
    assert not any(lost)


@pytest.mark.parametrize("name", REPLIES)
def test_the_new_part_is_cut_exactly(name: str) -> None:
    text, expected = sample("replies", name)

    assert split_reply(text).reply == expected


@pytest.mark.parametrize("name", REPLIES)
def test_reply_and_rest_hold_every_line(name: str) -> None:
    text, _ = sample("replies", name)
    split = split_reply(text)

    assert filled_lines(split.reply, split.quoted) == filled_lines(text)


@pytest.mark.parametrize("name", HTML)
def test_the_new_part_of_an_html_reply_is_cut_exactly(name: str) -> None:
    markup, expected = sample("html", name)

    assert split_reply(html_to_text(markup)).reply == expected


@pytest.mark.parametrize("name", MAILS)
def test_the_new_part_of_a_whole_mail_is_cut_exactly(name: str) -> None:
    raw, expected = whole_mail(name)

    assert parse(raw).reply == expected


@pytest.mark.parametrize("name", MAILS)
def test_reply_and_rest_of_a_whole_mail_hold_every_line(name: str) -> None:
    parsed = parse(whole_mail(name)[0])

    assert filled_lines(parsed.reply, parsed.quoted) == filled_lines(parsed.text)


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
