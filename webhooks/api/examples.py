"""What the document of the API shows of webhooks."""

from __future__ import annotations

from typing import Any

WISH: dict[str, Any] = {
    "name": "Supervision",
    "url": "https://supervision.reseau-plus.example/cst",
    "events": ["ticket.opened", "ticket.status_changed"],
}
WEBHOOK: dict[str, Any] = {
    "id": "3f0c1f9e-6f0a-4a3f-9d6a-0a2f7c1e5b11",
    **WISH,
    "paused": False,
    "paused_at": None,
    "paused_why": "",
    "paused_text": "",
    "failing_since": None,
    "last_delivered_at": "2026-10-13T11:07:02+02:00",
    "created_at": "2026-10-12T09:30:00+02:00",
}
SECRET: dict[str, Any] = {
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwLtYxg0WzJpA=",
    "former_until": "2026-10-14T12:07:00+02:00",
}
DELIVERY: dict[str, Any] = {
    "number": 41,
    "webhook_id": "0b9c2a52-1a6f-4f3e-8d0b-6a0f2f4f9c77",
    "event": "ticket.opened",
    "ticket": "CST-2026-000001",
    "status": "delivered",
    "attempts": 1,
    "next_attempt_at": None,
    "created_at": "2026-10-13T11:07:00+02:00",
    "delivered_at": "2026-10-13T11:07:02+02:00",
}
WAITING: dict[str, Any] = {
    **DELIVERY,
    "status": "waiting",
    "attempts": 0,
    "next_attempt_at": "2026-10-13T12:07:00+02:00",
    "delivered_at": None,
}
WHOLE: dict[str, Any] = {
    **DELIVERY,
    "event": "webhook.test",
    "ticket": "",
    "body": '{"type": "webhook.test", "timestamp": "2026-10-13T11:07:00+02:00", "data": {}}',
    "log": [
        {
            "at": "2026-10-13T11:07:02+02:00",
            "status": 204,
            "trouble": "",
            "text": "",
            "milliseconds": 84,
            "headers": {
                "User-Agent": "CST-EXER-Webhooks/1",
                "webhook-id": "0b9c2a52-1a6f-4f3e-8d0b-6a0f2f4f9c77",
                "webhook-timestamp": "1791882422",
                "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
            },
            "answer": "",
        }
    ],
}


def page(shown: dict[str, Any]) -> dict[str, Any]:
    """A list of one."""
    return {"next": None, "previous": None, "results": [shown]}
