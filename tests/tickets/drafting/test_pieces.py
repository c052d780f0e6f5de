"""A file in pieces: it goes on where it stopped, whatever comes twice, too late or at the same moment."""

from __future__ import annotations

import contextlib
import itertools
import random
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from tests.clamd import EICAR
from tests.world import TUESDAY, World
from tickets import files
from tickets.drafting import pieces
from tickets.drafting.pieces import Announced, WrongPlace
from tickets.files import FileRefused, NotScanned
from tickets.models import Upload, UploadPiece
from tickets.tasks import forget_uploads

TEXT = bytes(range(256)) * 40


def begun(owner: User, content: bytes = TEXT, **said: Any) -> Upload:
    key, name = said.pop("key", "form"), said.pop("name", "trace.pcap")
    return pieces.begin(owner, key, Announced(name, len(content), **said), TUESDAY)


def sent(owner: User, content: bytes = TEXT, **said: Any) -> Upload:
    row = begun(owner, content, **said)
    pieces.append(owner, row.pk, 0, content)
    return pieces.finish(owner, row.pk)


def test_pieces_become_the_file(world: World) -> None:
    row = begun(world.jean)
    pieces.append(world.jean, row.pk, 0, TEXT[:5000])
    pieces.append(world.jean, row.pk, 5000, TEXT[5000:])

    whole = pieces.finish(world.jean, row.pk)

    assert whole.is_whole and files.content(whole) == TEXT
    assert not UploadPiece.objects.exists()


def test_the_same_file_begun_again_goes_on_where_it_stopped(world: World) -> None:
    row = begun(world.jean, modified="1")
    pieces.append(world.jean, row.pk, 0, TEXT[:5000])

    again = begun(world.jean, modified="1")

    assert (again.pk, again.received, again.is_whole) == (row.pk, 5000, False)


@pytest.mark.parametrize("other", [{"modified": "2"}, {"name": "autre.pcap"}, {"key": "another"}])
def test_another_file_or_another_form_begins_anew(world: World, other: dict[str, Any]) -> None:
    row = begun(world.jean, modified="1")

    assert begun(world.jean, **{"modified": "1", **other}).pk != row.pk


def test_a_piece_that_comes_twice_is_told_where_the_file_stops(world: World) -> None:
    row = begun(world.jean)
    pieces.append(world.jean, row.pk, 0, TEXT[:5000])

    with pytest.raises(WrongPlace) as wrong:
        pieces.append(world.jean, row.pk, 0, TEXT[:5000])

    assert wrong.value.received == 5000
    assert UploadPiece.objects.count() == 1


def test_more_bytes_than_announced_are_refused(world: World) -> None:
    row = begun(world.jean)

    with pytest.raises(FileRefused, match="a changé pendant son envoi"):
        pieces.append(world.jean, row.pk, 0, TEXT + b"x")


def test_a_file_is_its_owners_alone(world: World) -> None:
    row = begun(world.jean)

    with pytest.raises(Upload.DoesNotExist):
        pieces.append(world.lea, row.pk, 0, TEXT)


def test_a_piece_rests_encrypted(world: World) -> None:
    row = begun(world.jean, b"set password hunter2")
    pieces.append(world.jean, row.pk, 0, b"set password")

    with UploadPiece.objects.get().file.open("rb") as stored:
        assert b"password" not in stored.read()


def test_a_configuration_backup_rests_encrypted(world: World) -> None:
    row = sent(world.jean, b"set password hunter2", category="configuration")

    with row.file.open("rb") as stored:
        assert b"hunter2" not in stored.read()
    assert files.content(row) == b"set password hunter2"


def test_a_file_called_a_backup_afterwards_is_encrypted_then(world: World) -> None:
    row = sent(world.jean, b"set password hunter2", category="other")

    pieces.categorise(world.jean, row.pk, "configuration")

    row.refresh_from_db()
    with row.file.open("rb") as stored:
        assert b"hunter2" not in stored.read()
    assert files.content(row) == b"set password hunter2"


def test_a_category_may_be_said_while_the_file_travels(world: World) -> None:
    row = begun(world.jean)
    pieces.categorise(world.jean, row.pk, "configuration")
    pieces.append(world.jean, row.pk, 0, TEXT)

    whole = pieces.finish(world.jean, row.pk)

    assert (whole.category, whole.encrypted) == ("configuration", True)


# --- Limits -------------------------------------------------------------------------------------------------


def test_two_gigabytes_are_refused_before_a_byte_is_sent(world: World) -> None:
    with pytest.raises(FileRefused, match=r"film\.mkv.*pèse 2048"):
        pieces.begin(world.jean, "form", Announced("film.mkv", 2 * 1024**3), TUESDAY)

    assert not Upload.objects.exists()


def test_an_empty_file_is_refused(world: World) -> None:
    with pytest.raises(FileRefused, match="est vide"):
        begun(world.jean, b"")


def test_a_form_has_so_many_files(world: World, settings: Settings) -> None:
    settings.ATTACHMENTS_PER_MESSAGE = 1
    begun(world.jean)

    with pytest.raises(FileRefused, match="1 fichiers au plus"):
        begun(world.jean, name="deux.txt")


def test_the_files_of_a_form_weigh_so_much_together(world: World, settings: Settings) -> None:
    settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE = len(TEXT) + 1
    begun(world.jean)

    with pytest.raises(FileRefused, match="ensemble au plus"):
        begun(world.jean, name="deux.txt")


def test_what_waits_in_all_the_forms_of_a_person_is_bounded(world: World, settings: Settings) -> None:
    settings.UPLOADS_MAX_BYTES_PER_PERSON = len(TEXT) + 1
    begun(world.jean)

    with pytest.raises(FileRefused, match="envoyez ceux-ci d’abord"):
        begun(world.jean, key="another form")


# --- Viruses ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("clamd")
def test_an_infected_file_is_gone_with_its_pieces(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    row = begun(world.jean, EICAR)
    pieces.append(world.jean, row.pk, 0, EICAR)
    piece = UploadPiece.objects.get()

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(FileRefused, match="contient un virus"),
    ):
        pieces.finish(world.jean, row.pk)

    assert not Upload.objects.exists()
    assert not piece.file.storage.exists(str(piece.file.name))


@pytest.mark.usefixtures("clamd_away")
def test_a_file_waits_whole_for_a_scanner_that_is_away(world: World, settings: Settings) -> None:
    row = begun(world.jean)
    pieces.append(world.jean, row.pk, 0, TEXT)
    with pytest.raises(NotScanned):
        pieces.finish(world.jean, row.pk)
    settings.CLAMD_ADDRESS = ""

    assert pieces.finish(world.jean, row.pk).is_whole


# --- Given up, forgotten ------------------------------------------------------------------------------------


def test_a_file_given_up_leaves_nothing(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    row = begun(world.jean)
    pieces.append(world.jean, row.pk, 0, TEXT[:5000])
    piece = UploadPiece.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        pieces.abandon(world.jean, row.pk)

    assert not Upload.objects.exists()
    assert not piece.file.storage.exists(str(piece.file.name))


def test_an_unfinished_file_is_forgotten_after_a_day_with_its_pieces(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    row = begun(world.jean)
    pieces.append(world.jean, row.pk, 0, TEXT[:5000])
    Upload.objects.update(created_at=TUESDAY - timedelta(days=4000))

    with django_capture_on_commit_callbacks(execute=True):
        assert forget_uploads() == 1

    assert not UploadPiece.objects.exists()


# --- Order and simultaneity ---------------------------------------------------------------------------------


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, len(TEXT) - 1), max_size=8), seed=st.randoms(use_true_random=False))
def test_pieces_in_any_order_and_as_often_as_they_come_make_the_same_file(
    world: World, cuts: list[int], seed: random.Random
) -> None:
    """Whoever sends what does not fit is told where the file stops, and only what fits is kept."""
    edges = [0, *sorted(set(cuts)), len(TEXT)]
    parts = [(start, TEXT[start:end]) for start, end in itertools.pairwise(edges)]
    row = begun(world.jean, modified=str(seed.random()))
    Upload.objects.exclude(pk=row.pk).delete()

    for _round in parts:
        for start, part in seed.sample(parts, len(parts)):
            with contextlib.suppress(WrongPlace):
                pieces.append(world.jean, row.pk, start, part)

    assert files.content(pieces.finish(world.jean, row.pk)) == TEXT


@pytest.mark.django_db(transaction=True)
def test_of_the_same_piece_sent_twice_at_once_one_is_kept(transactional_world: World) -> None:
    jean = transactional_world.jean
    row = begun(jean)
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def send() -> None:
        together.wait(10)
        try:
            pieces.append(jean, row.pk, 0, TEXT[:5000])
            outcomes.append("kept")
        except WrongPlace:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["kept", "told"]
    assert Upload.objects.get().received == 5000


def test_crumbs_do_not_make_a_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECES", 2)
    row = begun(world.jean)
    for start in (0, 1):
        pieces.append(world.jean, row.pk, start, TEXT[start : start + 1])

    with pytest.raises(FileRefused):
        pieces.append(world.jean, row.pk, 2, TEXT[2:3])


def test_so_many_files_of_a_person_wait_whatever_their_forms(world: World, settings: Settings) -> None:
    settings.UPLOADS_PER_PERSON = 2
    for key in ("one", "two"):
        begun(world.jean, key=key)

    with pytest.raises(FileRefused, match="attendent"):
        begun(world.jean, key="three")
    assert begun(world.lea, key="hers").received == 0
