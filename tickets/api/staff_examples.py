"""What the OpenAPI document shows of the centre's work: the ticket of examples.py, as its engineers read it."""

from __future__ import annotations

from typing import Any

from tickets.api import examples

CLAIRE = {"id": 7, "name": "Claire Martin"}
TICKET: dict[str, Any] = {
    **examples.TICKET,
    "page": f"https://support.exer.fr/console/tickets/{examples.NUMBER}/",
    "assignee": CLAIRE,
    "cause": None,
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
TIME_SPENT: dict[str, Any] = {
    "id": 1,
    "worked_on": "2026-10-13",
    "minutes": 40,
    "billed_minutes": 45,
    "description": "VLAN créé et essayé avec vous.",
    "engineer": CLAIRE,
    "noted_at": "2026-10-13T12:07:00+02:00",
}
TIME: dict[str, Any] = {
    "how_counted": "par tranches de 0h15 commencées",
    "account": {
        "approved": 120,
        "spent": 45,
        "left": 75,
        "given_back": 0,
        "payers": [examples.TICKET["organisation"]],
        "pieces": [TIME_SPENT],
    },
}
VENDOR_CASE: dict[str, Any] = {
    "id": 1,
    "vendor": "Fortinet",
    "number": "9876543",
    "summary": "Le constructeur reproduit le défaut.",
    "contact": "",
    "link": "",
    "silence_hours": 8,
    "opened_at": "2026-10-13T12:07:00+02:00",
    "opened_by": CLAIRE,
    "heard_at": None,
    "remind_at": "2026-10-14T14:07:00+02:00",
    "closed_at": None,
}
ESTIMATE: dict[str, Any] = {
    "id": 1,
    "minutes": 120,
    "description": "Créer le VLAN des caméras et l’ouvrir vers l’enregistreur.",
    "payer": examples.TICKET["organisation"],
    "decision": {"code": "pending", "text": "à approuver"},
    "proposed_by": CLAIRE,
    "proposed_at": "2026-10-13T12:07:00+02:00",
    "decided_at": None,
    "may_decide": False,
}
