"""The alert when a fifth or less of a time credit is left: when, to whom, once. Réseau Plus: 390 of 600 minutes."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.models import User
from contracts import credit
from contracts.models import CreditAccount
from outbound_mail import outbox
from outbound_mail.models import OutgoingMail
from tests.world import TUESDAY, World


def debit(world: World, minutes: int) -> None:
    credit.debit(world.organisation_of(world.jean), minutes, by=world.claire, at=TUESDAY, reference="CST")


def buy(world: World, minutes: int) -> None:
    credit.buy(world.organisation_of(world.jean), minutes, by=world.ines, at=TUESDAY, reference="EX")


def alerts(person: User | None = None) -> list[OutgoingMail]:
    mails = OutgoingMail.objects.filter(topic__startswith="organisation:")
    return list(mails.filter(to=person.email) if person else mails)


@pytest.mark.parametrize(("minutes", "told"), [(269, 0), (270, 1), (390, 1)])
def test_a_fifth_left_is_told_and_a_minute_more_is_not(world: World, minutes: int, told: int) -> None:
    debit(world, minutes)

    assert len(alerts(world.jean)) == told


def test_a_reservation_is_told_like_a_debit(world: World) -> None:
    credit.reserve(world.organisation_of(world.jean), 300, by=world.jean, at=TUESDAY, reference="CST")

    [mail] = alerts(world.jean)
    assert "Réservé à des estimations approuvées : 5h." in mail.text.replace("\u00a0", " ")


def test_it_is_told_once(world: World) -> None:
    for minutes in (280, 50, 60):
        debit(world, minutes)

    assert len(alerts(world.jean)) == 1


def test_after_a_purchase_it_is_told_again_against_what_there_was_then(world: World) -> None:
    debit(world, 300)  # 90 left
    buy(world, 300)  # 390: a fifth is 78
    debit(world, 311)
    assert len(alerts(world.jean)) == 1
    debit(world, 1)

    assert {mail.subject.replace("\u00a0", " ") for mail in alerts(world.jean)} == {
        "Votre crédit-temps : il reste 1h30",
        "Votre crédit-temps : il reste 1h18",
    }


def test_what_comes_back_is_not_told(world: World) -> None:
    reservation = credit.reserve(
        world.organisation_of(world.jean), 300, by=world.jean, at=TUESDAY, reference="CST"
    )
    before = len(alerts())
    CreditAccount.objects.update(low_told_at=None)
    credit.correct(world.organisation_of(world.jean), 5, by=world.ines, at=TUESDAY, reason="Erreur")
    credit.release(reservation, by=world.jean, at=TUESDAY)

    assert len(alerts()) == before


def test_a_debit_that_is_undone_tells_nobody(world: World) -> None:
    with transaction.atomic():
        debit(world, 300)
        transaction.set_rollback(True)

    assert alerts() == []
    assert CreditAccount.objects.get().low_told_at is None


def test_the_managers_and_the_sales_are_told(world: World) -> None:
    debit(world, 300)

    assert {mail.to for mail in alerts()} == {world.jean.email, world.ines.email}


def test_without_manager_all_of_its_people_are_told_and_without_sales_the_leads(world: World) -> None:
    User.objects.filter(pk=world.jean.pk).update(role=User.Role.MEMBER)
    User.objects.filter(pk=world.ines.pk).update(is_active=False)
    debit(world, 300)

    assert {mail.to for mail in alerts()} == {world.jean.email, world.lea.email, world.hugo.email}


def test_the_mail_says_what_is_left_of_what_and_where_to_read_it(world: World) -> None:
    debit(world, 300)

    [mail] = alerts(world.jean)
    text = mail.text.replace("\u00a0", " ")
    for expected in (
        "Il reste 1h30 sur 10h après le dernier achat.",
        "1, 5, 10 ou 20 heures",
        "/portail/credit/",
    ):
        assert expected in text
    assert mail.reply_to == "commercial@exer.fr"


def test_sales_are_sent_to_the_ledger_of_the_console(world: World) -> None:
    debit(world, 300)

    [mail] = alerts(world.ines)
    payer = world.organisation_of(world.jean)
    assert mail.subject.replace("\u00a0", " ") == "Crédit-temps de Réseau Plus : il reste 1h30"
    assert f"/console/credits/{payer.pk}/" in mail.text


def test_an_empty_credit_is_said_to_be_so(world: World) -> None:
    debit(world, 390)

    [mail] = alerts(world.jean)
    assert "Le crédit-temps est épuisé" in mail.html


def test_each_reads_it_in_their_language(world: World) -> None:
    User.objects.filter(pk=world.jean.pk).update(language="en")
    debit(world, 300)

    assert alerts(world.jean)[0].language == "en"
    assert alerts(world.ines)[0].language == "fr"


def test_whoever_left_meanwhile_receives_nothing(world: World) -> None:
    debit(world, 300)
    User.objects.filter(pk=world.jean.pk).update(organisation=world.marc.organisation)
    outbox.send_due(TUESDAY)

    assert [alerts(person)[0].status for person in (world.jean, world.ines)] == ["withheld", "sent"]


def test_a_salesperson_who_became_an_engineer_receives_nothing(world: World) -> None:
    debit(world, 300)
    User.objects.filter(pk=world.ines.pk).update(role=User.Role.ENGINEER)
    outbox.send_due(TUESDAY)

    assert alerts(world.ines)[0].status == "withheld"
