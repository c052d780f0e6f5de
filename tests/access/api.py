"""Who reaches what programs and scripts ask: the API, files and drafts.

A method of an address of the API is a row: "api:webhook", "api:webhook patch"; what follows the name tells them apart.
"""

from tests.access import api_centre, api_mail, api_tickets, webhooks
from tests.access.routes import (
    API,
    ATTACHMENT,
    CALENDAR,
    CONTRACT,
    NO_FILE,
    PAYER,
    SIGNED_IN,
    Route,
    get,
    post,
)

ROUTES: dict[str, Route] = {
    # --- API: a program is told 401 where a person is sent to the login page
    "api:document": get(*API),
    "api:reference": SIGNED_IN,
    "api:me": get(*API),
    "api:deadlines": Route(API, "json", (), {"start": "2026-10-13T11:07:00+02:00", "minutes": 120}),
    "api:notes": get(*API),
    "api:note": get(401, 200, 200, 200, 200, 200, 404, 404, args=("<note>",)),
    "api:calendars": get(*API),
    "api:calendar": get(*API, args=CALENDAR),
    "api:calendar_closures": get(*API, args=CALENDAR),
    **api_tickets.ROUTES,
    **api_centre.ROUTES,
    **api_mail.ROUTES,
    **webhooks.API,
    # --- what is sold: each sees their own, the centre everything, sales and leads put contracts
    "api:devices": get(*API),
    "api:device": get(401, 200, 200, 404, 200, 200, 200, 404, args=("FG100F-PREM-0001",)),
    "api:contracts": get(*API),
    "api:contract": get(401, 200, 200, 404, 200, 200, 200, 404, args=CONTRACT),
    "api:contract put": Route((401, 403, 403, 403, 403, 422, 422, 403), "put", CONTRACT),
    "api:device_version": Route((401, 422, 422, 404, 403, 403, 403, 404), "put", ("FG100F-PREM-0001",)),
    "api:contract_renewal": Route((401, 201, 201, 404, 403, 403, 403, 404), "json", CONTRACT),
    "api:credits": get(*API),
    "api:credit": get(401, 404, 200, 404, 200, 200, 200, 404, args=PAYER),
    "api:credit_statement": get(401, 404, 200, 404, 200, 200, 200, 404, args=PAYER),
    # --- files and drafts
    "attachments:preview": get(302, 200, 200, 404, 200, 200, 404, 404, args=ATTACHMENT),
    "attachments:download": get(302, 200, 200, 404, 200, 200, 404, 404, args=ATTACHMENT),
    # A form that is not theirs, a piece that says no place, a file that is gone; giving one up twice is harmless.
    "drafting:uploads": post(401, 403, 403, 403, 403, 403, 403, 403),
    "drafting:upload": post(401, 400, 400, 400, 400, 400, 400, 400, args=NO_FILE),
    "drafting:upload_category": post(401, 404, 404, 404, 404, 404, 404, 404, args=NO_FILE),
    "drafting:upload_abandon": post(401, 204, 204, 204, 204, 204, 204, 204, args=NO_FILE),
    "drafting:draft": post(401, 200, 200, 200, 200, 200, 200, 200, args=("new-incident",)),
    "drafting:discard": post(302, 302, 302, 302, 302, 302, 302, 302, args=("new-incident",)),
}
