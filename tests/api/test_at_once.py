"""Two hundred at once with one Idempotency-Key: one ticket, and all of them are answered with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection
from django.test import Client

from api.models import ApiToken, Scope
from outbound_mail.models import OutgoingMail
from tests.world import FORTIGATE, World
from tickets.models import Ticket

POSTS = 200
# As many wait for one another as a throwaway PostgreSQL lends connections to beside other tests.
AT_ONCE = 32


def test_two_hundred_at_once_open_one_ticket(transactional_world: World) -> None:
    _row, token = ApiToken.objects.create(
        user=transactional_world.jean, name="Supervision", scopes=[Scope.OPEN], created_by=None
    )
    ready = Barrier(AT_ONCE)

    def post(turn: int) -> Any:
        try:
            if turn < AT_ONCE:
                ready.wait(60)
            return Client().post(
                "/api/v1/tickets/",
                {
                    "serial": FORTIGATE,
                    "severity": 1,
                    "subject": "Plus de VPN",
                    "body": "Tout le site est coupé.",
                },
                content_type="application/json",
                headers={"authorization": f"Bearer {token}", "idempotency-key": "alarme-4711"},
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(post, range(POSTS)))

    ticket = Ticket.objects.get()
    assert {(answer.status_code, answer.json()["number"]) for answer in answers} == {(201, ticket.number)}
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert ticket.messages.count() == 1
    assert OutgoingMail.objects.filter(to=transactional_world.jean.email).count() == 1
