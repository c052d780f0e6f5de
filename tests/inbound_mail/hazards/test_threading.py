"""Threading is never fooled: a mail names a ticket, and only who may see that ticket now gets into it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from accounts.models import Organisation, User
from inbound_mail.models import Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World
from tickets import reply_address
from tickets.actions import replying
from tickets.models import Message, Ticket

MARC, JEAN, CLAIRE = (
    "marc.blanc@alpes-securite.example",
    "jean.petit@reseau-plus.example",
    "claire.martin@exer.example",
)
LATER = TUESDAY + timedelta(hours=1)


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Jean's, answered by Claire."""
    found = arrive(raw_mail(message_id="<jean@poste.example>")).ticket
    assert found is not None
    replying.reply(found, world.words(world.claire), at=TUESDAY)
    return found


def signs(ticket: Ticket) -> list[dict[str, str]]:
    """All by which a mail can name `ticket`."""
    ours = OutgoingMail.objects.filter(topic=f"ticket:{ticket.pk}").latest("created_at").message_id
    return [
        {"to": reply_address.for_number(ticket.number)},
        {"x_original_to": reply_address.for_number(ticket.number)},
        {"in_reply_to": ours},
        {"references": f"<jean@poste.example> {ours}"},
        {"in_reply_to": "<jean@poste.example>"},
        {"subject": f"Re: [{ticket.number}] Demande reçue"},
    ]


def assert_never_in(ticket: Ticket, sender: str) -> None:
    """Whatever sign `sender` shows, nothing joins `ticket`, and nothing said back names it."""
    words = ticket.messages.count()
    for headers in signs(ticket):
        subject = headers.get("subject", "Panne")
        mail = arrive(
            raw_mail(sender, subject, named={k: v for k, v in headers.items() if k != "subject"}), LATER
        )

        assert mail.ticket != ticket and mail.related_ticket == ticket
    assert ticket.messages.count() == words
    told = OutgoingMail.objects.filter(to=sender, created_at=LATER)
    assert not told.filter(topic=f"ticket:{ticket.pk}").exists()


def test_another_customer_s_mail_with_a_message_id_of_the_ticket_stays_out(ticket: Ticket) -> None:
    assert_never_in(ticket, MARC)


def test_a_stranger_with_any_sign_of_the_ticket_stays_out(ticket: Ticket) -> None:
    assert_never_in(ticket, "stranger@elsewhere.example")


def test_an_end_customer_of_the_same_reseller_stays_out(ticket: Ticket) -> None:
    assert_never_in(ticket, "paul.dubois@menuiserie-dubois.example")


def test_who_left_for_another_organisation_stays_out(world: World, ticket: Ticket) -> None:
    elsewhere = world.organisation_of(world.marc)
    User.objects.filter(pk=world.jean.pk).update(organisation=elsewhere)

    assert_never_in(ticket, JEAN)


def test_who_was_deactivated_stays_out(world: World, ticket: Ticket) -> None:
    User.objects.filter(pk=world.jean.pk).update(is_active=False)

    assert_never_in(ticket, JEAN)


def test_the_reseller_that_a_customer_left_stays_out_of_its_new_requests(world: World) -> None:
    customer = world.organisation_of(world.sophie)
    Organisation.objects.filter(pk=customer.pk).update(reseller=world.organisation_of(world.marc))
    ticket = arrive(raw_mail(world.sophie.email, message_id="<jean@poste.example>")).ticket
    assert ticket is not None

    assert_never_in(Ticket.objects.get(pk=ticket.pk), JEAN)


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda own, _other: own[:-12] + "0" * 12, id="guessed"),
        pytest.param(lambda own, _other: own[:-1], id="truncated"),
        pytest.param(lambda own, _other: own + "0", id="longer"),
        pytest.param(lambda own, _other: own.rpartition(".")[0], id="unsigned"),
        pytest.param(lambda own, other: f"{own[:-12]}{other[-12:]}", id="signature-of-another-ticket"),
    ],
)
def test_a_reply_address_with_another_signature_names_nothing(
    world: World, ticket: Ticket, forge: object
) -> None:
    own, _at, domain = reply_address.for_number(ticket.number).partition("@")
    other = reply_address.for_number("CST-2026-999999").partition("@")[0]
    assert callable(forge)

    mail = arrive(raw_mail(to=f"{forge(own, other)}@{domain}"), LATER)

    assert mail.ticket != ticket and mail.related_ticket is None


def test_a_reply_address_in_capitals_is_the_same_address(world: World, ticket: Ticket) -> None:
    assert arrive(raw_mail(to=reply_address.for_number(ticket.number).upper()), LATER).ticket == ticket


def test_a_signature_made_with_another_key_names_nothing(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    key, settings.SECRET_KEY = settings.SECRET_KEY, "another key, forty characters or more long"
    forged = reply_address.for_number(ticket.number)
    settings.SECRET_KEY = key

    assert arrive(raw_mail(MARC, to=forged), LATER).related_ticket is None


def test_ten_thousand_references_are_cut_and_cost_little(world: World, ticket: Ticket) -> None:
    own = OutgoingMail.objects.latest("created_at").message_id
    many = "\n ".join(f"<{number}@elsewhere.example>" for number in range(10_000))

    mail = arrive(f"References: {many}\n {own}\n".encode() + raw_mail(MARC), LATER)

    assert mail.status == Status.TICKET and mail.ticket != ticket


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "References", "To", "Subject"])
def test_one_header_of_two_hundred_thousand_signs_costs_little(world: World, header: str) -> None:
    for sign in ("a", "<", "(", "@a", '"', "[CST-"):
        raw = f"{header}: {sign * (200_000 // len(sign))}\n".encode() + raw_mail(
            None, None, named={"from": JEAN}
        )

        assert arrive(raw).status in {Status.TICKET, Status.MESSAGE}


def test_a_reply_to_an_internal_note_stays_internal_whoever_is_authenticated(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    replying.note(
        ticket, world.words(world.claire, channel="mail", mail_message_id="<note@exer.example>"), at=TUESDAY
    )
    before = OutgoingMail.objects.count()

    mail = arrive(
        raw_mail(
            CLAIRE,
            to=reply_address.for_number(ticket.number),
            references="<jean@poste.example> <note@exer.example>",
            authentication_results="mx.exer.fr; dmarc=pass header.from=exer.example",
        ),
        LATER,
    )

    assert mail.message is not None and mail.message.internal
    assert OutgoingMail.objects.count() == before


def test_a_customer_who_names_an_internal_note_learns_nothing_of_it(world: World, ticket: Ticket) -> None:
    note = world.words(world.claire, "Client pénible.", channel="mail", mail_message_id="<note@exer.example>")
    replying.note(ticket, note, at=TUESDAY)

    own = arrive(raw_mail(in_reply_to="<note@exer.example>"), LATER)
    other = arrive(raw_mail(MARC, in_reply_to="<note@exer.example>"), LATER)

    assert own.ticket == ticket and own.message is not None and not own.message.internal
    assert other.ticket != ticket
    assert not any("pénible" in mail.text + mail.html for mail in OutgoingMail.objects.all())


def test_staff_by_mail_from_a_forged_address_publishes_nothing(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"
    before = (OutgoingMail.objects.count(), Message.objects.count())

    for results in ("mx.exer.fr; dmarc=fail", "mx.evil.example; dmarc=pass header.from=exer.example"):
        arrive(
            raw_mail(CLAIRE, to=reply_address.for_number(ticket.number), authentication_results=results),
            LATER,
        )

    assert (OutgoingMail.objects.count(), Message.objects.count()) == before
