"""Sending a file while its form is being filled in, as the browser asks for it; and the form that names it then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.clamd import EICAR
from tests.tickets.portal.reading import filled, words
from tests.world import TUESDAY, World
from tickets.drafting import drafts, submission, uploads
from tickets.drafting.pieces import MAX_PIECE
from tickets.models import Attachment, Ticket, Upload

As = Callable[[User], Client]
NEW = "/portail/incidents/nouveau/"
FILES = "/saisie/fichiers/"

pytestmark = pytest.mark.usefixtures("on_tuesday")


def begin(client: Client, token: str, name: str = "trace.pcap", size: int = 10, **said: Any) -> Any:
    return client.post(FILES, {"submission_key": token, "name": name, "size": size, **said})


def append(client: Client, url: str, start: int, content: bytes) -> Any:
    return client.post(f"{url}?start={start}", content, content_type="application/octet-stream")


def send(client: Client, token: str, content: bytes, **said: Any) -> Any:
    return append(client, begin(client, token, size=len(content), **said).json()["url"], 0, content)


def test_a_file_is_begun_sent_in_pieces_and_whole(world: World, as_: As) -> None:
    client, token = as_(world.jean), submission.new(world.jean).token
    begun = begin(client, token).json()

    first = append(client, begun["url"], 0, b"12345").json()
    last = append(client, begun["url"], 5, b"67890").json()

    assert (first["received"], first["whole"]) == (5, False)
    assert (last["received"], last["whole"]) == (10, True)


def test_a_piece_at_another_place_is_told_the_right_one(world: World, as_: As) -> None:
    client = as_(world.jean)
    url = begin(client, submission.new(world.jean).token).json()["url"]
    append(client, url, 0, b"12345")

    response = append(client, url, 0, b"12345")

    assert (response.status_code, response.json()) == (409, {"received": 5})


def test_a_piece_larger_than_pieces_are_is_not_read(world: World, as_: As) -> None:
    client = as_(world.jean)
    url = begin(client, submission.new(world.jean).token, size=MAX_PIECE * 3).json()["url"]

    response = append(client, url, 0, bytes(MAX_PIECE + 1))

    assert response.status_code == 413
    assert Upload.objects.get().received == 0


def test_a_file_over_the_limit_is_refused_in_a_sentence(world: World, as_: As) -> None:
    response = begin(as_(world.jean), submission.new(world.jean).token, size=2 * 1024**3)

    assert response.status_code == 422
    assert "la limite est de 25" in response.json()["error"]


def test_a_form_of_somebody_else_takes_nothing(world: World, as_: As) -> None:
    response = begin(as_(world.jean), submission.new(world.sophie).token)

    assert response.status_code == 403
    assert not Upload.objects.exists()


def test_an_ended_session_is_told_so(world: World, client: Client) -> None:
    response = begin(client, submission.new(world.jean).token)

    assert (response.status_code, response.json()) == (401, {"error": "Votre session a expiré."})


@pytest.mark.parametrize("size", ["", "-1", "abc", "9" * 40, "\u0663"])
def test_a_size_that_is_no_number_is_refused(world: World, as_: As, size: str) -> None:
    response = as_(world.jean).post(
        FILES, {"submission_key": submission.new(world.jean).token, "name": "x", "size": size}
    )

    assert response.status_code == 400


@pytest.mark.parametrize("route", ["", "categorie/", "abandon/"])
def test_the_file_of_a_colleague_is_out_of_reach(world: World, as_: As, route: str) -> None:
    url = begin(as_(world.jean), submission.new(world.jean).token).json()["url"]

    response = as_(world.sophie).post(f"{url}{route}?start=0", {"category": "report"})

    assert response.status_code in {204, 404}
    assert Upload.objects.get().category == "other"


def test_a_file_that_does_not_exist_is_said_to_be_gone(world: World, as_: As) -> None:
    response = append(as_(world.jean), f"{FILES}{uuid4()}/", 0, b"x")

    assert response.status_code == 404
    assert "joignez-le à nouveau" in response.json()["error"]


@pytest.mark.usefixtures("clamd")
def test_the_test_virus_is_refused_beside_it(world: World, as_: As) -> None:
    response = send(as_(world.jean), submission.new(world.jean).token, EICAR, name="outil.exe")

    assert response.status_code == 422
    assert "« outil.exe » contient un virus" in response.json()["error"].replace("\u00a0", " ")
    assert not Upload.objects.exists()


@pytest.mark.usefixtures("clamd_away")
def test_a_scanner_that_is_away_keeps_the_file_and_no_body_asks_again(
    world: World, as_: As, settings: Settings
) -> None:
    client, token = as_(world.jean), submission.new(world.jean).token
    away = send(client, token, b"1234567890")
    settings.CLAMD_ADDRESS = ""

    again = append(client, begin(client, token).json()["url"], 10, b"")

    assert (away.status_code, again.json()["whole"]) == (503, True)


@pytest.mark.parametrize(
    "name", ["a" * 300 + ".pcap", "schéma 🔥🧯.txt", "../../etc/passwd", "\u202egpj.exe", "a\x00b"]
)
def test_any_name_is_kept_in_a_form_that_shows(world: World, as_: As, name: str) -> None:
    send(as_(world.jean), submission.new(world.jean).token, b"1234567890", name=name)

    kept = Upload.objects.get().name
    assert 0 < len(kept) <= 255
    assert not set(kept) & set("/\\\x00\u202e")


# --- The form that names them -------------------------------------------------------------------------------


def test_a_file_already_there_goes_along_by_its_id_with_the_category_chosen_last(
    world: World, as_: As
) -> None:
    client, form = as_(world.jean), filled(world.jean)
    pk = send(client, form["submission_key"], b"set password hunter2").json()["id"]

    client.post(NEW, {**form, "keep_files": [pk], "kept_categories": [f"{pk} configuration"]})

    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.category, attachment.encrypted) == (
        "trace.pcap",
        "configuration",
        True,
    )
    assert not Upload.objects.exists()


def test_a_file_that_is_still_on_its_way_does_not_go_along(world: World, as_: As) -> None:
    client, form = as_(world.jean), filled(world.jean)
    begun = begin(client, form["submission_key"]).json()

    response = client.post(NEW, {**form, "keep_files": [begun["id"]]})

    assert response.status_code == 422
    assert "n’est plus ici" in words(response)
    assert not Ticket.objects.exists()


def test_the_second_of_two_clicks_is_not_told_that_its_files_are_gone(world: World, as_: As) -> None:
    client, form = as_(world.jean), filled(world.jean)
    pk = send(client, form["submission_key"], b"1234567890").json()["id"]
    client.post(NEW, {**form, "keep_files": [pk]})

    response = client.post(NEW, {**form, "keep_files": [pk]}, follow=True)

    assert "rien n’a été créé deux fois" in words(response)
    assert Attachment.objects.count() == 1


def test_a_draft_keeps_the_form_whose_files_wait(world: World, as_: As) -> None:
    token = submission.new(world.jean).token
    send(as_(world.jean), token, b"1234567890")

    drafts.save(world.jean, "reply:CST-2026-000001", {"body": "", "submission_key": token}, TUESDAY)

    kept = drafts.load(world.jean, "reply:CST-2026-000001", {"body"}).token
    assert uploads.resumed(world.jean, kept).token == token


def test_a_form_that_was_sent_is_not_resumed(world: World, as_: As) -> None:
    client, form = as_(world.jean), filled(world.jean)
    client.post(NEW, form)
    begin(client, form["submission_key"])

    assert uploads.resumed(world.jean, form["submission_key"]).token != form["submission_key"]


def test_what_is_still_to_be_sent_is_shown_apart_from_what_is_here(world: World, as_: As) -> None:
    client, sub = as_(world.jean), submission.new(world.jean)
    send(client, sub.token, b"1234567890", name="plan.txt")
    begin(client, sub.token, name="film.mkv")

    field = uploads.field_of(world.jean, sub.key)

    assert [row.name for row in field.kept] == ["plan.txt"]
    assert [row.name for row in field.unfinished] == ["film.mkv"]
