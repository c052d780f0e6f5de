"""What a real clamd says of a file, what is done when it says nothing, what `manage.py check` says of its address."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.clamd import EICAR
from tickets import files, scanning
from tickets.checks import scanner_is_named
from tickets.files import FileRefused, NotScanned
from tickets.scanning import ScannerAway


@pytest.mark.usefixtures("clamd")
def test_the_test_virus_is_found_by_its_name() -> None:
    assert (scanning.virus(EICAR) or "").startswith("Eicar-Test")


@pytest.mark.usefixtures("clamd")
def test_it_is_found_among_other_bytes() -> None:
    assert scanning.virus(b"config\n" * 100_000 + EICAR) is not None


@pytest.mark.usefixtures("clamd")
def test_any_other_file_passes() -> None:
    assert scanning.virus(b"config system global") is None


@pytest.mark.usefixtures("clamd")
def test_an_infected_file_is_refused_in_a_sentence_that_names_file_and_virus() -> None:
    with pytest.raises(FileRefused, match=r"rapport\.pdf.*contient un virus \(Eicar-Test"):
        files.check_clean("rapport.pdf", EICAR)


@pytest.mark.usefixtures("clamd")
def test_a_file_that_clamd_does_not_read_to_its_end_has_no_verdict() -> None:
    with pytest.raises(ScannerAway):
        scanning.virus(bytes(31 * 1024 * 1024))


@pytest.mark.usefixtures("clamd_away")
def test_a_daemon_that_is_away_gives_no_verdict_and_the_sentence_says_to_try_again() -> None:
    with pytest.raises(NotScanned, match="Réessayez dans un instant"):
        files.check_clean("plan.txt", b"A -- B")


def test_without_a_scanner_nothing_is_asked(settings: Settings) -> None:
    settings.CLAMD_ADDRESS = ""

    assert scanning.virus(EICAR) is None


def test_production_without_a_scanner_is_told_with_its_remedy(settings: Settings) -> None:
    settings.CLAMD_ADDRESS = ""

    [warning] = scanner_is_named(None)

    assert warning.id == "tickets.W002"
    assert warning.hint is not None and "CLAMD_ADDRESS" in warning.hint


@pytest.mark.parametrize("address", ["clamav", "clamav:port", ":3310", "run/clamd.ctl"])
def test_an_address_that_names_no_daemon_is_an_error(settings: Settings, address: str) -> None:
    settings.CLAMD_ADDRESS = address

    [error] = scanner_is_named(None)

    assert error.id == "tickets.E001"


@pytest.mark.parametrize("address", ["clamav:3310", "127.0.0.1:3310", "/run/clamav/clamd.ctl"])
def test_a_socket_or_a_port_is_an_address(settings: Settings, address: str) -> None:
    settings.CLAMD_ADDRESS = address

    assert scanner_is_named(None) == []
