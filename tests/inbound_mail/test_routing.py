"""What a mail becomes, row by row of docs/rules/mail.md."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from inbound_mail import processing
from inbound_mail.models import Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import arrive, raw_mail, store
from tests.world import EXPIRED_AP, FORTIGATE, PARIS, STORMSHIELD, SWITCH, TUESDAY, World
from tickets import reply_address
from tickets.actions import replying
from tickets.models import Attachment, Ticket
from tickets.models import Status as TicketStatus

PAUL, MARC = "paul.dubois@menuiserie-dubois.example", "marc.blanc@alpes-securite.example"
STRANGER = "stranger@elsewhere.example"


@pytest.fixture
def authserv(settings: Settings) -> None:
    """Our own mail server checks senders."""
    settings.MAIL_AUTHSERV_ID = "mx.exer.fr"


def test_a_known_person_s_mail_becomes_a_ticket_with_its_verdict(world: World) -> None:
    mail = arrive(raw_mail(subject=f"Panne {FORTIGATE}"))

    assert (mail.status, mail.reason) == (Status.TICKET, "covered")
    assert mail.ticket is not None and mail.ticket.requester == world.jean


def test_a_mail_names_no_severity_and_runs_on_the_strictest_promise(world: World) -> None:  # CH-V.2
    mail = arrive(raw_mail(subject=f"sév. 3 : {FORTIGATE}"))

    assert mail.ticket is not None
    assert (mail.ticket.severity, mail.ticket.commitment_minutes) == (None, 120)
    assert mail.hints == {"serials": [FORTIGATE], "severity": 3, "words": "sév. 3"}


def test_the_clock_counts_from_the_arrival_not_from_the_processing(world: World) -> None:  # CH-V.2
    stored = store(raw_mail(subject=FORTIGATE), TUESDAY)
    mail = processing.process(stored.pk, TUESDAY + timedelta(hours=3))

    assert mail.ticket is not None and mail.ticket.received_at == TUESDAY
    assert mail.ticket.due_at == datetime(2026, 10, 13, 14, 37, tzinfo=PARIS)


def test_a_request_without_serial_is_a_ticket_to_qualify(world: World) -> None:
    mail = arrive(raw_mail())

    assert (mail.status, mail.reason) == (Status.TICKET, "product_to_identify")


def test_a_standard_product_is_accepted_by_mail(world: World) -> None:  # CH-III.1
    assert arrive(raw_mail(subject=STORMSHIELD)).reason == "covered"


def test_a_refused_request_is_kept_and_its_sender_told_why(world: World) -> None:  # CH-0
    mail = arrive(raw_mail(MARC, subject=EXPIRED_AP))

    assert (mail.status, mail.reason) == (Status.REFUSED, "contract_expired")
    assert mail.ticket is not None and mail.ticket.status == TicketStatus.REFUSED
    assert "EX-2022-0088" in OutgoingMail.objects.get(to=MARC).text


def test_an_end_customer_without_premium_is_sent_to_the_reseller(world: World) -> None:  # CH-II.2
    mail = arrive(raw_mail(PAUL, subject=STORMSHIELD))

    assert (mail.status, mail.reason) == (Status.REFUSED, "contact_your_reseller")


def test_another_s_serial_and_one_that_does_not_exist_get_the_same_answer(world: World) -> None:
    reasons = {
        arrive(raw_mail(MARC, subject=f"Panne {serial}")).reason for serial in (FORTIGATE, "FG999X-ABCD-0001")
    }

    assert reasons == {"product_unknown"}


def test_an_unknown_address_is_held_and_told_what_to_do(world: World) -> None:  # CH-II.1, CH-II.2
    mail = arrive(raw_mail(STRANGER, subject="Bonjour"))
    told = OutgoingMail.objects.get(to=STRANGER)

    assert (mail.status, mail.reason, mail.ticket) == (Status.HELD, "requester_unknown", None)
    assert "revendeur" in told.text and told.headers["Auto-Submitted"] == "auto-replied"
    assert told.headers["In-Reply-To"] == mail.mail_message_id


def test_an_unknown_address_is_told_once_a_day(world: World) -> None:
    for hour in range(3):
        arrive(raw_mail(STRANGER), TUESDAY + timedelta(hours=hour))
    assert OutgoingMail.objects.count() == 1

    arrive(raw_mail(STRANGER), TUESDAY + timedelta(hours=25))
    assert OutgoingMail.objects.count() == 2


def test_a_flood_of_unknown_addresses_does_not_make_us_send_spam(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbound_mail.explaining.PER_HOUR", 3)
    for number in range(6):
        arrive(raw_mail(f"forged{number}@elsewhere.example"))

    assert OutgoingMail.objects.count() == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"precedence": "bulk"},
        {"x_auto_response_suppress": "All"},
        {"list_id": "<news.elsewhere.example>"},
        {"return_path": "<>"},
        {"x_cst_loop": "support@exer.fr"},
    ],
)
@pytest.mark.parametrize("sender", [STRANGER, "jean.petit@reseau-plus.example"])
def test_automatic_mail_is_never_answered_and_opens_nothing(
    world: World, sender: str, headers: dict[str, str]
) -> None:
    mail = arrive(raw_mail(sender, named=headers))

    assert mail.status == Status.AUTOMATIC
    assert not OutgoingMail.objects.exists() and not Ticket.objects.exists()


@pytest.mark.parametrize("sender", ["support@exer.fr", "CST <Support@Exer.FR>"])
def test_our_own_address_is_never_answered(world: World, sender: str) -> None:
    mail = arrive(raw_mail(sender))

    assert (mail.status, mail.reason) == (Status.AUTOMATIC, "own_address")
    assert not OutgoingMail.objects.exists()


def test_a_reply_address_of_ours_as_sender_is_our_own() -> None:
    assert reply_address.is_ours(reply_address.for_number("CST-2026-000001"))


def test_a_mail_without_sender_is_held(world: World) -> None:
    mail = arrive(raw_mail(None, subject="Panne"))

    assert (mail.status, mail.reason) == (Status.HELD, "no_sender")


def test_an_empty_mail_of_a_known_person_is_a_ticket_that_says_so(world: World) -> None:
    mail = arrive(raw_mail(subject=None, body=""))

    assert mail.status == Status.TICKET
    assert mail.ticket is not None and mail.message is not None
    assert (mail.ticket.subject, mail.message.body) == ("(sans objet)", "[Mail sans texte]")


def test_no_byte_at_all_is_held_and_not_an_error(world: World) -> None:
    mail = arrive(b"")

    assert (mail.status, mail.reason) == (Status.HELD, "no_sender")


def test_out_of_office_is_appended_and_moves_neither_state_nor_clock(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    before = Ticket.objects.get(pk=ticket.pk)
    mail = arrive(raw_mail(to=reply_address.for_number(ticket.number), auto_submitted="auto-replied"))
    after = Ticket.objects.get(pk=ticket.pk)

    assert mail.status == Status.AUTOMATIC and mail.ticket == ticket
    assert mail.message is not None and mail.message.automatic
    assert (after.status, after.due_at, after.queue_rank) == (before.status, before.due_at, before.queue_rank)


def test_an_engineer_s_out_of_office_never_answers_for_the_centre(world: World) -> None:
    ticket = world.ticket()
    to = reply_address.for_number(ticket.number)
    mail = arrive(raw_mail("claire.martin@exer.example", to=to, auto_submitted="auto-replied"))

    assert mail.status == Status.AUTOMATIC and ticket.messages.count() == 1


def test_a_bounce_finds_its_ticket_by_the_message_id_inside(world: World) -> None:
    ticket = world.ticket()
    sent = OutgoingMail.objects.get()
    body = (
        "This is the mail system at host mx.reseau-plus.example.\n\nI'm sorry to have to inform you that your message "
        "could not be delivered.\n\n<jean.petit@reseau-plus.example>: host mx said: 550 5.1.1 User unknown\n\n"
        f"Message-ID: {sent.message_id}\nSubject: {sent.subject}\n"
    )
    mail = arrive(
        raw_mail("MAILER-DAEMON@mx.reseau-plus.example", "Undelivered Mail Returned to Sender", body)
    )

    assert (mail.status, mail.reason, mail.ticket) == (Status.AUTOMATIC, "bounce", ticket)
    assert OutgoingMail.objects.count() == 1 and ticket.messages.count() == 1


def test_a_mail_that_fails_dmarc_opens_nothing_and_answers_nothing(world: World, authserv: None) -> None:
    results = "mx.exer.fr; dmarc=fail header.from=reseau-plus.example"
    mail = arrive(raw_mail(subject=FORTIGATE, authentication_results=results))

    assert (mail.status, mail.reason) == (Status.HELD, "not_authenticated")
    assert not OutgoingMail.objects.exists() and not Ticket.objects.exists()


def test_a_mail_that_passes_dmarc_opens(world: World, authserv: None) -> None:
    results = "mx.exer.fr; spf=pass; dmarc=pass (p=reject) header.from=reseau-plus.example"

    assert arrive(raw_mail(authentication_results=results)).status == Status.TICKET


@pytest.mark.parametrize(
    "results",
    [
        "mx.attacker.example; dmarc=pass header.from=reseau-plus.example",
        "mx.exer.fr.attacker.example; dmarc=pass",
        "mx.exer.fr; dmarc=pass header.from=attacker.example",
        "mx.exer.fr; spf=pass (dmarc=pass)",
        'mx.exer.fr; dkim=pass; x=; dmarc=fail; reason="dmarc=pass"',
    ],
)
def test_authentication_results_that_are_not_ours_prove_nothing(
    world: World, authserv: None, results: str
) -> None:
    assert arrive(raw_mail(authentication_results=results)).reason == "not_authenticated"


def test_only_the_topmost_authentication_results_count(world: World, authserv: None) -> None:
    forged = b"Authentication-Results: mx.exer.fr; dmarc=pass header.from=reseau-plus.example\n"
    raw = b"Authentication-Results: mx.exer.fr; dmarc=fail\n" + forged + raw_mail()

    assert arrive(raw).reason == "not_authenticated"


def test_two_from_headers_are_not_authenticated(world: World, authserv: None) -> None:
    results = b"Authentication-Results: mx.exer.fr; dmarc=pass header.from=reseau-plus.example\n"

    assert arrive(results + b"From: evil@reseau-plus.example\n" + raw_mail()).reason == "not_authenticated"


def test_staff_outside_any_ticket_are_held_for_a_person_to_open(world: World) -> None:
    mail = arrive(raw_mail("ines.faure@exer.example"))

    assert (mail.status, mail.reason) == (Status.HELD, "staff_request")


def test_attachments_arrive_and_configuration_backups_are_encrypted(world: World) -> None:
    arrive(raw_mail(files=[("photo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50), ("fw.conf", b"set password x")]))
    backup, photo = Attachment.objects.order_by("name")

    assert (backup.name, backup.encrypted) == ("fw.conf", True)
    assert (photo.content_type, photo.encrypted) == ("image/png", False)


def test_a_file_over_the_limit_is_said_in_the_ticket_and_stays_in_the_raw_mail(
    world: World, settings: Settings
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 100
    mail = arrive(raw_mail(files=[("gros.bin", b"x" * 101), ("petit.txt", b"ok"), ("vide.txt", b"")]))

    assert mail.message is not None
    assert [each.name for each in mail.message.attachments.all()] == ["petit.txt"]
    assert "gros.bin" in mail.message.body and "vide.txt" in mail.message.body


def test_too_many_files_are_said_and_none_is_an_error(world: World, settings: Settings) -> None:
    settings.ATTACHMENTS_PER_MESSAGE = 2
    mail = arrive(raw_mail(files=[(f"{number}.log", b"x") for number in range(4)]))

    assert mail.message is not None and mail.message.attachments.count() == 2
    assert "3.log" in mail.message.body


def test_a_serial_of_several_is_not_guessed(world: World) -> None:
    mail = arrive(raw_mail(subject="Panne", body=f"{FORTIGATE} et {STORMSHIELD} sont tombés."))

    assert mail.reason == "product_to_identify"
    assert mail.hints["serials"] == [FORTIGATE, STORMSHIELD]


def test_a_serial_in_the_text_is_recognised_whatever_its_case(world: World) -> None:
    assert arrive(raw_mail(MARC, body=f"notre switch {SWITCH.lower()}, en panne")).reason == "covered"


def test_long_headers_are_cut_and_not_an_error(world: World) -> None:
    mail = arrive(raw_mail(subject="x" * 5000, message_id=f"<{'y' * 800}@poste.example>"))

    assert mail.status == Status.TICKET and len(mail.subject) == 300
