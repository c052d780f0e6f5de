"""Names found as people type them, and by their very own letters (accounts/plain_text.py)."""

from __future__ import annotations

import pytest

from accounts.models import Organisation

NAMES = ("Clinique de l’Étoile", "Øresund Data", "ABC – Réseaux", "Cœur de Ville", "100 % Net_Sûr")


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_by_itself(name: str) -> None:
    row = Organisation.objects.create(name=name, kind="reseller")

    assert list(Organisation.objects.filter(name__holds=name)) == [row]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "typed"),
    [("Clinique de l’Étoile", "l'etoile"), ("Cœur de Ville", "coeur"), ("Øresund", "oresund")],
)
def test_case_accents_and_signs_are_put_aside(name: str, typed: str) -> None:
    row = Organisation.objects.create(name=name, kind="reseller")

    assert row in Organisation.objects.filter(name__holds=typed)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["%", "_x_", "\\"])
def test_no_sign_stands_for_others(typed: str) -> None:
    Organisation.objects.create(name="Alpha x Bêta", kind="reseller")

    assert not Organisation.objects.filter(name__holds=typed).exists()
