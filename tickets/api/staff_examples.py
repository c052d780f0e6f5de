"""What the OpenAPI document shows of the centre's work: the ticket of examples.py, as its engineers read it."""

from __future__ import annotations

from typing import Any

from tickets.api import examples

CLAIRE = {"id": 7, "name": "Claire Martin"}
TICKET: dict[str, Any] = {
    **examples.TICKET,
    "page": f"https://support.exer.fr/console/tickets/{examples.NUMBER}/",
    "assignee": CLAIRE,
    "cause": "",
}
QUEUED: dict[str, Any] = {
    **{
        name: examples.TICKET[name]
        for name in ("number", "url", "subject", "status", "kind", "severity", "organisation", "device")
    },
    "level": "Premium",
    "who": "Jean Petit, Réseau Plus pour Clinique des Lilas",
    "assignee": None,
    "place": {"code": "promised", "text": "Premium, réponse promise"},
    "received_at": "2026-10-13T11:07:00+02:00",
    "updated_at": "2026-10-13T11:20:00+02:00",
    "waiting_since": "2026-10-13T11:07:00+02:00",
    "due_at": "2026-10-13T14:37:00+02:00",
    "standing": "ok",
    "left": "reste 1h",
    "when": "avant 14h37",
    "calls": [],
}
ENGINEER: dict[str, Any] = {"id": 7, "name": "Claire Martin", "role": "engineer"}
