"""What of a file is shown on the page: text escaped and masked, images by content, nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.world import World
from tickets.files import NewFile
from tickets.models import Attachment, AttachmentCategory, Event

As = Callable[[User], Client]
CONFIGURATION = NewFile(
    "fgt.conf",
    b"config system admin\n    edit admin\n        set password ENC SH2abcdef\n    next\nend\n<script>x</script>",
    AttachmentCategory.CONFIGURATION,
)
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")


@pytest.fixture
def as_(client: Client) -> As:
    def login(person: User) -> Client:
        client.force_login(person)
        return client

    return login


def attached(world: World, file: NewFile) -> Attachment:
    world.ticket(files=[file])
    return Attachment.objects.get()


def address(row: Attachment) -> str:
    return reverse("attachments:preview", args=[row.pk])


def test_a_configuration_is_read_without_its_secrets(world: World, as_: As) -> None:
    page = as_(world.claire).get(address(attached(world, CONFIGURATION))).content.decode()

    assert "edit admin" in page
    assert "SH2abcdef" not in page
    assert "Un secret est masqué" in page


@pytest.mark.parametrize(
    "line",
    [
        "set pass\x1b[1mword SH2abcdef",
        "set pass\u200bword SH2abcdef",
        "set password\x1b[0m \x1b[32mSH2abcdef",
        "#" * 9_000 + "\n" + "\0".join("set password SH2abcdef"),
    ],
    ids=["bold in a name", "a space without width", "colours", "two bytes a sign, further down"],
)
def test_what_nobody_sees_uncovers_no_secret(world: World, as_: As, line: str) -> None:
    row = attached(world, NewFile("console.log", line.encode()))

    page = as_(world.claire).get(address(row)).content.decode()

    assert "SH2abcdef" not in page.replace("\0", "")
    assert "Un secret est masqué" in page


def test_what_a_file_says_is_never_markup(world: World, as_: As) -> None:
    page = as_(world.claire).get(address(attached(world, CONFIGURATION))).content

    assert b"<script>x" not in page
    assert b"&lt;script&gt;x" in page


def test_reading_it_masked_is_no_opening_and_downloading_it_is(world: World, as_: As) -> None:
    row = attached(world, CONFIGURATION)
    client = as_(world.claire)
    opened = Event.objects.filter(kind=Event.Kind.ATTACHMENT_OPENED)
    client.get(address(row))
    read = opened.count()
    client.get(reverse("attachments:download", args=[row.pk]))

    assert (read, opened.count()) == (0, 1)


def test_an_image_comes_from_the_endpoint_of_files(world: World, as_: As) -> None:
    row = attached(world, NewFile("photo.png", PNG))
    page = as_(world.claire).get(address(row), headers={"HX-Request": "true"}).content.decode()

    assert f'src="{reverse("attachments:download", args=[row.pk])}"' in page


@pytest.mark.parametrize(
    "file",
    [
        NewFile("rapport.pdf", b"%PDF-1.7\n1 0 obj\n"),
        NewFile("photo.png", PNG, AttachmentCategory.CONFIGURATION),
        NewFile("trace.pcap", bytes(range(256))),
    ],
    ids=["pdf", "an encrypted image", "bytes"],
)
def test_anything_else_stays_a_download(world: World, as_: As, file: NewFile) -> None:
    row = attached(world, file)
    client = as_(world.claire)
    thread = client.get(reverse("console:ticket", args=[row.message.ticket.number])).content.decode()

    assert client.get(address(row)).status_code == 404
    assert address(row) not in thread


def test_a_long_text_is_cut_and_says_so(world: World, as_: As) -> None:
    row = attached(world, NewFile("journal.log", b"une ligne\n" * 5_000))

    assert "Les 3000 premières lignes" in as_(world.claire).get(address(row)).content.decode().replace(
        "\u202f", ""
    ).replace("\u00a0", "")


def test_only_the_centre_is_offered_a_preview_in_its_thread(world: World, as_: As) -> None:
    row = attached(world, CONFIGURATION)
    page = as_(world.jean).get(reverse("portal:ticket", args=[row.message.ticket.number])).content.decode()

    assert address(row) not in page


def test_who_does_not_see_the_ticket_sees_no_preview(world: World, as_: As) -> None:
    assert as_(world.marc).get(address(attached(world, CONFIGURATION))).status_code == 404
