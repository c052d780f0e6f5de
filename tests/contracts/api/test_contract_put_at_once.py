"""Several programs that put one contract at the same moment."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection
from django.test import Client

from contracts.models import Contract, ContractLine, ErpFile
from tests.world import World

ADDRESS = "/api/v1/contracts/EX-2026-0511/"


def body(ends_on: str = "2029-09-30") -> dict[str, Any]:
    return {
        "level": "premium",
        "reseller": {"name": "Réseau Plus"},
        "starts_on": "2026-10-01",
        "ends_on": ends_on,
        "lines": [
            {"serial": f"FG-{each}", "vendor": "Fortinet", "product": "FortiGate 100F"} for each in "123"
        ],
    }


def put_at_once(world: World, bodies: list[dict[str, Any]], **headers: str) -> list[int]:
    """Each body by a program of its own, all at the same moment; their statuses, in order of size."""
    clients = [Client() for _ in bodies]
    for client in clients:
        client.force_login(world.ines)
    start, statuses = threading.Barrier(len(bodies)), []

    def run(client: Client, said: dict[str, Any]) -> None:
        start.wait()
        answer = client.put(ADDRESS, said, content_type="application/json", headers=headers)
        statuses.append(answer.status_code)
        connection.close()

    programs = [threading.Thread(target=run, args=each) for each in zip(clients, bodies, strict=True)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    return sorted(statuses)


def test_one_makes_it_and_the_others_find_it_made(transactional_world: World) -> None:
    assert put_at_once(transactional_world, [body()] * 6) == [200] * 5 + [201]

    assert ContractLine.objects.filter(contract__number="EX-2026-0511").count() == 3
    assert ErpFile.objects.count() == 1


def test_of_those_who_decided_on_one_state_the_first_is_heard(transactional_world: World) -> None:
    put_at_once(transactional_world, [body()])
    client = Client()
    client.force_login(transactional_world.ines)
    seen = client.get(ADDRESS)["ETag"]
    ends = [f"2029-{month}-01" for month in ("10", "11", "12")]

    statuses = put_at_once(transactional_world, [body(end) for end in ends], **{"If-Match": seen})

    assert statuses == [200, 412, 412]
    assert str(Contract.objects.get(number="EX-2026-0511").ends_on) in ends
