"""A version that is stated: what is taken for one, who said it, and that the verdict follows (CH-IV.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts import coverage
from contracts.models import Device
from contracts.versions_stated import VersionRefused, state_version
from tests.world import OLD_VERSION, TUESDAY, World


@pytest.fixture
def device(world: World) -> Device:
    """A FortiGate 60E in 6.2.9, whose support begins at 6.4."""
    return Device.objects.get(serial=OLD_VERSION)


def reason(world: World) -> str:
    return coverage.verdict(world.jean, OLD_VERSION, "web", "incident", TUESDAY).reason


def test_it_is_kept_with_who_said_so_and_when(world: World, device: Device) -> None:
    state_version(device, " 6.4.8  build 1914 ", by=world.sophie, at=TUESDAY)

    device.refresh_from_db()
    assert device.installed_version == "6.4.8 build 1914"
    assert (device.version_stated_by, device.version_stated_at) == (world.sophie, TUESDAY)


def test_the_verdict_is_at_once_the_new_one(world: World, device: Device) -> None:
    assert reason(world) == "version_not_supported"
    state_version(device, "6.4", by=world.jean, at=TUESDAY)

    assert reason(world) == "covered"


def test_a_version_that_is_still_too_old_is_kept_and_changes_nothing_else(
    world: World, device: Device
) -> None:
    state_version(device, "6.2.10", by=world.jean, at=TUESDAY)

    assert reason(world) == "version_not_supported"


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ("", "Indiquez la version installée"),
        ("   ", "Indiquez la version installée"),
        ("7" * 41, "tient en 40"),
        ("la dernière", "porte un numéro"),
        ("6.2.8", "déjà la 6.2.9"),
        ("6", "déjà la 6.2.9"),
    ],
)
def test_what_is_no_installed_version_is_refused(
    world: World, device: Device, stated: str, sentence: str
) -> None:
    with pytest.raises(VersionRefused, match=sentence):
        state_version(device, stated, by=world.jean, at=TUESDAY)

    device.refresh_from_db()
    assert (device.installed_version, device.version_stated_at) == ("6.2.9", None)


def test_an_unknown_version_takes_any(world: World, device: Device) -> None:
    Device.objects.filter(pk=device.pk).update(installed_version="")

    assert state_version(device, "1.0", by=world.jean, at=TUESDAY).installed_version == "1.0"


def test_the_same_version_again_tells_who_said_it_last(world: World, device: Device) -> None:
    state_version(device, "6.4.8", by=world.sophie, at=TUESDAY)
    later = state_version(device, "6.4.8", by=world.jean, at=TUESDAY + timedelta(days=1))

    assert later.version_stated_by == world.jean


def test_a_ticket_judged_before_stays_as_it_was(world: World, device: Device) -> None:
    refused = world.ticket(serial=OLD_VERSION)
    state_version(device, "6.4.8", by=world.jean, at=TUESDAY)

    refused.refresh_from_db()
    assert (refused.status, refused.verdict.reason) == ("refused", "version_not_supported")
    assert world.ticket(serial=OLD_VERSION).status == "new"


def test_what_was_stated_by_mistake_is_stated_again(world: World, device: Device) -> None:
    state_version(device, "99999", by=world.sophie, at=TUESDAY)
    state_version(device, "6.4.8", by=world.sophie, at=TUESDAY)

    device.refresh_from_db()
    assert device.installed_version == "6.4.8"
