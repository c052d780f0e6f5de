"""What the OpenAPI document shows as examples: Jean's ticket of 13 October 2026, as docs/api.md tells it."""

from __future__ import annotations

from typing import Any

NUMBER = "CST-2026-000001"
VERDICT: dict[str, Any] = {
    "outcome": "accepted",
    "reason": "covered",
    "title": "Couvert",
    "text": "FortiGate 100F n°\u00a0FG100F-PREM-0001, Premium jusqu’au 15/02/2028, portail autorisé (charte II, III).",
    "rules": ["CH-II.1", "CH-III.1"],
}
TICKET: dict[str, Any] = {
    "number": NUMBER,
    "url": f"https://support.exer.fr/api/v1/tickets/{NUMBER}/",
    "page": f"https://support.exer.fr/portail/incidents/{NUMBER}/",
    "subject": "Le tunnel IPsec tombe",
    "status": {"code": "new", "text": "nouveau"},
    "kind": {"code": "incident", "text": "Incident"},
    "channel": {"code": "web", "text": "portail"},
    "severity": 1,
    "organisation": {"id": 2, "name": "Réseau Plus"},
    "reseller": {"id": 2, "name": "Réseau Plus"},
    "requester": {"id": 1, "name": "Jean Petit"},
    "device": {"serial": "FG100F-PREM-0001", "product": "FortiGate 100F"},
    "contract": "EX-2024-0117",
    "verdict": VERDICT,
    "waived": False,
    "received_at": "2026-10-13T11:07:00+02:00",
    "updated_at": "2026-10-13T11:20:00+02:00",
    "first_response_at": None,
    "due_at": "2026-10-13T14:37:00+02:00",
    "ended": False,
    "merged_into": None,
}
OPENING: dict[str, Any] = {
    "serial": "FG100F-PREM-0001",
    "severity": 1,
    "subject": "Le tunnel IPsec tombe",
    "body": "Toutes les dix minutes, vers le siège.",
    "since": "Depuis la mise à jour de cette nuit",
}
COVERAGE_ASKED: dict[str, Any] = {"serial": "FG100F-PREM-0001", "severity": 1}
COVERAGE: dict[str, Any] = {
    **VERDICT,
    "level": "premium",
    "contract": "EX-2024-0117",
    "ends_on": "2028-02-15",
    "intent": "open",
    "next_step": {
        "code": "open",
        "text": "Ouvrir la demande",
        "url": "https://support.exer.fr/portail/incidents/nouveau/?serial=FG100F-PREM-0001&kind=incident",
    },
    "promise": {
        "due_at": "2026-10-13T15:37:00+02:00",
        "text": "15h37 = reçu 12h07, 0h23 jusqu’à 12h30, pause déjeuner, 1h37 à partir de 14h00 "
        "(sévérité 1, 2h ouvrées)",
    },
}
UPLOAD_BEGINNING: dict[str, Any] = {"name": "journal.txt", "size": 48213, "category": "report"}
UPLOAD: dict[str, Any] = {
    "id": "0b1f6c9e-5a53-4a3e-9f0c-2f6d1c1f8b11",
    **UPLOAD_BEGINNING,
    "received": 0,
    "whole": False,
}
_MESSAGE_ID = "7c0f3d0a-6f4e-4a57-8a5c-0c5f5f4b1f10"
ATTACHMENT: dict[str, Any] = {
    "id": "e3a1c6b2-2f5d-4a0e-8c53-8b8d9a3f7e21",
    "name": "journal.txt",
    "size": 48213,
    "category": "report",
    "content_type": "text/plain",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "message": _MESSAGE_ID,
    "created_at": "2026-10-13T12:07:00+02:00",
    "purged_at": None,
    "url": "https://support.exer.fr/api/v1/attachments/e3a1c6b2-2f5d-4a0e-8c53-8b8d9a3f7e21/content/",
}
MESSAGE: dict[str, Any] = {
    "id": _MESSAGE_ID,
    "author": {"name": "Jean Petit", "organisation": "Réseau Plus"},
    "by_centre": False,
    "automatic": False,
    "channel": {"code": "web", "text": "portail"},
    "sent_at": "2026-10-13T12:07:00+02:00",
    "body": "Le journal du pare-feu est joint.",
    "quoted": "",
    "attachments": [ATTACHMENT],
}
EVENT: dict[str, Any] = {
    "at": "2026-10-13T11:20:00+02:00",
    "kind": "qualified",
    "text": "Claire Martin a qualifié\u00a0: sévérité 2 → 1, échéance 16h37 → 14h37",
}
FOLLOWER: dict[str, Any] = {"id": 2, "name": "Léa Robert", "organisation": "Réseau Plus", "may_remove": True}
SEVERITY: dict[str, Any] = {"severity": 1, "reason": "Tout le site est arrêté depuis 11h."}
OPINION: dict[str, Any] = {"mark": 3, "comment": "Rapide et clair."}
PASSING: dict[str, Any] = {
    "serial": "FG100F-PREM-0001",
    "severity": 2,
    "subject": "Le tunnel IPsec tombe",
    "findings": "Redémarré, même chose avec l’ancienne version.",
}
