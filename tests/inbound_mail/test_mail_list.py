"""The lists of mails: what words and mailboxes find, and what is done with several at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from inbound_mail import intake, processing
from inbound_mail.console import lists
from inbound_mail.models import InboundMail, Mailbox, Status
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World
from tickets.drafting import submission

STRANGER = "stranger@elsewhere.example"


@pytest.fixture
def claire(world: World, client: Client) -> Client:
    """Her browser."""
    client.force_login(world.claire)
    return client


def found(client: Client, **query: str) -> list[str]:
    """The subjects of the list that an address asks for."""
    lines = client.get(reverse("mails:list"), query).context["lines"]
    return [line.mail.subject for line in lines]


def decide(client: Client, mails: list[InboundMail], verb: str, **form: str) -> int:
    """Send the list's form; the status of the answer."""
    data = {"mails": [str(mail.pk) for mail in mails], "verb": verb, **form}
    return client.post(reverse("mails:several"), data).status_code


@pytest.mark.parametrize("words", ["elsewhere", STRANGER, "Étrange", "dupont", "ETRANGE"])
def test_words_find_a_sender_or_a_subject(world: World, claire: Client, words: str) -> None:
    arrive(raw_mail(f"Ève Dupont <{STRANGER}>", subject="Chose étrange"))
    arrive(raw_mail(subject="Autre"))

    assert found(claire, q=words) == ["Chose étrange"]


def test_a_ticket_s_number_finds_its_mails_and_those_that_name_it(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(subject="Panne"))
    assert mail.ticket is not None
    arrive(raw_mail(STRANGER, subject=f"Re: [{mail.ticket.number}]"))
    arrive(raw_mail(subject="Autre"))

    assert set(found(claire, q=mail.ticket.number.lower())) == {"Panne", f"Re: [{mail.ticket.number}]"}


def test_a_message_id_finds_its_mail(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(subject="Panne"))
    arrive(raw_mail(subject="Autre"))

    assert found(claire, q=mail.mail_message_id) == ["Panne"]


def test_words_are_sought_within_the_list_shown_and_counted_in_all(world: World, claire: Client) -> None:
    arrive(raw_mail(STRANGER, subject="Commun A"))
    arrive(raw_mail(subject="Commun B"))
    answer = claire.get(reverse("mails:list"), {"etat": "a-decider", "q": "commun"})

    assert found(claire, etat="a-decider", q="commun") == ["Commun A"]
    assert {choice.view: choice.count for choice in answer.context["choices"]}["tous"] == 2


@pytest.mark.parametrize("words", ["", "commun"])
def test_what_waits_is_counted_to_the_end_and_the_rest_up_to_a_limit(
    world: World, claire: Client, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(lists, "COUNTED", 2)
    for number in range(3):
        arrive(raw_mail(STRANGER, subject=f"Commun {number}"), TUESDAY + timedelta(minutes=number))
        arrive(raw_mail(subject=f"Commun à part {number}"), TUESDAY + timedelta(minutes=number))
    answer = claire.get(reverse("mails:list"), {"q": words})

    shown = {choice.view: (choice.count, choice.is_more) for choice in answer.context["choices"]}
    assert (shown["a-decider"], shown["tickets"], shown["tous"]) == ((3, False), (2, True), (2, True))
    assert "<span>2+</span>" in answer.content.decode()


def test_the_lists_are_counted_by_one_question(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    arrive(raw_mail(STRANGER, subject="Commun"))

    with django_assert_num_queries(1):
        found = lists.choices(lists.Wanted(words="commun", mailbox=7))
    assert [choice.count for choice in found] == [0] * len(found)


@pytest.mark.parametrize("words", ["%", "_", "'; --", "\x00", "x" * 500])
def test_signs_mean_nothing_but_themselves(world: World, claire: Client, words: str) -> None:
    arrive(raw_mail(STRANGER, subject="Bonjour"))

    assert found(claire, q=words) in ([], ["Bonjour"] if words == "\x00" else [])


def test_a_list_is_narrowed_to_one_mailbox(world: World, claire: Client) -> None:
    box = Mailbox.objects.create(name="Ventes", address="ventes@exer.example")
    arrive(raw_mail(STRANGER, subject="Ailleurs"))
    stored = intake.receive(
        raw_mail(STRANGER, subject="Ici"), source="imap", received_at=TUESDAY, at=TUESDAY, wake=False
    )
    InboundMail.objects.filter(pk=stored.pk).update(mailbox=box)
    processing.process(stored.pk, TUESDAY)

    assert found(claire, boite=str(box.pk)) == ["Ici"]
    assert len(found(claire, boite="x")) == 2


def test_a_page_holds_fifty_and_the_next_keeps_the_question(world: World, claire: Client) -> None:
    for turn in range(51):
        arrive(raw_mail(STRANGER, subject="Bonjour"), TUESDAY + timedelta(seconds=turn))
    page = claire.get(reverse("mails:list"), {"etat": "a-decider", "q": "bonjour"})

    assert len(page.context["lines"]) == 50
    assert "?etat=a-decider&amp;q=bonjour&amp;page=2" in page.content.decode()


def test_a_search_asks_as_much_whatever_it_finds(
    world: World, claire: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _turn in range(12):
        arrive(raw_mail(subject="Commun"))
        arrive(raw_mail(STRANGER, subject="Commun"))
    found(claire, q="commun")
    with django_assert_max_num_queries(13):
        found(claire, q="commun")


def test_the_rail_counts_the_mails_that_wait_for_an_engineer_and_is_quiet_otherwise(
    world: World, claire: Client
) -> None:
    arrive(raw_mail(subject="Ouvert"))
    before = in_the_rail(claire)
    arrive(raw_mail(STRANGER, subject="A decider"))

    assert (before, in_the_rail(claire)) == (None, 1)


def in_the_rail(client: Client) -> int | None:
    groups = client.get(reverse("console:queue")).context["rail"]
    [count] = [item.count for group in groups for item in group.items if item.url == reverse("mails:list")]
    assert count is None or isinstance(count, int)
    return count


# --- Several at once ----------------------------------------------------------------------------------------


def test_several_mails_are_put_aside_for_one_reason(world: World, claire: Client) -> None:
    mails = [arrive(raw_mail(STRANGER)) for _turn in range(3)]
    decide(claire, mails[:2], "discard", reason="publicité")

    assert [InboundMail.objects.get(pk=mail.pk).status for mail in mails] == [
        "discarded",
        "discarded",
        "held",
    ]
    assert InboundMail.objects.filter(decision="publicité", decided_by=world.claire).count() == 2


def test_several_mails_are_replayed(world: World, claire: Client) -> None:
    mails = [arrive(raw_mail(STRANGER)) for _turn in range(2)]
    decide(claire, mails, "replay")

    assert InboundMail.objects.filter(status=Status.RECEIVED).count() == 2


def test_one_that_has_an_end_stops_none_of_the_others(world: World, claire: Client) -> None:
    held, opened = arrive(raw_mail(STRANGER)), arrive(raw_mail())
    data = {"mails": [str(held.pk), str(opened.pk)], "verb": "discard", "reason": "doublon"}
    page = claire.post(reverse("mails:several"), data, follow=True).content.decode()

    assert "1 mail écarté" in page and "1 mail est resté tel quel" in page
    assert InboundMail.objects.get(pk=opened.pk).status == Status.TICKET


def test_without_a_reason_nothing_is_put_aside_and_the_choice_stays(world: World, claire: Client) -> None:
    mail = arrive(raw_mail(STRANGER))
    answer = claire.post(
        reverse("mails:several"), {"mails": [str(mail.pk)], "verb": "discard", "reason": " "}
    )
    page = answer.content.decode()

    assert answer.status_code == 422 and "Dites pourquoi ces mails sont écartés" in page
    assert f'value="{mail.pk}"' in page and " checked>" in page
    assert InboundMail.objects.get().status == Status.HELD


@pytest.mark.parametrize("mails", [[], ["hello"], ["00000000-0000-0000-0000-000000000001"]])
def test_a_choice_of_nothing_or_of_what_is_no_mail_is_said(
    world: World, claire: Client, mails: list[str]
) -> None:
    arrive(raw_mail(STRANGER))
    answer = claire.post(reverse("mails:several"), {"mails": mails, "verb": "replay"})

    assert answer.status_code == 422 and "field-error" in answer.content.decode()


def test_a_choice_that_a_session_ended_on_waits_behind_the_login(world: World, claire: Client) -> None:
    mail, token = arrive(raw_mail(STRANGER)), submission.new(world.claire).token
    claire.logout()
    data = {"mails": [str(mail.pk)], "verb": "discard", "reason": "publicité", "submission_key": token}
    claire.post(reverse("mails:several"), data)
    claire.force_login(world.claire)
    page = claire.get(reverse("mails:list")).content.decode()

    assert 'value="publicité"' in page and " checked>" in page
    assert InboundMail.objects.get().status == Status.HELD
