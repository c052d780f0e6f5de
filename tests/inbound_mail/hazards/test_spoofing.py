"""Spoofed senders: only what our own mail server wrote of DMARC, on top, of the one address of From, is a proof."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from inbound_mail import intake, processing
from inbound_mail.models import Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import FORTIGATE, TUESDAY, World
from tickets import reply_address
from tickets.models import Ticket

OURS = "mx.exer.fr"
PASSED = f"{OURS}; dmarc=pass header.from=reseau-plus.example"
JEAN = "jean.petit@reseau-plus.example"

pytestmark = pytest.mark.usefixtures("authserv")


@pytest.fixture
def authserv(settings: Settings) -> None:
    """Our own mail server checks senders."""
    settings.MAIL_AUTHSERV_ID = OURS


def with_results(*results: str, sender: str = JEAN) -> bytes:
    """A mail under these Authentication-Results, the topmost first."""
    headers = "".join(f"Authentication-Results: {each}\n" for each in results)
    return headers.encode() + raw_mail(None, named={"from": sender})


def with_from(*lines: str) -> bytes:
    """A mail that passed in the name of Jean's domain, with these lines for its From."""
    head = f"Authentication-Results: {PASSED}\n" + "".join(f"{line}\n" for line in lines)
    return head.encode() + raw_mail(None)


def assert_held_and_silent(raw: bytes) -> None:
    mail = arrive(raw)

    assert (mail.status, mail.ticket) == (Status.HELD, None)
    assert not Ticket.objects.exists() and not OutgoingMail.objects.filter(to=JEAN).exists()


def test_what_our_server_passed_on_top_of_the_mail_is_believed(world: World) -> None:
    assert arrive(with_results(PASSED)).status == Status.TICKET


@pytest.mark.parametrize(
    ("server", "status"),
    [(OURS, Status.TICKET), ("mx.provider.example", Status.TICKET), (f"{OURS},mx", Status.HELD)],
)
def test_each_of_several_servers_of_ours_is_believed_and_no_other(
    world: World, settings: Settings, server: str, status: Status
) -> None:
    settings.MAIL_AUTHSERV_ID = f"{OURS}, MX.provider.example,"

    assert arrive(with_results(PASSED.replace(OURS, server))).status == status


@pytest.mark.parametrize(
    ("named", "server", "status"),
    [
        ({}, OURS, Status.HELD),
        ({"mailgun": "mx.provider.example"}, OURS, Status.HELD),
        ({"mailgun": "mx.provider.example"}, "mx.provider.example", Status.TICKET),
        ({"postmark": "mx.provider.example"}, "mx.provider.example", Status.HELD),
    ],
)
def test_a_forged_header_of_ours_on_a_mail_that_a_provider_posted_proves_nothing(
    world: World, settings: Settings, named: dict[str, str], server: str, status: Status
) -> None:
    settings.MAIL_WEBHOOK_AUTHSERV_IDS = named
    raw = with_results(PASSED.replace(OURS, server))
    mail = intake.receive(raw, source="webhook:mailgun", received_at=TUESDAY, at=TUESDAY, wake=False)

    assert processing.process(mail.pk, TUESDAY).status == status


@pytest.mark.parametrize(
    "results",
    [
        pytest.param([f"{OURS}; dmarc=fail", PASSED], id="forged-below-ours"),
        pytest.param([f"mx.evil.example; {PASSED.partition('; ')[2]}", PASSED], id="forged-above-ours"),
        pytest.param([PASSED.replace(OURS, "mx.exer.fr.evil.example")], id="server-that-begins-like-ours"),
        pytest.param([PASSED.replace(OURS, f'"{OURS}')], id="server-in-an-open-quote"),
        pytest.param([f"{OURS}; spf=pass (dmarc=pass header.from=reseau-plus.example)"], id="comment"),
        pytest.param(
            [f"{OURS}; spf=fail (a (b) ; dmarc=pass header.from=reseau-plus.example; c)"],
            id="comment-in-a-comment",
        ),
        pytest.param(
            [f"{OURS}; spf=fail (a ; dmarc=pass header.from=reseau-plus.example; x=y"], id="open-comment"
        ),
        pytest.param(
            [f'{OURS}; spf=pass smtp.mailfrom="; dmarc=pass header.from=reseau-plus.example; "@evil.example'],
            id="quoted-local-part",
        ),
        pytest.param([f"{OURS}; dmarc=fail; dmarc=pass header.from=reseau-plus.example"], id="fail-and-pass"),
        pytest.param([f"{OURS}; dmarc=pass header.from=evil.example"], id="another-domain"),
        pytest.param([f"{OURS}; dmarc=bestguesspass header.from=reseau-plus.example"], id="best-guess"),
        pytest.param([f"{OURS}; spf=pass; dkim=pass header.d=reseau-plus.example"], id="no-dmarc"),
        pytest.param([f"{OURS}; none"], id="none"),
        pytest.param([OURS], id="nothing-said"),
        pytest.param([""], id="empty"),
        pytest.param([], id="missing"),
    ],
)
def test_forged_authentication_results_prove_nothing(world: World, results: list[str]) -> None:
    assert_held_and_silent(with_results(*results))


@pytest.mark.parametrize(
    "value",
    [
        f"{OURS} 1; dmarc=pass (p=REJECT; sp=none) header.from=Reseau-Plus.example",
        f'{OURS};\n dkim=pass header.d=x.example header.b="a;b";\n dmarc=pass header.from="reseau-plus.example"',
        "MX.EXER.FR; spf=softfail (a (b) c) smtp.mailfrom=x; dmarc=pass action=none header.from=reseau-plus.example",
    ],
)
def test_results_as_servers_really_write_them_are_believed(world: World, value: str) -> None:
    assert arrive(with_results(value)).status == Status.TICKET


@pytest.mark.parametrize("header", ["ARC-Authentication-Results: i=1; ", "X-Authentication-Results: "])
def test_a_chain_that_somebody_else_sealed_proves_nothing(world: World, header: str) -> None:  # ARC
    assert_held_and_silent(f"{header}{PASSED}\n".encode() + raw_mail())


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([f"From: {JEAN}", "From: evil@evil.example"], id="two-from"),
        pytest.param(["From: evil@evil.example", f"From: {JEAN}"], id="two-from-turned"),
        pytest.param([f"Sender: {JEAN}"], id="sender-without-from"),
        pytest.param([f"Return-Path: <{JEAN}>"], id="return-path-without-from"),
        pytest.param(["From: evil@evil.example", f"Sender: {JEAN}", f"Reply-To: {JEAN}"], id="reply-to"),
        pytest.param([f'From: "{JEAN}" <evil@evil.example>'], id="address-as-display-name"),
        pytest.param([f"From: {JEAN} <evil@evil.example>"], id="address-as-bare-name"),
        pytest.param([f'From: "{JEAN}"@evil.example'], id="address-as-local-part"),
        pytest.param([f"From: <{JEAN}>, evil@evil.example"], id="first-of-two-addresses"),
        pytest.param(
            ["From: =?utf-8?q?Jean_Petit?= <jean.petit@reseau-plus.example.evil.example>"], id="suffix"
        ),
        pytest.param(["From: jean.petit@r\u0435seau-plus.example"], id="cyrillic-e"),
        pytest.param(["From: jean.petit@resea\u1d58-plus.example"], id="modifier-letter"),
    ],
)
def test_a_from_that_only_looks_like_a_known_person_opens_nothing(world: World, lines: list[str]) -> None:
    head = "".join(f"{line}\n" for line in lines)
    results = "Authentication-Results: mx.exer.fr; dmarc=pass header.from=evil.example\n"

    assert_held_and_silent((results + head).encode() + raw_mail(None))


def test_a_first_of_two_addresses_is_nobody_s_proof(world: World) -> None:
    results = f"Authentication-Results: {OURS}; dmarc=pass\n"

    assert_held_and_silent(f"{results}From: {JEAN}, evil@evil.example\n".encode() + raw_mail(None))


# --- An entitled address that fails DMARC ---------------------------------------------------------------------


def test_dmarc_failure_from_an_entitled_address_tells_nobody_outside_and_touches_no_ticket(
    world: World,
) -> None:
    ticket = world.ticket()
    before = (OutgoingMail.objects.count(), ticket.messages.count(), ticket.events.count())
    to = reply_address.for_number(ticket.number)

    mail = arrive(
        f"Authentication-Results: {OURS}; dmarc=fail header.from=reseau-plus.example\n".encode()
        + raw_mail(subject=FORTIGATE, to=to)
    )

    assert (mail.status, mail.reason, mail.related_ticket) == (Status.HELD, "not_authenticated", ticket)
    assert (OutgoingMail.objects.count(), ticket.messages.count(), ticket.events.count()) == before


def test_dmarc_failure_moves_no_state_of_a_ticket_that_waits_for_the_customer(world: World) -> None:
    ticket = world.ticket()
    before = Ticket.objects.values().get()

    arrive(
        with_results(f"{OURS}; dmarc=fail").replace(
            b"support@exer.fr", reply_address.for_number(ticket.number).encode()
        )
    )

    assert Ticket.objects.values().get() == before


def test_dmarc_failure_of_a_robot_s_mail_shows_nothing_in_the_ticket_it_names(world: World) -> None:
    ticket = world.ticket()
    to = reply_address.for_number(ticket.number)

    mail = arrive(raw_mail(to=to, auto_submitted="auto-replied"))

    assert mail.status == Status.AUTOMATIC and ticket.messages.count() == 1


def test_dmarc_failure_of_a_mail_too_large_tells_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbound_mail.intake.SIZE_LIMIT", 1_000)
    monkeypatch.setattr("inbound_mail.intake.KEPT_OF_LARGER", 500)

    mail = arrive(with_results(f"{OURS}; dmarc=fail") + b"x" * 2_000)

    assert mail.status == Status.REFUSED and not OutgoingMail.objects.exists()
