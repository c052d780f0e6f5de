"""The mails that arrived, by program: for the centre alone, as its console shows them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from api.models import ApiToken
from inbound_mail import deciding
from inbound_mail.api.shown import MailContent, MailListed, MailRead
from inbound_mail.models import InboundMail, Mailbox, RawMail
from tests.inbound_mail.api.asking import STRANGER, client_of, read
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World


def listed(world: World, **query: Any) -> Any:
    return client_of(world.claire).get("/api/v1/mails/", query)


def subjects(world: World, **query: Any) -> list[str]:
    return [mail["subject"] for mail in listed(world, **query).json()["results"]]


def test_a_mail_of_a_stranger_says_why_it_waits(world: World) -> None:
    mail = arrive(raw_mail(f"Paul Durand <{STRANGER}>"))

    [found] = listed(world).json()["results"]

    assert found == {
        "id": str(mail.pk),
        "page": f"http://localhost:8000/console/courrier/{mail.pk}/",
        "status": {"code": "held", "text": "retenu"},
        "reason": {"code": "requester_unknown", "text": "L’adresse n’est celle d’aucune personne connue."},
        "sender": {"address": STRANGER, "name": "Paul Durand"},
        "subject": "Le tunnel tombe",
        "received_at": "2026-10-13T11:07:00+02:00",
        "mailbox": None,
        "ticket": None,
        "may_be_decided": True,
    }


def test_the_list_is_narrowed_by_state_sender_and_mailbox(world: World) -> None:
    arrive(raw_mail(STRANGER, "A"))
    arrive(raw_mail(subject="B"))
    box = Mailbox.objects.create(name="Support", address="support@exer.example")
    InboundMail.objects.filter(subject="B").update(mailbox=box)

    assert subjects(world, status="held") == ["A"]
    assert subjects(world, sender=STRANGER.upper()) == ["A"]
    assert subjects(world, mailbox="Support") == ["B"]


def test_the_latest_come_first_a_page_at_a_time(world: World) -> None:
    for minute, subject in enumerate("ABC"):
        arrive(raw_mail(STRANGER, subject), TUESDAY + timedelta(minutes=minute))

    first = listed(world, limit=2).json()
    second = client_of(world.claire).get(first["next"]).json()

    found = [mail["subject"] for page in (first, second) for mail in page["results"]]
    assert (found, second["next"]) == (["C", "B", "A"], None)


@pytest.mark.parametrize(
    ("query", "field"),
    [({"status": "lost"}, "status"), ({"etat": "held"}, "etat"), ({"limit": 101}, "limit")],
)
def test_a_filter_that_there_is_not_is_refused(world: World, query: dict[str, Any], field: str) -> None:
    answer = listed(world, **query)

    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])


def test_many_mails_take_as_many_queries_as_one(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        arrive(raw_mail(STRANGER if number % 2 else "jean.petit@reseau-plus.example", str(number)))
    client = client_of(world.claire)

    with django_assert_max_num_queries(3):  # session, person, mails
        assert len(client.get("/api/v1/mails/").json()["results"]) == 6


def test_one_mail_says_what_it_says_and_what_may_be_decided(world: World) -> None:
    mail = arrive(
        raw_mail(
            STRANGER,
            body="Bonjour,\n\nLe 12 oct. 2026, CST a écrit :\n> cité",
            files=[("plan.txt", b"A -- B")],
            cc="x@y.example",
        )
    )

    found = read(world.claire, mail).json()

    content = found["content"]
    assert (content["text"], content["quoted"]) == ("Bonjour,", "Le 12 oct. 2026, CST a écrit :\n> cité")
    assert (content["to"], content["cc"]) == (["support@exer.fr"], ["x@y.example"])
    assert content["dated"] == "2026-10-13T11:06:58+02:00"
    assert content["files"] == [{"name": "plan.txt", "size": 6, "type": "application/octet-stream"}]
    assert {"name": "subject", "value": "Le tunnel tombe"} in content["headers"]
    assert content["authentication"]["code"] == "unchecked"
    assert found["decisions"] == ["opening", "attachment", "answer", "replay", "discard"]


def test_a_colleague_of_the_sender_s_domain_is_proposed(world: World) -> None:
    mail = arrive(raw_mail("nouveau@clinique-lilas.example"))

    people = read(world.claire, mail).json()["requesters"]

    assert people == [{"address": world.sophie.email, "name": world.sophie.full_name}]


def test_of_an_erased_mail_nothing_is_read(world: World) -> None:
    mail = arrive(raw_mail(STRANGER))
    RawMail.objects.update(sealed=b"", purged_at=TUESDAY)

    found = read(world.claire, mail).json()

    assert (found["content"], found["decisions"]) == (None, ["discard"])


def test_whoever_has_it_as_it_stands_gets_304_until_a_decision(world: World) -> None:
    mail, client = arrive(raw_mail(STRANGER)), client_of(world.claire)
    address = f"/api/v1/mails/{mail.pk}/"
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})

    deciding.discard(mail, "Publicité", actor=world.hugo, at=TUESDAY)

    assert again.status_code == 304
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("who", ["sophie", "jean", "ines"])
def test_who_does_not_work_the_queue_reads_none(world: World, who: str) -> None:
    mail, client = arrive(raw_mail(STRANGER)), client_of(getattr(world, who))

    for address in ("/api/v1/mails/", f"/api/v1/mails/{mail.pk}/"):
        assert client.get(address).json()["code"] == "permission_denied"


@pytest.mark.parametrize(("scope", "status"), [("staff", 200), ("read", 403), ("open", 403)])
def test_a_token_needs_the_scope_of_the_centre(world: World, scope: str, status: int) -> None:
    arrive(raw_mail(STRANGER))
    _row, token = ApiToken.objects.create(
        user=world.claire, name="Supervision", scopes=[scope], created_by=world.claire
    )

    answer = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/mails/")

    assert answer.status_code == status


def test_every_field_is_declared(world: World) -> None:
    mail = arrive(raw_mail(STRANGER))

    found = read(world.claire, mail).json()

    assert found.keys() == MailRead().fields.keys()
    assert found["content"].keys() == MailContent().fields.keys()
    assert listed(world).json()["results"][0].keys() == MailListed().fields.keys()
