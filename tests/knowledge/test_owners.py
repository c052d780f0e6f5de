"""Whom a note concerns: owners of what it is about, under contract today, who may read it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from contracts.models import Device
from knowledge import owners
from knowledge.models import Note
from tests.knowledge.writing import note
from tests.world import FORTIGATE, TUESDAY, World


def names(row: Note) -> list[str]:
    return sorted(person.full_name for person in owners.people(row, TUESDAY))


def test_the_reseller_and_the_end_customer_of_a_device_are_told(world: World) -> None:
    row = note(world, "FortiGate 100F")

    assert names(row) == ["Jean Petit", "Léa Noël", "Sophie Bernard"]


def test_a_note_for_resellers_leaves_end_customers_out(world: World) -> None:  # CH-II.2
    row = note(world, "FortiGate 100F", audience="resellers")

    assert names(row) == ["Jean Petit", "Léa Noël"]


def test_nobody_is_told_of_a_device_whose_contract_ended(world: World) -> None:  # CH-0
    row = note(world, "AP305C")

    assert "Anne Girard" not in names(row)


def test_whoever_left_is_not_told(world: World) -> None:
    User.objects.filter(pk=world.lea.pk).update(is_active=False)

    assert names(note(world, "FortiGate 100F")) == ["Jean Petit", "Sophie Bernard"]


def test_another_version_is_not_concerned_and_an_unknown_one_may_be(world: World) -> None:
    row = note(world, "FortiGate 100F", versions_from="9.0")
    before = names(row)
    Device.objects.filter(serial=FORTIGATE).update(installed_version="")

    assert before == []
    assert "Sophie Bernard" in names(row)
    assert owners.reach(row, TUESDAY).unknown == 1


@pytest.mark.parametrize("audience", Note.Audience.values)
@pytest.mark.parametrize("product", ["FortiGate 100F", "SN310", "AP305C", "FortiGate 60E"])
def test_everybody_who_is_told_reads_it(world: World, product: str, audience: str) -> None:
    row = note(world, product, audience=audience)
    reading = {
        person.pk
        for person in User.objects.all()
        if Note.objects.visible_to(person, TUESDAY).filter(pk=row.pk)
    }
    told = {person.pk for person in owners.people(row, TUESDAY)}

    assert told <= reading


def test_what_is_confirmed_says_who_how_many_and_who_knows_already(world: World) -> None:
    row = note(world, "FortiGate 100F")
    row.sent.create(person=world.jean, by=world.hugo, at=TUESDAY)
    reach = owners.reach(row, TUESDAY)

    assert (reach.people, reach.told, reach.left) == (3, 1, 2)
    assert list(reach.organisations) == [("Clinique des Lilas", 1), ("Réseau Plus", 2)]


def test_a_family_reaches_every_model_of_it(world: World) -> None:
    row = note(world, families=["firewall"])

    assert {"Jean Petit", "Sophie Bernard", "Paul Dubois"} <= set(names(row)) or "Marc Blanc" in names(row)
    assert owners.people(row, TUESDAY + timedelta(days=4000)).count() == 0
