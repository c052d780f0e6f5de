"""What the OpenAPI document shows as examples: a mail that nobody known wrote."""

from __future__ import annotations

from typing import Any

LISTED: dict[str, Any] = {
    "id": "6f1c8a52-6c0e-4b8e-9f0e-3a6f8a3f1b11",
    "page": "https://support.exer.fr/console/courrier/6f1c8a52-6c0e-4b8e-9f0e-3a6f8a3f1b11/",
    "status": {"code": "held", "text": "retenu"},
    "reason": {"code": "requester_unknown", "text": "L’adresse n’est celle d’aucune personne connue."},
    "sender": {"address": "p.durand@ailleurs.example", "name": "Paul Durand"},
    "subject": "Le tunnel tombe",
    "received_at": "2026-10-13T11:07:00+02:00",
    "mailbox": "Support",
    "ticket": None,
    "may_be_decided": True,
}
READ: dict[str, Any] = {
    **LISTED,
    "related_ticket": None,
    "answers": 0,
    "decision": "",
    "decided_by": None,
    "decided_at": None,
    "decisions": ["opening", "attachment", "answer", "replay", "discard"],
    "requesters": [],
    "content": {
        "reply_to": [],
        "to": ["support@exer.fr"],
        "cc": [],
        "dated": "2026-10-13T11:06:58+02:00",
        "automatic": "no",
        "authentication": {
            "code": "unchecked",
            "text": "non vérifié\u00a0: aucun serveur ne le fait pour nous",
        },
        "text": "Bonjour, le tunnel IPsec tombe depuis ce matin.",
        "quoted": "",
        "files": [],
        "headers": [{"name": "subject", "value": "Le tunnel tombe"}],
    },
}
DECIDED: dict[str, Any] = {
    **READ,
    "status": {"code": "ticket", "text": "ticket ouvert"},
    "ticket": "CST-2026-000002",
    "may_be_decided": False,
    "decision": "Ouvert au nom de Jean Petit",
    "decided_by": "Claire Martin",
    "decided_at": "2026-10-13T12:07:00+02:00",
    "decisions": [],
}
