"""Files sent ahead by program, in pieces, and what takes them along: /api/v1/uploads/."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from api.pieces_parser import MOST_BYTES
from tests.tickets.api.asking import program, refused_fields, send
from tests.tickets.api.conftest import As
from tests.world import FORTIGATE, World
from tickets import scanning
from tickets.drafting import pieces
from tickets.drafting.pieces import MAX_PIECE, Announced
from tickets.models import Attachment, Ticket, Upload

ASKED = {"serial": FORTIGATE, "severity": 1, "subject": "Le tunnel tombe", "body": "Voir le journal."}


def begin(client: Client, size: int = 6, **said: Any) -> str:
    answer = send(client, "uploads/", **{"name": "journal.txt", "size": size, "category": "report", **said})
    assert answer.status_code == 201, answer.json()
    found: str = answer.json()["id"]
    return found


def append(client: Client, upload: str, content: bytes, start: int = 0) -> Any:
    address = f"/api/v1/uploads/{upload}/?start={start}"
    return client.patch(address, content, content_type="application/octet-stream")


def whole(client: Client, content: bytes = b"A -- B", **said: Any) -> str:
    upload = begin(client, len(content), **said)
    assert append(client, upload, content).json()["whole"]
    return upload


def test_a_file_arrives_in_pieces(world: World, as_: As) -> None:
    client = as_(world.jean)
    upload = begin(client, 6)

    first = append(client, upload, b"A --")
    asked = client.get(f"/api/v1/uploads/{upload}/")
    last = append(client, upload, b" B", start=4)

    shown = {"id": upload, "name": "journal.txt", "size": 6, "category": "report"}
    assert first.json() == asked.json() == {**shown, "received": 4, "whole": False}
    assert last.json() == {**shown, "received": 6, "whole": True}


def test_a_piece_that_begins_elsewhere_is_told_where_the_file_stops(world: World, as_: As) -> None:
    client = as_(world.jean)
    upload = begin(client, 6)
    append(client, upload, b"A --")

    answer = append(client, upload, b"A --")

    assert (answer.status_code, answer.json()["code"], answer.json()["received"]) == (409, "wrong_place", 4)


def test_the_same_name_twice_is_two_files(world: World, as_: As) -> None:
    client = as_(world.jean)

    assert begin(client) != begin(client)


def test_the_same_key_begins_one_file(world: World, as_: As) -> None:
    client, said = as_(world.jean), {"name": "a.txt", "size": 6}

    first, second = (send(client, "uploads/", headers={"Idempotency-Key": "1"}, **said) for _each in "12")

    assert second.json() == first.json()
    assert Upload.objects.count() == 1


def test_a_file_over_the_limit_is_refused_before_it_is_sent(world: World, as_: As) -> None:
    answer = send(as_(world.jean), "uploads/", name="gros.bin", size=10**12)

    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"size": 0}, {"size": "min_value"}),
        ({"size": "six"}, {"size": "wrong_type"}),
        ({"category": "secret"}, {"category": "invalid_choice"}),
        ({"owner": 1}, {"owner": "unknown_field"}),
        ({"is_whole": True}, {"is_whole": "unknown_field"}),
    ],
)
def test_what_is_announced_wrong_is_named(
    world: World, as_: As, said: dict[str, Any], expected: dict[str, str]
) -> None:
    answer = send(as_(world.jean), "uploads/", **{"name": "a.txt", "size": 6, **said})

    assert refused_fields(answer) == expected


def test_more_than_was_announced_is_refused(world: World, as_: As) -> None:
    client = as_(world.jean)

    answer = append(client, begin(client, 6), b"A -- B -- C")

    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")


def test_a_piece_is_of_a_megabyte_at_most(world: World, as_: As) -> None:
    client = as_(world.jean)
    upload = begin(client, MOST_BYTES + 1)

    answer = append(client, upload, b"x" * (MOST_BYTES + 1))

    assert MOST_BYTES == MAX_PIECE
    assert (answer.status_code, answer.json()["code"]) == (413, "piece_too_large")
    assert append(client, upload, b"x" * MOST_BYTES).status_code == 200


def test_a_piece_is_bytes_and_nothing_else(world: World, as_: As) -> None:
    client = as_(world.jean)
    upload = begin(client)

    answer = client.patch(
        f"/api/v1/uploads/{upload}/?start=0", {"bytes": "A -- B"}, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert Upload.objects.get().received == 0


def test_a_file_of_another_is_not_there(world: World, as_: As) -> None:
    upload = begin(as_(world.jean))
    stranger = as_(world.marc)

    answers = [
        stranger.get(f"/api/v1/uploads/{upload}/"),
        append(stranger, upload, b"x"),
        stranger.delete(f"/api/v1/uploads/{upload}/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Upload.objects.get().received == 0


def test_a_file_of_a_form_is_not_the_programs(world: World, as_: As) -> None:
    row = pieces.begin(world.jean, "form", Announced("a.txt", 6), world.at)

    assert as_(world.jean).get(f"/api/v1/uploads/{row.pk}/").status_code == 404


def test_a_file_is_given_up(world: World, as_: As) -> None:
    client = as_(world.jean)
    upload = begin(client)

    assert client.delete(f"/api/v1/uploads/{upload}/").status_code == 204
    assert not Upload.objects.exists()


def test_a_file_that_is_not_scanned_yet_goes_on_when_asked_again(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(content: bytes) -> str | None:
        raise scanning.ScannerAway

    client = as_(world.jean)
    upload = begin(client)
    with monkeypatch.context() as scanner:
        scanner.setattr(scanning, "virus", away)
        answer = append(client, upload, b"A -- B")
    again = append(client, upload, b"", start=6)

    assert (answer.status_code, answer.json()["code"]) == (503, "not_scanned")
    assert again.json()["whole"]


def test_a_request_takes_its_files_along(world: World, as_: As) -> None:
    client = as_(world.jean)
    uploads = [whole(client), whole(client, b"secret", name="conf.txt", category="configuration")]

    answer = send(client, "tickets/", **ASKED, uploads=uploads)

    assert answer.status_code == 201
    attached = Attachment.objects.filter(message__ticket__number=answer.json()["number"])
    assert {(each.name, each.category, each.encrypted) for each in attached} == {
        ("journal.txt", "report", False),
        ("conf.txt", "configuration", True),
    }
    assert not Upload.objects.exists()


def test_a_reply_takes_its_files_along(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.jean)

    answer = send(client, f"tickets/{ticket.number}/messages/", body="Voici.", uploads=[whole(client)])

    assert [file["name"] for file in answer.json()["attachments"]] == ["journal.txt"]
    assert not Upload.objects.exists()


def test_files_that_cannot_go_along_are_named_and_nothing_is_sent(world: World, as_: As) -> None:
    client = as_(world.jean)
    fine, unfinished, another_s = whole(client), begin(client), whole(as_(world.marc))

    answer = send(client, "tickets/", **ASKED, uploads=[fine, unfinished, another_s, str(uuid4())])

    assert refused_fields(answer) == {
        "uploads[1]": "unfinished_upload",
        "uploads[2]": "unknown_upload",
        "uploads[3]": "unknown_upload",
    }
    assert not Ticket.objects.exists()
    assert Upload.objects.count() == 3


def test_sending_a_file_is_part_of_opening(world: World) -> None:
    assert send(program(world.jean, "read"), "uploads/", name="a", size=1).json()["code"] == "scope_missing"
    assert begin(program(world.jean, "open"))
