"""Who reaches the pages of the portal."""

from tests.access.routes import (
    CONTRACT,
    CUSTOMERS,
    EVERYONE,
    NOT_THEIRS,
    PORTAL_TICKET,
    PORTAL_WRITE,
    TICKET,
    Route,
    get,
    post,
)
from tests.world import FORTIGATE

ROUTES: dict[str, Route] = {
    # Whoever holds the link of the mail, without a login: it opens one question of one person.
    "opinions:opinion": get(*EVERYONE.statuses, args=("<opinion token>",)),
    "portal:home": CUSTOMERS,
    "portal:tickets": CUSTOMERS,
    "portal:tickets_csv": CUSTOMERS,
    "portal:tickets_xlsx": CUSTOMERS,
    "portal:saved_filter_new": post(302, 302, 302, 302, 403, 403, 403, 403, name="A", query="miens=1"),
    "portal:saved_filter": post(*NOT_THEIRS, args=(str(10**9),), name="Autre"),
    "portal:products": CUSTOMERS,
    "portal:device_version": post(302, 302, 302, 404, 403, 403, 403, 403, args=(FORTIGATE,), version="7.4.4"),
    "portal:people": CUSTOMERS,
    "portal:people_invite": CUSTOMERS,
    # Léa, of Jean's organisation: its end customer and another reseller do not know that she exists.
    "portal:people_removal": get(302, 404, 200, 404, 403, 403, 403, 403, args=("<colleague>",)),
    "portal:people_role": post(302, 404, 302, 404, 403, 403, 403, 403, args=("<colleague>",), role="manager"),
    "portal:invitation_again": post(302, 404, 302, 404, 403, 403, 403, 403, args=("<invitation>",)),
    "portal:invitation_withdrawal": post(302, 404, 302, 404, 403, 403, 403, 403, args=("<invitation>",)),
    "portal:notes": CUSTOMERS,
    "portal:note": get(302, 200, 200, 200, 403, 403, 403, 403, args=("<note>",)),
    "portal:matching": post(302, 204, 204, 204, 403, 403, 403, 403),
    "portal:contracts": CUSTOMERS,
    "portal:contract": get(*PORTAL_TICKET, args=CONTRACT),
    "portal:renewal": post(*PORTAL_WRITE, args=CONTRACT),
    "portal:credit": CUSTOMERS,
    # Whoever never bought has no statement.
    "portal:credit_csv": get(302, 404, 200, 404, 403, 403, 403, 403),
    "portal:credit_pdf": get(302, 404, 200, 404, 403, 403, 403, 403),
    "portal:ticket_new": CUSTOMERS,
    "portal:coverage": post(*CUSTOMERS.statuses),
    "portal:serials": CUSTOMERS,
    "portal:ticket": get(*PORTAL_TICKET, args=TICKET),
    "portal:news": get(302, 204, 204, 404, 403, 403, 403, 403, args=TICKET, depuis=10**9, vu=10**9),
    "portal:messages": post(*PORTAL_WRITE, args=TICKET, body="Bonjour", submission_key="<key>"),
    "portal:closure": post(302, 302, 403, 404, 403, 403, 403, 403, args=TICKET),
    "portal:reopening": post(*PORTAL_WRITE, args=TICKET),
    "portal:estimate_decision": post(*NOT_THEIRS, args=TICKET, decision="approved"),
    "portal:followers": get(*PORTAL_TICKET, args=TICKET),
    "portal:unfollowing": post(*PORTAL_WRITE, args=TICKET),
    # Whose request it is, and nobody else who sees it.
    # A ticket of severity 1 has none above it: its page comes back, and says so.
    "portal:severity": get(302, 302, 403, 404, 403, 403, 403, 403, args=TICKET),
    "portal:session": get(302, 200, 403, 404, 403, 403, 403, 403, args=TICKET),
    "portal:session_decision": post(*NOT_THEIRS, args=TICKET),
    "portal:rating": post(302, 422, 403, 404, 403, 403, 403, 403, args=TICKET),
    "portal:escalation": get(302, 403, 302, 404, 403, 403, 403, 403, args=TICKET),
}
