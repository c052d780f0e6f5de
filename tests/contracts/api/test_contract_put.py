"""Putting a contract by program: PUT /api/v1/contracts/<number>/, as a file of the ERP would."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation, User
from api.models import ApiToken
from contracts.api.contract_body import OF_CONTRACT, OF_LINE
from contracts.imports.columns import layout
from contracts.models import Contract, ContractLine, Device, ErpFile, Product
from tests.contracts.api.conftest import As, read
from tests.world import FORTIGATE, SWITCH, World

NUMBER, ADDRESS = "EX-2026-0511", "/api/v1/contracts/EX-2026-0511/"


def line(serial: str = "FG100F-0042", **changes: Any) -> dict[str, Any]:
    return {"serial": serial, "vendor": "Fortinet", "product": "FortiGate 100F", **changes}


def body(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "level": "premium",
        "reseller": {"name": "Réseau Plus"},
        "starts_on": "2026-10-01",
        "ends_on": "2029-09-30",
        "lines": list(lines) or [line()],
        **changes,
    }


def put(client: Client, said: dict[str, Any], query: str = "", **headers: str) -> Any:
    return client.put(ADDRESS + query, said, content_type="application/json", headers=headers)


def told(answer: Any) -> Any:
    return answer.json()


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.content
    return [(each["field"], each["code"]) for each in told(answer)["errors"]]


@pytest.fixture
def ines(world: World, as_: As) -> Client:
    return as_(world.ines)


def test_a_contract_that_is_not_known_is_made_with_its_devices(world: World, ines: Client) -> None:
    answer = put(ines, body(line("fg 42", installed_version="7.4.3", site="Metz"), line("FG43")))

    assert (answer.status_code, told(answer)["effect"]) == (201, "created")
    assert answer["Location"].endswith(ADDRESS)
    contract = Contract.objects.get(number=NUMBER)
    assert (contract.level_id, contract.reseller, contract.end_customer) == (
        "premium",
        world.jean.organisation,
        None,
    )
    assert (contract.starts_on, contract.ends_on) == (date(2026, 10, 1), date(2029, 9, 30))
    assert list(contract.lines.order_by("pk").values_list("device__serial", flat=True)) == ["FG42", "FG43"]
    assert Device.objects.get(serial="FG42").installed_version == "7.4.3"


def test_the_same_a_second_time_changes_nothing(ines: Client) -> None:
    first = put(ines, body())

    again = put(ines, body())

    assert (again.status_code, told(again)["effect"]) == (200, "unchanged")
    assert again["ETag"] == first["ETag"]
    assert ContractLine.objects.filter(contract__number=NUMBER).count() == 1
    assert ErpFile.objects.count() == 1


def test_what_changes_is_told_before_and_after(ines: Client) -> None:
    put(ines, body())

    answer = put(ines, body(ends_on="2029-12-31"))

    assert (answer.status_code, told(answer)["effect"]) == (200, "changed")
    assert told(answer)["changes"] == [
        {
            "subject": "contracts",
            "key": NUMBER,
            "about": "ends_on",
            "before": "2029-09-30",
            "after": "2029-12-31",
            "text": f"contrat {NUMBER}, Fin",
        }
    ]


def test_a_device_that_is_left_out_is_withdrawn_today_and_stays(ines: Client) -> None:
    put(ines, body(line("FG42"), line("FG43")))

    answer = put(ines, body(line("FG42")))

    assert [each["code"] for each in told(answer)["warnings"]] == ["left_out"]
    assert ContractLine.objects.get(device__serial="FG43").withdrawn_on == date(2026, 10, 13)


def test_a_version_does_not_go_down(ines: Client) -> None:  # CH-IV.1
    put(ines, body(line(installed_version="7.4.3")))

    answer = put(ines, body(line(installed_version="7.2.0")))

    assert (told(answer)["effect"], told(answer)["warnings"][0]["field"]) == (
        "unchanged",
        "lines[0].installed_version",
    )
    assert Device.objects.get(serial="FG100F-0042").installed_version == "7.4.3"


def test_what_is_not_said_stays_and_null_is_nobody(ines: Client) -> None:
    put(ines, body(end_customer={"name": "Clinique des Lilas"}, sales_contact="ines.faure@exer.example"))

    put(ines, body())
    kept = Contract.objects.get(number=NUMBER)
    put(ines, body(end_customer=None))

    assert (str(kept.end_customer), str(kept.sales_contact)) == ("Clinique des Lilas", "Inès Faure")
    assert Contract.objects.get(number=NUMBER).end_customer is None


def test_a_product_and_an_organisation_that_are_not_known_are_made_and_said(ines: Client) -> None:
    answer = put(
        ines, body(line(product="FortiGate 9000"), reseller={"name": "Vosges Réseaux", "code": "R-77"})
    )

    assert [(each["field"], each["code"]) for each in told(answer)["warnings"]] == [
        ("reseller.name", "organisation_made"),
        ("lines[0].product", "product_made"),
    ]
    assert Organisation.objects.get(erp_code="R-77").name == "Vosges Réseaux"
    assert Product.objects.filter(name="FortiGate 9000").exists()


def test_all_that_is_wrong_is_told_at_once_by_its_field_and_nothing_is_written(ines: Client) -> None:
    said = body(
        line(),
        line("FG43", installed_version="7" * 41),
        line(),
        line(SWITCH, vendor="Extreme Networks", product="X465-24W"),
        level="gold",
        reseller={"code": "R-99"},
        starts_on="2030-01-01",
        sales_contact="personne@exer.example",
    )

    answer = put(ines, said)

    assert sorted(errors(answer)) == [
        ("ends_on", "ends_before_it_starts"),
        ("level", "level_unknown"),
        ("lines[1].installed_version", "too_long"),
        ("lines[2].serial", "line_twice"),
        ("reseller.code", "code_unknown"),
        ("sales_contact", "sales_contact_unknown"),
    ]
    assert not Contract.objects.filter(number=NUMBER).exists()
    assert not ErpFile.objects.exists()


def test_a_device_of_another_reseller_is_refused_with_the_other_contract(ines: Client) -> None:
    answer = put(ines, body(line(SWITCH, vendor="Extreme Networks", product="X465-24W")))  # CH-II.1

    assert errors(answer) == [("lines[0].serial", "of_another_reseller")]
    assert "EX-2025-0410" in told(answer)["errors"][0]["detail"]
    assert not Contract.objects.filter(number=NUMBER).exists()


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"number": "EX-1"}, "number", "unknown_field"),
        ({"reseller": {"name": "Réseau Plus", "kind": "centre"}}, "reseller.kind", "unknown_field"),
        ({"reseller": {}}, "reseller", "required"),
        ({"reseller": None}, "reseller", "null"),
        ({"starts_on": "01/10/2026"}, "starts_on", "invalid"),
        ({"ends_on": "2150-01-01"}, "ends_on", "date_out_of_range"),
        ({"lines": []}, "lines", "empty"),
        ({"lines": [line(reseller="Alpes")]}, "lines[0].reseller", "unknown_field"),
        ({"lines": [line(serial="#N/A")]}, "lines[0].serial", "spreadsheet_error"),
    ],
)
def test_a_field_that_is_none_is_named(ines: Client, changes: dict[str, Any], field: str, code: str) -> None:
    answer = put(ines, body(**changes))

    assert errors(answer) == [(field, code)]
    assert not Contract.objects.filter(number=NUMBER).exists()


def test_a_trial_says_the_same_and_writes_nothing(ines: Client) -> None:
    trial = put(ines, body(), "?dry_run=true")

    assert (trial.status_code, told(trial)["effect"], told(trial)["applied"]) == (200, "created", False)
    assert not Contract.objects.filter(number=NUMBER).exists()
    assert told(put(ines, body()))["counts"] == told(trial)["counts"]


def test_a_trial_that_would_be_refused_says_why(ines: Client) -> None:
    assert errors(put(ines, body(level="gold"), "?dry_run=true")) == [("level", "level_unknown")]


def test_whoever_decided_on_another_state_is_told_so(ines: Client) -> None:
    seen = put(ines, body())["ETag"]
    put(ines, body(ends_on="2029-12-31"))

    answer = put(ines, body(), **{"If-Match": seen})

    assert (answer.status_code, told(answer)["code"]) == (412, "precondition_failed")
    assert Contract.objects.get(number=NUMBER).ends_on == date(2029, 12, 31)


def test_whoever_has_read_it_as_it_stands_may_put_it(ines: Client) -> None:
    put(ines, body())
    seen = ines.get(ADDRESS)["ETag"]

    assert put(ines, body(ends_on="2029-12-31"), **{"If-Match": seen}).status_code == 200


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_a_state_of_what_does_not_exist_is_none(ines: Client, query: str) -> None:
    assert put(ines, body(), query, **{"If-Match": "*"}).status_code == 412
    assert not Contract.objects.filter(number=NUMBER).exists()


def test_what_was_put_is_kept_beside_the_files_of_the_page(world: World, ines: Client) -> None:
    put(ines, body())

    file = ErpFile.objects.get()
    assert (file.name, file.source, file.status) == (f"{NUMBER}.csv", "api", "applied")
    assert (file.received_by, file.decided_by) == (world.ines, world.ines)
    assert ines.get(f"/console/fichiers-erp/{file.pk}/").status_code == 200


@pytest.mark.parametrize("name", ["jean", "sophie", "claire"])
def test_whoever_does_not_apply_files_does_not_put_contracts(world: World, as_: As, name: str) -> None:
    answer = put(as_(getattr(world, name)), body())

    assert (answer.status_code, told(answer)["code"]) == (403, "permission_denied")
    assert not Contract.objects.filter(number=NUMBER).exists()


def bearer(person: User, *scopes: str) -> dict[str, str]:
    _row, token = ApiToken.objects.create(user=person, name="ERP", scopes=scopes, created_by=person)
    return {"Authorization": f"Bearer {token}"}


def test_a_token_made_to_import_puts_contracts_and_reads_nothing(world: World, client: Client) -> None:
    token = bearer(world.hugo, "import")

    assert put(client, body(), **token).status_code == 201
    assert client.get(ADDRESS, headers=token).status_code == 403


@pytest.mark.parametrize("scopes", [("read",), ("read", "open", "staff")])
def test_another_token_does_not(world: World, client: Client, scopes: tuple[str, ...]) -> None:
    answer = put(client, body(), **bearer(world.ines, *scopes))

    assert (answer.status_code, told(answer)["code"]) == (403, "scope_missing")
    assert not Contract.objects.filter(number=NUMBER).exists()


def test_what_is_put_is_read_as_it_was_given(ines: Client) -> None:
    put(ines, body(line(installed_version="7.4.3", site="Metz")))

    found = read(ines, f"contracts/{NUMBER}/")

    assert (found["level"]["code"], found["starts_on"], found["ends_on"]) == (
        "premium",
        "2026-10-01",
        "2029-09-30",
    )
    assert found["lines"][0]["serial"] == "FG100F-0042"


def test_a_number_may_hold_a_slash(ines: Client) -> None:
    answer = ines.put("/api/v1/contracts/EX/2026/0511/", body(), content_type="application/json")

    assert answer.status_code == 201
    assert Contract.objects.filter(number="EX/2026/0511").exists()


def test_text_that_would_upset_a_file_is_taken_as_it_is(ines: Client) -> None:
    put(ines, body(line(site='Baie "2"; à gauche,\nen bas')))

    assert Device.objects.get(serial="FG100F-0042").site == 'Baie "2"; à gauche, en bas'


def test_every_field_is_a_column_that_files_know() -> None:
    headers = [*OF_CONTRACT.values(), *OF_LINE.values()]

    found = layout(headers)

    assert (found.unknown, found.twice, len(found.places)) == ((), (), len(headers))


def test_a_device_that_moves_between_resellers_does_so_as_by_a_file(world: World, ines: Client) -> None:
    put(ines, body(line("FG42")))
    given_up = ContractLine.objects.get(device__serial="FG42")
    given_up.withdrawn_on = world.at.date()
    given_up.save()

    answer = ines.put(
        "/api/v1/contracts/EX-2026-0600/",
        body(line("FG42"), reseller={"name": "Alpes Sécurité"}),
        content_type="application/json",
    )

    assert [each["code"] for each in told(answer)["warnings"]] == ["changes_hands"]
    assert ContractLine.objects.get(contract__number="EX-2026-0600").covered_from == date(2026, 10, 13)


def test_the_known_cast_may_be_put_back_as_it_is(ines: Client) -> None:
    said = body(
        line(FORTIGATE),
        end_customer={"name": "Clinique des Lilas"},
        starts_on="2025-02-20",
        ends_on="2028-02-15",
    )

    answer = ines.put("/api/v1/contracts/EX-2024-0117/", said, content_type="application/json")

    assert told(answer)["effect"] == "unchanged"
