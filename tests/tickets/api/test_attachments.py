"""The files on a ticket by program: /api/v1/tickets/<number>/attachments/ and /api/v1/attachments/<id>/content/."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from tests.tickets.api.conftest import As
from tests.world import World
from tickets.actions import closing, purging, replying
from tickets.files import NewFile
from tickets.models import Attachment, Event, Ticket

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


def attachments(client: Client, ticket: Ticket) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/tickets/{ticket.number}/attachments/")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_the_files_of_a_ticket_are_listed(world: World, as_: As) -> None:
    ticket = world.ticket(files=[NewFile("plan.txt", b"A -- B", "diagram")])

    [file] = attachments(as_(world.jean), ticket)

    row = Attachment.objects.get()
    assert file == {
        "id": str(row.pk),
        "name": "plan.txt",
        "size": 6,
        "category": "diagram",
        "content_type": "text/plain",
        "sha256": row.sha256,
        "message": str(row.message_id),
        "created_at": "2026-10-13T11:07:00+02:00",
        "purged_at": None,
        "url": f"http://localhost:8000/api/v1/attachments/{row.pk}/content/",
    }


def test_the_files_of_a_note_are_the_centre_s(world: World, as_: As) -> None:
    ticket = world.ticket()
    words = world.words(world.claire, files=[NewFile("entre-nous.txt", b"x")])
    replying.note(ticket, words, at=world.at)

    assert [file["name"] for file in attachments(as_(world.hugo), ticket)] == ["entre-nous.txt"]
    assert attachments(as_(world.jean), ticket) == []
    assert (
        as_(world.jean).get(f"/api/v1/attachments/{Attachment.objects.get().pk}/content/").status_code == 404
    )


def test_a_file_is_downloaded_as_bytes_and_never_as_a_page(world: World, as_: As) -> None:
    world.ticket(files=[NewFile("page.html", b"<script>alert(1)</script>")])

    answer = as_(world.jean).get(
        f"/api/v1/attachments/{Attachment.objects.get().pk}/content/",
        headers={"Accept": "application/octet-stream"},
    )

    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_picture_loads_nothing(world: World, as_: As) -> None:
    world.ticket(files=[NewFile("ecran.png", PNG)])

    answer = as_(world.jean).get(f"/api/v1/attachments/{Attachment.objects.get().pk}/content/")

    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_opening_a_configuration_backup_is_written_in_the_history(world: World, as_: As) -> None:
    ticket = world.ticket(files=[NewFile("fw.conf", b"set password", "configuration")])

    answer = as_(world.claire).get(f"/api/v1/attachments/{Attachment.objects.get().pk}/content/")

    assert answer.content == b"set password"
    assert ticket.events.latest("pk").kind == Event.Kind.ATTACHMENT_OPENED


def test_what_was_erased_is_told_so(world: World, as_: As) -> None:
    ticket = world.ticket(files=[NewFile("fw.conf", b"set password", "configuration")])
    closing.close(ticket, actor=world.jean, at=world.at)
    purging.purge_backups(closed_before=world.at + timedelta(minutes=1), at=world.at)

    [file] = attachments(as_(world.jean), ticket)
    answer = as_(world.jean).get(f"/api/v1/attachments/{file['id']}/content/")

    assert (file["url"], file["purged_at"]) == (None, "2026-10-13T11:07:00+02:00")
    assert (answer.status_code, answer.json()["detail"]) == (409, "La sauvegarde fw.conf a été effacée")


def test_another_s_file_is_not_there(world: World, as_: As) -> None:
    world.ticket(files=[NewFile("plan.txt", b"A -- B")])

    answer = as_(world.marc).get(f"/api/v1/attachments/{Attachment.objects.get().pk}/content/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
