"""Loops: two helpdesks that answer each other stop after one mail of each, whatever the other one's habits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsed import ParsedMail
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.hazards.helpdesk import Answer, Helpdesk, exchange
from tests.inbound_mail.mails import SUPPORT, arrive, raw_mail
from tests.smtp import Receiver
from tests.world import STORMSHIELD, SWITCH, TUESDAY, World
from tickets.actions import closing
from tickets.models import Status as TicketStatus
from tickets.models import Ticket

UNKNOWN, KNOWN = "support@inconnu.example", "support@reseau-plus.example"
MARC = "marc.blanc@alpes-securite.example"
RECEIPT = "Bonjour, nous traitons votre message dans les meilleurs délais. L’équipe support."


def threads(helpdesk: Helpdesk, ours: ParsedMail) -> bytes:
    to = ours.reply_to[0].address if ours.reply_to else SUPPORT
    return helpdesk.mail(f"Re: {ours.subject}", RECEIPT, to=to, answers=ours)


def keeps_the_subject(helpdesk: Helpdesk, ours: ParsedMail) -> bytes:
    return helpdesk.mail(f"Re: {ours.subject}", RECEIPT)


def has_its_own_subject(helpdesk: Helpdesk, ours: ParsedMail) -> bytes:
    return helpdesk.mail(f"Votre demande n° {next(helpdesk.numbers)} a bien été reçue", RECEIPT)


def speaks_english(helpdesk: Helpdesk, ours: ParsedMail) -> bytes:
    return helpdesk.mail(f"Ticket #{next(helpdesk.numbers)} has been created", "We will be back soon.")


def quotes_us(helpdesk: Helpdesk, ours: ParsedMail) -> bytes:
    quoted = "\n".join(f"> {line}" for line in ours.text.splitlines())
    return helpdesk.mail(f"[{next(helpdesk.numbers)}] Support Inconnu", f"{RECEIPT}\n\n{quoted}")


def names_our_subject(helpdesk: Helpdesk, ours: ParsedMail) -> bytes:
    body = f"Votre message « {ours.subject} » porte chez nous le n° {next(helpdesk.numbers)}."
    return helpdesk.mail("Support Inconnu", body)


@pytest.fixture
def known(world: World) -> User:
    """The address of a helpdesk that was registered as a person of Réseau Plus."""
    organisation = world.organisation_of(world.jean)
    return User.objects.create_user(
        KNOWN, None, full_name="Support Réseau Plus", organisation=organisation, role="member"
    )


@pytest.mark.parametrize(
    "answer",
    [threads, keeps_the_subject, has_its_own_subject, speaks_english, quotes_us, names_our_subject],
)
@pytest.mark.parametrize("address", [UNKNOWN, KNOWN])
def test_two_helpdesks_that_answer_each_other_stop_after_one_mail_of_each(
    known: User, receiver: Receiver, address: str, answer: Answer
) -> None:
    found = exchange(Helpdesk(address, answer), receiver)

    assert (len(found.ours), len(found.theirs)) == (1, 1)


@pytest.mark.parametrize("address", [UNKNOWN, KNOWN])
def test_a_helpdesk_that_hides_behind_words_of_its_own_stops_before_a_third_answer(
    known: User, receiver: Receiver, address: str
) -> None:
    def hides(helpdesk: Helpdesk, ours: ParsedMail) -> bytes:
        return helpdesk.mail(f"Dossier {next(helpdesk.numbers)}", RECEIPT)

    found = exchange(Helpdesk(address, hides), receiver)

    assert len(found.ours) <= 2 and len(found) <= 4


@pytest.mark.parametrize("answer", [threads, has_its_own_subject])
def test_nothing_is_ever_answered_to_an_address_that_nobody_reads(
    world: World, receiver: Receiver, answer: Answer
) -> None:
    found = exchange(Helpdesk("noreply@inconnu.example", answer), receiver)

    assert len(found) == 0 and InboundMail.objects.get().status == Status.HELD


def test_a_registered_noreply_address_opens_its_ticket_and_is_not_answered(
    world: World, receiver: Receiver
) -> None:
    User.objects.filter(pk=world.lea.pk).update(email="noreply@reseau-plus.example")

    found = exchange(Helpdesk("noreply@reseau-plus.example", has_its_own_subject), receiver)

    assert len(found) == 0 and Ticket.objects.count() == 1


def test_a_helpdesk_that_writes_from_another_address_each_time_is_stopped(world: World) -> None:
    for number in range(10):
        arrive(raw_mail(f"ticket{number}@inconnu.example"), TUESDAY + timedelta(minutes=number))
        arrive(raw_mail(f"support+id{number}@inconnu.example"), TUESDAY + timedelta(minutes=number))

    assert OutgoingMail.objects.filter(to__startswith="ticket").count() == 3
    assert OutgoingMail.objects.filter(to__startswith="support").count() == 1


def test_an_answer_to_an_explanation_of_ours_is_never_explained(world: World) -> None:
    arrive(raw_mail(UNKNOWN))
    told = OutgoingMail.objects.get()

    arrive(raw_mail("other@inconnu.example", in_reply_to=told.message_id), TUESDAY + timedelta(days=2))

    assert OutgoingMail.objects.count() == 1


def test_what_a_robot_answered_is_kept_and_says_why_nobody_answered_it(
    known: User, receiver: Receiver
) -> None:
    found = exchange(Helpdesk(KNOWN, has_its_own_subject), receiver)

    assert found.theirs[0].status == Status.TICKET and found.theirs[0].hints["robot"] == "receipt"
    assert Ticket.objects.count() == 2


def test_a_receipt_for_our_mail_does_not_reopen_the_ticket_it_names(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.claire, at=TUESDAY)
    told = OutgoingMail.objects.latest("created_at")

    mail = arrive(
        raw_mail(subject="Votre demande n° 12 a bien été reçue", in_reply_to=told.message_id), TUESDAY
    )

    assert (mail.status, mail.ticket) == (Status.AUTOMATIC, ticket)
    assert Ticket.objects.get().status == TicketStatus.CLOSED


def test_robots_of_a_customer_and_of_its_reseller_do_not_answer_each_other_through_a_ticket(
    world: World,
) -> None:
    paul, at = world.paul.email, TUESDAY
    arrive(raw_mail(paul, subject=f"Panne {STORMSHIELD}"), at)
    seen: set[str] = set()
    for _turn in range(12):
        at += timedelta(minutes=1)
        new = [mail for mail in OutgoingMail.objects.order_by("created_at") if mail.message_id not in seen]
        seen |= {mail.message_id for mail in new}
        for mail in new:
            text = f"{RECEIPT} Référence {len(seen)}."
            arrive(raw_mail(mail.to, f"Re: {mail.subject}", text, to=mail.reply_to), at)
        if not new:
            break

    relayed = OutgoingMail.objects.exclude(headers__has_key="Auto-Submitted")
    assert not new and relayed.filter(to=paul).count() <= 2
    assert Ticket.objects.count() == 1


# --- What must not be taken for a robot -----------------------------------------------------------------------


def acknowledged(address: str) -> int:
    return OutgoingMail.objects.filter(
        to=address, headers__contains={"Auto-Submitted": "auto-replied"}
    ).count()


def test_a_reseller_who_writes_five_requests_in_ten_minutes_gets_five_acknowledgements(world: World) -> None:
    signature = "\n\nCordialement,\nMarc Blanc\nAlpes Sécurité\n04 76 00 00 00"
    requests = [
        ("Panne switch de Grenoble", f"Bonjour, le {SWITCH} redémarre en boucle depuis ce matin."),
        ("Wi-Fi au lycée", "Bonjour, les bornes du bâtiment B ne répondent plus depuis ce matin."),
        ("Licence", "Bonjour, la licence n’est plus reconnue depuis ce matin."),
        ("VPN du site de Lille", "Bonjour, le VPN du site ne monte plus."),
        ("VPN du site de Lyon", "Bonjour, le VPN du site ne monte plus."),
    ]
    for number, (subject, body) in enumerate(requests):
        arrive(raw_mail(MARC, subject, body + signature), TUESDAY + timedelta(minutes=2 * number))

    assert (Ticket.objects.count(), acknowledged(MARC)) == (5, 5)


def test_the_same_words_on_two_devices_are_two_requests_that_are_both_answered(world: World) -> None:
    for number, serial in enumerate(("FG100F-PREM-0001", STORMSHIELD)):
        arrive(
            raw_mail(subject=f"Panne {serial}", body="Ne démarre plus."), TUESDAY + timedelta(minutes=number)
        )

    assert acknowledged("jean.petit@reseau-plus.example") == 2


def test_the_same_words_with_other_files_are_another_request_that_is_answered(world: World) -> None:
    for number in range(2):
        files = [(f"trace{number}.log", f"panne {number}".encode())]
        arrive(raw_mail(body="Voir pièce jointe.", files=files), TUESDAY + timedelta(minutes=number))

    assert acknowledged("jean.petit@reseau-plus.example") == 2


@pytest.mark.parametrize(
    "subject",
    [
        "RE: votre demande a bien été reçue",
        "TR: Accusé de réception de la commande",
        "Colis reçu, le boîtier ne démarre pas",
        "Ticket ouvert chez Fortinet : aucune réponse",
        "Demande de remplacement",
    ],
)
def test_a_person_s_subject_is_no_receipt(world: World, subject: str) -> None:
    arrive(raw_mail(body="Le tunnel tombe."))
    mail = arrive(raw_mail(subject=subject, body="Autre chose."), TUESDAY + timedelta(minutes=5))

    assert "robot" not in mail.hints and acknowledged("jean.petit@reseau-plus.example") == 2


def test_a_receipt_from_somebody_we_never_wrote_to_is_answered(world: World) -> None:
    arrive(raw_mail(subject="Votre commande a bien été reçue, en panne"))

    assert acknowledged("jean.petit@reseau-plus.example") == 1


def test_a_cap_of_all_that_we_send_in_an_hour_is_kept_in_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.pacing.SENT_PER_HOUR", 2)
    for number, person in enumerate((world.jean, world.lea, world.marc)):
        arrive(raw_mail(person.email), TUESDAY + timedelta(minutes=number))

    assert OutgoingMail.objects.count() == 2 and Ticket.objects.count() == 3
