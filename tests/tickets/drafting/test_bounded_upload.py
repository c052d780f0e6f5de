"""A form and its files in one body, without script: what is too much is not stored, and the words arrive."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.models import User
from tests.clamd import EICAR
from tests.tickets.portal.reading import filled, words
from tests.world import World
from tickets.drafting.bounded_upload import not_stored
from tickets.models import Ticket, Upload

As = Callable[[User], Client]
NEW = "/portail/incidents/nouveau/"
MB = 1024 * 1024

pytestmark = pytest.mark.usefixtures("on_tuesday")


class Endless(io.RawIOBase):
    """A multipart body with a file of `size` zeros before a field, made as it is read."""

    def __init__(self, size: int) -> None:
        self.head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="film.mkv"\r\n\r\n'
        self.tail = b'\r\n--b\r\nContent-Disposition: form-data; name="subject"\r\n\r\nTunnel\r\n--b--\r\n'
        self.left = size
        self.length = len(self.head) + size + len(self.tail)

    def read(self, size: int = -1) -> bytes:
        if self.head:
            part, self.head = self.head, b""
        elif self.left:
            part = bytes(min(size if size > 0 else MB, self.left))
            self.left -= len(part)
        else:
            part, self.tail = self.tail, b""
        return part


def posted(body: Endless) -> Any:
    return RequestFactory().request(
        **{
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=b",
            "CONTENT_LENGTH": str(body.length),
            "wsgi.input": body,
        }
    )


@pytest.fixture
def temporary(settings: Settings, tmp_path: Path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture
def memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("memory")
def test_two_hundred_megabytes_fill_neither_memory_nor_disk_and_the_words_arrive(temporary: Path) -> None:
    request = posted(Endless(200 * MB))

    assert request.POST["subject"] == "Tunnel"
    assert tracemalloc.get_traced_memory()[1] < 20 * MB
    assert list(temporary.iterdir()) == []
    [said] = not_stored(request)
    assert said.replace("\u00a0", " ") == "« film.mkv » pèse plus de 25 Mo, la limite par fichier."


def test_the_file_before_one_that_is_too_large_is_kept_whole(
    world: World, as_: As, settings: Settings
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 3 * MB
    good, large = SimpleUploadedFile("bon.bin", bytes(2 * MB)), SimpleUploadedFile("gros.bin", bytes(4 * MB))

    response = as_(world.jean).post(
        NEW, filled(world.jean, files=[good, large, SimpleUploadedFile("x.txt", b"x")])
    )

    assert response.status_code == 422
    assert "« gros.bin » pèse plus de 3 Mo" in words(response)
    assert {(row.name, row.size) for row in Upload.objects.all()} == {("bon.bin", 2 * MB), ("x.txt", 1)}


def test_files_that_weigh_too_much_together_are_said_and_the_words_stay(
    world: World, as_: As, settings: Settings
) -> None:
    settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE = 1500
    sent = [SimpleUploadedFile("un.bin", bytes(1000)), SimpleUploadedFile("deux.bin", bytes(1000))]

    response = as_(world.jean).post(NEW, filled(world.jean, files=sent))

    assert response.status_code == 422
    assert "« deux.bin » n’a pas été pris" in words(response)
    assert "Depuis la mise à jour de cette nuit." in words(response)
    assert [row.name for row in Upload.objects.all()] == ["un.bin"]


@pytest.mark.usefixtures("clamd")
def test_the_test_virus_is_said_beside_the_field_and_everything_else_kept(world: World, as_: As) -> None:
    sent = [SimpleUploadedFile("plan.txt", b"A -- B"), SimpleUploadedFile("outil.exe", EICAR)]

    response = as_(world.jean).post(NEW, filled(world.jean, files=sent))

    assert response.status_code == 422
    assert "« outil.exe » contient un virus" in words(response)
    assert [row.name for row in Upload.objects.all()] == ["plan.txt"]
    assert not Ticket.objects.exists()


def test_a_body_that_nobody_could_mean_is_refused_before_it_is_read(
    world: World, as_: As, settings: Settings
) -> None:
    settings.UPLOAD_BODY_MAX_BYTES = 1000

    response = as_(world.jean).post(NEW, filled(world.jean, files=[SimpleUploadedFile("x", bytes(2000))]))

    assert response.status_code == 413
    assert "retirez les fichiers et envoyez" in words(response)
