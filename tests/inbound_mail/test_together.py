"""Many small mails processed as one become exactly what each would by itself, with a handful of questions for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from inbound_mail import processing, routing
from inbound_mail.models import InboundMail, Status
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import frozen, raw_mail, store
from tests.world import FORTIGATE, OUT_OF_CATALOGUE, STORMSHIELD, TUESDAY, World
from tickets.models import Event, Message, Ticket

LATER = TUESDAY + timedelta(minutes=1)
JEAN, LEA = "jean.petit@reseau-plus.example", "lea.noel@reseau-plus.example"
SOPHIE, PAUL = "sophie.bernard@clinique-lilas.example", "paul.dubois@menuiserie-dubois.example"


def _lot() -> list[bytes]:
    """One mail of each kind that starts a conversation: accepted, refused, redirected, unknown, with a file."""
    return [
        raw_mail(JEAN, "Tunnel", f"Le tunnel tombe sur {FORTIGATE}, production arrêtée."),
        raw_mail(LEA, "Fin de vie", f"Panne sur {OUT_OF_CATALOGUE}."),
        raw_mail(SOPHIE, "Sans numéro", "Le réseau est lent.", files=[("schema.pdf", b"%PDF-1.4")]),
        raw_mail(PAUL, "Pare-feu", f"Panne sur {STORMSHIELD}."),
        raw_mail("inconnu@ailleurs.example", "Bonjour", "Qui êtes-vous ?"),
        raw_mail("claire.martin@exer.example", "Note", "À ouvrir pour un client."),
    ]


def _told() -> list[tuple[Any, ...]]:
    return sorted(OutgoingMail.objects.values_list("to", "subject", "text", "html", "language"))


def _became() -> list[tuple[Any, ...]]:
    mails = InboundMail.objects.order_by("subject")
    of_mail = (
        "subject",
        "from_name",
        "status",
        "reason",
        "hints",
        "copied",
        "message__body",
        "message__quoted",
    )
    of_ticket = (
        "number",
        "status",
        "serial",
        "level",
        "due_at",
        "queue_rank",
        "contract__number",
        "reseller__name",
    )
    columns = (*of_mail, *(f"ticket__{name}" for name in of_ticket), "ticket__verdict_json")
    return list(mails.values_list(*columns))


def _store(raws: Sequence[bytes]) -> list[InboundMail]:
    """One a second: those that wait are taken in their order."""
    return [store(raw, TUESDAY + timedelta(seconds=second)) for second, raw in enumerate(raws)]


def _process(raws: Sequence[bytes]) -> None:
    _store(raws)
    processing.process_due(frozen(LATER))


def _one_by_one(raws: Sequence[bytes]) -> None:
    for mail in _store(raws):
        processing.process(mail.pk, LATER)


def _wipe() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE tickets_ticket, tickets_ticketnumber, inbound_mail_inboundmail,"
            " outbound_mail_outgoingmail CASCADE"
        )


@pytest.mark.django_db(transaction=True)
def test_a_lot_becomes_what_its_mails_become_one_by_one(
    transactional_world: World, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_CAPTURE_DIR = "outbound_mail.capture.EmailBackend", tmp_path
    raws = _lot()
    _one_by_one(raws)
    outbox.send_due(LATER)
    became, told = _became(), _told()
    _wipe()

    _process(raws)
    outbox.send_due(LATER)

    assert _became() == became
    assert _told() == told
    assert {row[2] for row in became} == {Status.TICKET, Status.REFUSED, Status.HELD}


def test_the_second_mail_of_a_sender_sees_what_became_of_the_first(world: World) -> None:
    first, second = (
        raw_mail(JEAN, "Panne 1"),
        raw_mail(JEAN, "Panne 2", "Une autre panne, sur un autre site."),
    )
    _process([first, second, raw_mail(LEA, "Panne 3", "Rien ne va plus.")])

    assert set(InboundMail.objects.values_list("status", flat=True)) == {Status.TICKET}
    assert Ticket.objects.count() == 3


def test_an_answer_in_the_same_lot_joins_the_ticket_that_it_answers(world: World) -> None:
    question = raw_mail(JEAN, "Panne", named={"Message-ID": "<question@poste.example>"})
    answer = raw_mail(LEA, "Re: Panne", "Même chose ici.", in_reply_to="<question@poste.example>")
    _process([question, answer, raw_mail(PAUL, "Autre chose")])

    ticket = Ticket.objects.get(requester=world.jean)
    assert [
        message.author.email for message in ticket.messages.order_by("sent_at", "body") if message.author
    ] == [
        JEAN,
        LEA,
    ]


def test_the_same_mail_twice_in_a_lot_is_one_ticket(world: World) -> None:
    raw = raw_mail(JEAN)
    _process([raw, raw, raw_mail(LEA, "Autre chose")])

    assert sorted(InboundMail.objects.values_list("status", flat=True)) == [
        Status.DUPLICATE,
        Status.TICKET,
        Status.TICKET,
    ]


def test_a_mail_that_fails_leaves_its_lot_untouched(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    decide = routing.decide

    def fail(mail: InboundMail, *args: Any) -> Any:
        if mail.subject == "poison":
            raise ArithmeticError("no such calendar")
        return decide(mail, *args)

    monkeypatch.setattr(routing, "decide", fail)
    _process([raw_mail(JEAN), raw_mail(LEA, "poison"), raw_mail(PAUL, "Autre chose")])

    waiting = InboundMail.objects.get(status=Status.RECEIVED)
    assert waiting.subject == "poison" and "ArithmeticError" in waiting.error
    assert Ticket.objects.count() == Message.objects.count() == 2
    assert Event.objects.filter(kind=Event.Kind.OPENED).count() == 2


def test_a_lot_asks_the_database_as_often_whatever_its_size(world: World) -> None:
    people = [
        User.objects.create_user(
            f"p{number}@reseau-plus.example", organisation=world.jean.organisation, role="member"
        )
        for number in range(12)
    ]
    raws = [raw_mail(person.email, f"Panne {person.pk}", f"Panne {FORTIGATE}") for person in people]

    counts = []
    for lot in (raws[:3], raws[3:]):
        _store(lot)
        with CaptureQueriesContext(connection) as asked:
            processing.process_due(frozen(LATER))
        counts.append(len(asked))

    assert counts[1] == counts[0] < 3 * 15
    assert Ticket.objects.filter(device__serial=FORTIGATE).count() == len(people)


def test_the_acknowledgement_of_a_lot_is_written_when_it_is_sent(world: World, mailoutbox: list[Any]) -> None:
    _process([raw_mail(JEAN), raw_mail(PAUL, "Autre chose")])
    mail = OutgoingMail.objects.get(to=JEAN)
    assert mail.text == "" and mail.recipe is not None

    outbox.send_due(LATER)

    mail.refresh_from_db()
    number = Ticket.objects.get(requester=world.jean).number
    assert number in mail.text and number in mail.html and mail.recipe is None
    assert any(number in sent.body for sent in mailoutbox)


def test_a_mail_that_cannot_be_written_stops_none_behind_it_and_is_seen(
    world: World, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _process([raw_mail(JEAN), raw_mail(LEA, "Autre chose", "Rien ne va.")])
    OutgoingMail.objects.filter(to=JEAN).update(recipe={"title": "?", "template": "no_such_template"})

    outbox.send_due(LATER)

    failed = OutgoingMail.objects.get(to=JEAN)
    assert failed.status == OutgoingMail.Status.WAITING and "TemplateDoesNotExist" in failed.last_error
    assert OutgoingMail.objects.get(to=LEA).status == OutgoingMail.Status.SENT
