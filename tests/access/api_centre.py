"""Who reaches what programs ask for the centre."""

from __future__ import annotations

from tests.access.routes import Route, get

#        anon soph jean stra clai hugo ines admin
CENTRE = (401, 403, 403, 403, 200, 200, 403, 403)

ROUTES: dict[str, Route] = {
    "api:queue": get(*CENTRE),
    "api:engineers": get(*CENTRE),
}
