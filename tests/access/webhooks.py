"""Who reaches webhooks, on pages and by program: managers their organisation's, leads the centre's, nobody else any.

The webhook is that of Jean's organisation.
"""

from __future__ import annotations

from tests.access.routes import Route, get, post

WEBHOOK, DELIVERY = ("<webhook>",), ("<webhook>", "<delivery>")
_WISH = {"name": "ERP", "url": "https://localhost/", "events": ["ticket.opened"]}
_ALL = (302, 200, 200, 200, 403, 200, 403, 403)
_ONE = (302, 404, 200, 404, 403, 404, 403, 403)
_DONE = (302, 404, 302, 404, 403, 404, 403, 403)

PAGES: dict[str, Route] = {
    "webhooks:list": get(*_ALL),
    "webhooks:new": get(*_ALL),
    "webhooks:subscription": get(*_ONE, args=WEBHOOK),
    "webhooks:edit": get(*_ONE, args=WEBHOOK),
    "webhooks:removal": get(*_ONE, args=WEBHOOK),
    "webhooks:pause": post(*_DONE, args=WEBHOOK, paused="1"),
    "webhooks:secret": post(*_ONE, args=WEBHOOK),
    "webhooks:secret_change": post(*_DONE, args=WEBHOOK),
    "webhooks:test": post(*_DONE, args=WEBHOOK),
    "webhooks:replay_failed": post(*_DONE, args=WEBHOOK, days="1"),
    "webhooks:delivery": get(*_ONE, args=DELIVERY),
    "webhooks:replay": post(*_DONE, args=DELIVERY),
}


def _one(status: int) -> tuple[int, ...]:
    """An address of the API on the one webhook, for whoever looks after it."""
    return (401, 404, status, 404, 403, 404, 403, 403)


API: dict[str, Route] = {
    "api:webhooks": get(401, 200, 200, 200, 403, 200, 403, 403),
    # This machine is no place to send to: whoever may ask is told so.
    "api:webhooks json": Route((401, 422, 422, 422, 403, 422, 403, 403), "json", (), _WISH),
    "api:webhook": get(*_one(200), args=WEBHOOK),
    "api:webhook patch": Route(_one(200), "patch", WEBHOOK, {"name": "ERP"}),
    "api:webhook delete": Route(_one(204), "delete", WEBHOOK),
    "api:webhook_secret": Route(_one(200), "put", WEBHOOK),
    "api:webhook_test": Route(_one(202), "json", WEBHOOK),
    "api:webhook_replay": Route(_one(202), "json", WEBHOOK, {"since": "2026-10-13T11:07:00+02:00"}),
    "api:webhook_deliveries": get(*_one(200), args=WEBHOOK),
    "api:webhook_delivery": get(*_one(200), args=DELIVERY),
    "api:webhook_delivery_replay": Route(_one(202), "json", DELIVERY),
}
