"""Who reaches what: every route of the URLconf, asked by every role.

A route that nobody listed here fails `test_every_route_is_listed`. A cell is the status of the answer; 302 is the way
to the login page (or to what follows a successful POST). The ticket asked for is Sophie's, end customer of Jean's
organisation; `stranger` is a person of another reseller.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Invitation, User
from contracts.erp import erp_files
from contracts.models import Contract, RenewalRequest
from inbound_mail import intake
from inbound_mail.models import InboundMail, Mailbox
from outbound_mail import outbox
from outbound_mail.models import FailingAddress, OutgoingMail
from tests.knowledge.writing import note
from tests.world import FORTIGATE, TUESDAY, World
from tickets.files import NewFile
from tickets.models import Attachment

ROLES = ("anonymous", "sophie", "jean", "stranger", "claire", "hugo", "ines", "admin")


@dataclass(frozen=True)
class Route:
    """One route: how to ask it, and the status that each role gets, in the order of ROLES."""

    statuses: tuple[int, ...]
    method: str = "get"
    args: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


def post(*statuses: int, args: tuple[str, ...] = (), **data: Any) -> Route:
    return Route(statuses, "post", args, data)


def get(*statuses: int, args: tuple[str, ...] = (), **data: Any) -> Route:
    return Route(statuses, "get", args, data)


TICKET, ATTACHMENT, MAIL, TOKEN = ("<ticket>",), ("<attachment>",), ("<mail>",), ("nothing",)
MAILBOX = ("<mailbox>",)
CALENDAR = ("cst",)
NO_FILE = ("00000000-0000-4000-8000-000000000000",)
CONTRACT = ("EX-2024-0117",)
CUSTOMER = ("<customer>",)
PAYER = ("<payer>",)
#                   anon soph jean stra clai hugo ines admin
EVERYONE = get(200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN = get(302, 200, 200, 200, 200, 200, 200, 200)
# allauth asks for the password again before it shows or changes a second factor.
AFTER_PASSWORD = get(302, 302, 302, 302, 302, 302, 302, 302)
API = (401, 200, 200, 200, 200, 200, 200, 200)
# Nobody of the cast has a second factor yet.
NOTHING_YET = get(302, 404, 404, 404, 404, 404, 404, 404)
CUSTOMERS = get(302, 200, 200, 200, 403, 403, 403, 403)
ENGINEERS = get(302, 403, 403, 403, 200, 200, 403, 403)
CENTRE = get(302, 403, 403, 403, 200, 200, 200, 403)
SALES = get(302, 403, 403, 403, 403, 200, 200, 403)
LEADS = get(302, 403, 403, 403, 403, 200, 403, 403)
# A ticket in the portal: its people see it, another reseller does not know it exists, the centre has the console.
PORTAL_TICKET = (302, 200, 200, 404, 403, 403, 403, 403)
PORTAL_WRITE = (302, 302, 302, 404, 403, 403, 403, 403)
NOT_THEIRS = (302, 404, 404, 404, 403, 403, 403, 403)
# A ticket in the console: who sees it but is not of the centre is told so; who does not see it is not.
CONSOLE_TICKET = (302, 403, 403, 404, 200, 200, 404, 404)
CONSOLE_WRITE = (302, 403, 403, 404, 302, 302, 404, 404)
# What an engineer sends without its fields comes back with the sentence beside them, or that the ticket has moved.
CONSOLE_MOVED = (302, 403, 403, 404, 409, 409, 404, 404)
CONSOLE_ASKED_AGAIN = (302, 403, 403, 404, 422, 422, 404, 404)

ROUTES: dict[str, Route] = {
    "home": get(302, 302, 302, 302, 302, 302, 302, 302),
    "health_live": EVERYONE,
    "health_ready": EVERYONE,
    "accounts:language": post(302, 302, 302, 302, 302, 302, 302, 302, language="en"),
    "accounts:invitation": get(410, 410, 410, 410, 410, 410, 410, 410, args=TOKEN),
    "accounts:profile": SIGNED_IN,
    # Nobody of the cast has that session.
    "accounts:session_end": post(302, 404, 404, 404, 404, 404, 404, 404, args=("999999",)),
    "accounts:remembered_forget": post(302, 302, 302, 302, 302, 302, 302, 302),
    # --- portal
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
    "portal:severity": get(302, 200, 403, 404, 403, 403, 403, 403, args=TICKET),
    "portal:session": get(302, 200, 403, 404, 403, 403, 403, 403, args=TICKET),
    "portal:session_decision": post(*NOT_THEIRS, args=TICKET),
    "portal:rating": post(302, 422, 403, 404, 403, 403, 403, 403, args=TICKET),
    "portal:escalation": get(302, 403, 302, 404, 403, 403, 403, 403, args=TICKET),
    # --- console
    "console:queue": ENGINEERS,
    "console:phone": CENTRE,
    "console:phone_organisation": get(*CENTRE.statuses, args=CUSTOMER),
    "console:call_new": get(*ENGINEERS.statuses, args=CUSTOMER),
    "console:call_coverage": post(*ENGINEERS.statuses, args=CUSTOMER),
    "console:contracts": CENTRE,
    "console:renewals": SALES,
    "console:renewal_handled": post(302, 403, 403, 403, 403, 302, 302, 403, args=("<renewal>",)),
    "console:credits": CENTRE,
    "console:credit": get(*CENTRE.statuses, args=PAYER),
    "console:credit_csv": get(*CENTRE.statuses, args=PAYER),
    "console:credit_pdf": get(*CENTRE.statuses, args=PAYER),
    # Without its fields a form comes back with the sentences beside them.
    "console:credit_purchases": post(302, 403, 403, 403, 403, 422, 422, 403, args=PAYER),
    "console:credit_corrections": post(302, 403, 403, 403, 403, 422, 422, 403, args=PAYER),
    "console:erp_files": CENTRE,
    "console:erp_file_upload": post(302, 403, 403, 403, 403, 422, 422, 403),
    "console:erp_file": get(*CENTRE.statuses, args=("<erp file>",)),
    "console:erp_file_state": get(*CENTRE.statuses, args=("<erp file>",)),
    "console:erp_file_report": get(*CENTRE.statuses, args=("<erp file>",)),
    "console:erp_file_application": post(302, 403, 403, 403, 403, 302, 302, 403, args=("<erp file>",)),
    "console:erp_file_abandonment": post(302, 403, 403, 403, 403, 302, 302, 403, args=("<erp file>",)),
    "console:erp_file_verification": post(302, 403, 403, 403, 403, 302, 302, 403, args=("<erp file>",)),
    "console:waivers": LEADS,
    "console:waivers_csv": LEADS,
    "console:calendars": CENTRE,
    "console:calendar": get(*CENTRE.statuses, args=CALENDAR),
    "console:calendar_waiting": get(*CENTRE.statuses, args=CALENDAR),
    "console:calendar_new": LEADS,
    "console:calendar_edit": get(*LEADS.statuses, args=CALENDAR),
    "console:ticket": get(*CONSOLE_TICKET, args=TICKET),
    "console:news": get(302, 403, 403, 404, 204, 204, 404, 404, args=TICKET, depuis=10**9, vu=10**9),
    "console:messages": post(*CONSOLE_MOVED, args=TICKET, body="Bonjour", submission_key="<key>"),
    "console:resolution": post(*CONSOLE_MOVED, args=TICKET, body="Voici.", submission_key="<key>"),
    "console:notes": post(*CONSOLE_WRITE, args=TICKET, body="Entre nous", submission_key="<key>"),
    "console:qualification": post(*CONSOLE_ASKED_AGAIN, args=TICKET),
    "console:assignment": post(*CONSOLE_WRITE, args=TICKET),
    "console:vendor_cases": post(*CONSOLE_ASKED_AGAIN, args=TICKET),
    "console:estimates": post(*CONSOLE_ASKED_AGAIN, args=TICKET),
    "console:time_spent": post(*CONSOLE_ASKED_AGAIN, args=TICKET),
    "console:severity_decision": post(302, 403, 403, 404, 404, 404, 404, 404, args=TICKET),
    "console:session": post(*CONSOLE_ASKED_AGAIN, args=TICKET),
    "console:session_decision": post(302, 403, 403, 404, 404, 404, 404, 404, args=TICKET),
    "console:waiver": post(*CONSOLE_ASKED_AGAIN, args=TICKET),
    "console:merger": post(*CONSOLE_ASKED_AGAIN, args=TICKET),
    "console:reminder": post(*CONSOLE_WRITE, args=TICKET),
    "console:undelivered": ENGINEERS,
    "console:undelivered_sending": post(302, 403, 403, 403, 302, 302, 403, 403, args=("<sent>",)),
    "console:undelivered_address": post(302, 403, 403, 403, 302, 302, 403, 403, args=("<failing>",)),
    "console:closure": post(*CONSOLE_WRITE, args=TICKET),
    "console:reopening": post(*CONSOLE_WRITE, args=TICKET),
    # --- mail that arrived
    "mails:list": ENGINEERS,
    "mails:mail": get(*ENGINEERS.statuses, args=MAIL),
    "mails:source": get(*ENGINEERS.statuses, args=MAIL),
    "mails:source_text": get(*ENGINEERS.statuses, args=MAIL),
    "mails:html": get(*ENGINEERS.statuses, args=MAIL),
    "mails:frame": get(*ENGINEERS.statuses, args=MAIL),
    # The mail of the matrix has no file.
    "mails:file": get(302, 403, 403, 403, 404, 404, 403, 403, args=(*MAIL, "0")),
    "mails:several": post(302, 403, 403, 403, 422, 422, 403, 403),
    "mails:answer": post(302, 403, 403, 403, 422, 422, 403, 403, args=MAIL),
    "mails:attachment": post(302, 403, 403, 403, 422, 422, 403, 403, args=MAIL),
    "mails:take_up": post(302, 403, 403, 403, 302, 302, 403, 403, args=MAIL),
    "mails:opening": post(302, 403, 403, 403, 422, 422, 403, 403, args=MAIL),
    "mails:replay": post(302, 403, 403, 403, 302, 302, 403, 403, args=MAIL),
    "mails:mailboxes": ENGINEERS,
    "mails:mailbox": get(*ENGINEERS.statuses, args=MAILBOX),
    "mails:mailbox_state": get(*ENGINEERS.statuses, args=MAILBOX),
    "mails:mailbox_fetch": post(302, 403, 403, 403, 302, 302, 403, 403, args=MAILBOX),
    "mails:mailbox_beginning": post(302, 403, 403, 403, 403, 422, 403, 403, args=MAILBOX),
    "mails:mailbox_activation": post(302, 403, 403, 403, 403, 302, 403, 403, args=MAILBOX),
    "mails:mailbox_edit": get(*LEADS.statuses, args=MAILBOX),
    "mails:mailbox_new": LEADS,
    "mails:discard": post(302, 403, 403, 403, 422, 422, 403, 403, args=MAIL),
    # --- what providers post: nothing is there until the settings name them (tests/inbound_mail/test_webhooks.py)
    "mail_posted": post(404, 404, 404, 404, 404, 404, 404, 404, args=("postmark",)),
    "mail_posted_mime": post(404, 404, 404, 404, 404, 404, 404, 404, args=("mailgun",)),
    "mail_tracked": post(404, 404, 404, 404, 404, 404, 404, 404, args=("postmark",)),
    # --- API: a program is told 401 where a person is sent to the login page
    "api:deadlines": Route(API, "json", (), {"start": "2026-10-13T11:07:00+02:00", "minutes": 120}),
    "api:calendar": get(*API, args=CALENDAR),
    "api:ticket_deadline": get(401, 200, 200, 404, 200, 200, 404, 404, args=TICKET),
    # --- files and drafts
    "attachments:download": get(302, 200, 200, 404, 200, 200, 404, 404, args=ATTACHMENT),
    # A form that is not theirs, a piece that says no place, a file that is gone; giving one up twice is harmless.
    "drafting:uploads": post(401, 403, 403, 403, 403, 403, 403, 403),
    "drafting:upload": post(401, 400, 400, 400, 400, 400, 400, 400, args=NO_FILE),
    "drafting:upload_category": post(401, 404, 404, 404, 404, 404, 404, 404, args=NO_FILE),
    "drafting:upload_abandon": post(401, 204, 204, 204, 204, 204, 204, 204, args=NO_FILE),
    "drafting:draft": post(401, 200, 200, 200, 200, 200, 200, 200, args=("new-incident",)),
    "drafting:discard": post(302, 302, 302, 302, 302, 302, 302, 302, args=("new-incident",)),
    # --- development only
    "dev:mail": EVERYONE,
    "dev:mail_detail": get(200, 200, 200, 200, 200, 200, 200, 200, args=("<captured>",)),
    "dev:mail_html": get(200, 200, 200, 200, 200, 200, 200, 200, args=("<captured>",)),
    "dev:gallery": SIGNED_IN,
    # --- django-allauth: each person on their own account
    "account_login": get(200, 302, 302, 302, 302, 302, 302, 302),
    "account_logout": get(302, 200, 200, 200, 200, 200, 200, 200),
    "account_inactive": EVERYONE,
    "account_signup": get(200, 302, 302, 302, 302, 302, 302, 302),
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": EVERYONE,
    "account_change_password": SIGNED_IN,
    "account_set_password": AFTER_PASSWORD,
    "account_reset_password": EVERYONE,
    "account_reset_password_done": EVERYONE,
    "account_reset_password_from_key_done": EVERYONE,
    "account_reset_password_from_key": get(200, 200, 200, 200, 200, 200, 200, 200, args=("1", "none")),
    "account_confirm_email": get(200, 200, 200, 200, 200, 200, 200, 200, args=("none",)),
    "account_request_login_code": get(200, 302, 302, 302, 302, 302, 302, 302),
    "account_confirm_login_code": get(302, 302, 302, 302, 302, 302, 302, 302),
    "mfa_index": SIGNED_IN,
    "mfa_trust": get(302, 302, 302, 302, 302, 302, 302, 302),
    "usersessions_list": SIGNED_IN,
    "mfa_authenticate": get(302, 302, 302, 302, 302, 302, 302, 302),
    "mfa_reauthenticate": AFTER_PASSWORD,
    "mfa_activate_totp": AFTER_PASSWORD,
    "mfa_deactivate_totp": NOTHING_YET,
    "mfa_view_recovery_codes": NOTHING_YET,
    "mfa_generate_recovery_codes": AFTER_PASSWORD,
    "mfa_download_recovery_codes": NOTHING_YET,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": AFTER_PASSWORD,
    "mfa_reauthenticate_webauthn": AFTER_PASSWORD,
    "mfa_remove_webauthn": get(302, 302, 302, 302, 302, 302, 302, 302, args=("1",)),
    "mfa_edit_webauthn": get(302, 302, 302, 302, 302, 302, 302, 302, args=("1",)),
    "mfa_login_webauthn": get(302, 302, 302, 302, 302, 302, 302, 302),
}


def routes(patterns: list[URLPattern | URLResolver] | None = None, namespace: str = "") -> Iterator[str]:
    """The full names of all routes but Django's admin, which has its own test."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from routes(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


def ask(client: Client, method: str, url: str, data: dict[str, Any]) -> Any:
    """One request; "json" posts the data as a program does."""
    if method == "json":
        return client.post(url, data, content_type="application/json")
    return client.post(url, data) if method == "post" else client.get(url, data)


def test_every_route_is_listed() -> None:
    assert set(routes()) == set(ROUTES)


@pytest.fixture
def people(world: World) -> dict[str, User | AnonymousUser]:
    return {
        "anonymous": AnonymousUser(),
        "sophie": world.sophie,
        "jean": world.jean,
        "stranger": world.marc,
        "claire": world.claire,
        "hugo": world.hugo,
        "ines": world.ines,
        "admin": User.objects.get(email="admin@exer.example"),
    }


@pytest.fixture
def things(world: World, settings: Any) -> dict[str, str]:
    """What the placeholders of the routes stand for."""
    ticket = world.ticket(world.sophie, files=[NewFile("plan.txt", b"A -- B")])
    mail = intake.receive(
        b"From: nobody@nowhere.example\n\nBonjour", source="test", received_at=TUESDAY, at=TUESDAY
    )
    InboundMail.objects.filter(pk=mail.pk).update(status="held")
    mailbox = Mailbox.objects.create(name="Support", address="support@exer.example")
    settings.EMAIL_BACKEND = "outbound_mail.capture.EmailBackend"
    outbox.send_due(TUESDAY)
    captured = sorted(settings.MAIL_CAPTURE_DIR.glob("*.eml"))[-1]
    contract = Contract.objects.get(number="EX-2024-0117")
    # Of an end that it had before: its renewal may be asked for again.
    renewal = RenewalRequest.objects.create(
        contract=contract, ends_on=TUESDAY.date(), requested_by=world.jean, requested_at=TUESDAY
    )
    erp_file, _is_new = erp_files.receive(b"Contrat", "a.csv", source="page", by=world.ines, at=TUESDAY)
    sent = OutgoingMail.objects.earliest("created_at")
    invitation = Invitation.objects.create(
        email="nadia@reseau-plus.example",
        organisation=world.organisation_of(world.jean),
        role="member",
        token_digest="0" * 64,
        created_at=TUESDAY,
        expires_at=TUESDAY + Invitation.lifetime(),
    )
    failing = FailingAddress.objects.create(
        address=sent.to, permanent=True, first_at=TUESDAY, last_at=TUESDAY
    )
    return {
        "<ticket>": ticket.number,
        "<colleague>": str(world.lea.pk),
        "<invitation>": str(invitation.pk),
        "<note>": note(world).slug,
        "<sent>": str(sent.pk),
        "<failing>": str(failing.pk),
        "<attachment>": str(Attachment.objects.get().pk),
        "<mail>": str(mail.pk),
        "<mailbox>": str(mailbox.pk),
        "<renewal>": str(renewal.pk),
        "<payer>": str(world.organisation_of(world.jean).pk),
        "<erp file>": str(erp_file.pk),
        "<captured>": captured.name,
        "<customer>": str(ticket.organisation_id),
        "<key>": str(uuid.uuid4()),
    }


@pytest.mark.parametrize("name", ROUTES)
def test_each_role_reaches_what_it_should_and_nothing_else(
    name: str, people: dict[str, User | AnonymousUser], things: dict[str, str]
) -> None:
    route = ROUTES[name]
    url = reverse(name, args=[things.get(argument, argument) for argument in route.args])
    data = {key: things.get(str(value), value) for key, value in route.data.items()}
    statuses = {}
    for role, person in people.items():
        client, before = Client(), transaction.savepoint()
        if isinstance(person, User):
            client.force_login(person)
        answer = ask(client, route.method, url, data)
        statuses[role] = answer.status_code
        if role == "anonymous" and answer.status_code == 302 and not name.startswith(("account", "mfa")):
            assert answer["Location"].startswith("/accounts/login/")
        transaction.savepoint_rollback(before)

    assert statuses == dict(zip(ROLES, route.statuses, strict=True))


def admin_routes() -> list[str]:
    admin = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "admin")
    assert isinstance(admin, URLResolver)
    return [
        f"admin:{name}"
        for name in routes(admin.url_patterns)
        if name.endswith(("_changelist", "_add", "index"))
    ]


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_is_for_administrators_alone(role: str, people: dict[str, User | AnonymousUser]) -> None:
    client, person = Client(), people[role]
    if isinstance(person, User):
        client.force_login(person)
    answers = {name: client.get(reverse(name)).status_code for name in admin_routes()}

    assert len(answers) > 10
    if role == "admin":  # history cannot be added by hand: 403
        assert set(answers.values()) <= {200, 403}
    else:
        assert set(answers.values()) == {302}
