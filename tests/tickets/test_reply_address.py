from __future__ import annotations

import pytest

from tickets import reply_address

NUMBER = "CST-2026-000123"


def test_the_number_comes_back() -> None:
    assert reply_address.number_in(reply_address.for_number(NUMBER)) == NUMBER


def test_case_is_free() -> None:
    assert reply_address.number_in(reply_address.for_number(NUMBER).upper()) == NUMBER


@pytest.mark.parametrize(
    "address",
    [
        "support@exer.fr",
        "support+cst-2026-000123@exer.fr",
        "support+cst-2026-000123.000000000000@exer.fr",
        "",
        "@",
    ],
)
def test_an_address_that_we_did_not_sign_names_no_ticket(address: str) -> None:
    assert reply_address.number_in(address) is None


def test_a_signature_is_good_for_its_own_number_only() -> None:
    other = reply_address.for_number(NUMBER).replace("000123", "000124")

    assert reply_address.number_in(other) is None


def test_another_domain_is_not_ours() -> None:
    assert (
        reply_address.number_in(reply_address.for_number(NUMBER).replace("exer.fr", "evil.example")) is None
    )
