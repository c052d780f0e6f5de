"""What providers tell of our own mail: believed of our mails alone, and of who they went to."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from outbound_mail import outbox
from outbound_mail.models import FailingAddress, OutgoingMail
from tests.inbound_mail.test_webhooks import KEY, SECRET, post
from tests.world import TUESDAY

pytestmark = pytest.mark.django_db(transaction=True)
LEFT = "parti@reseau-plus.example"


@pytest.fixture(autouse=True)
def switched_on(settings: Settings) -> None:
    """Two providers may post."""
    settings.MAIL_WEBHOOKS = ["postmark", "mailgun"]
    settings.ANYMAIL = {"WEBHOOK_SECRET": ":".join(SECRET), "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


@pytest.fixture
def mail() -> OutgoingMail:
    """A mail of ours."""
    context = {
        "mail_subject": "Panne",
        "url": "",
        "support_phone": "",
        "sales_address": "",
        "support_address": "",
    }
    return outbox.put(
        to=LEFT, template="unknown_sender", subject="Panne", context=context, language="fr", at=TUESDAY
    )


def bounce(mail: OutgoingMail | None = None, **changes: Any) -> dict[str, Any]:
    """What Postmark posts of a mail that came back, with the data that we gave it with that mail."""
    metadata = getattr(outbox.message(mail), "metadata", {}) if mail else {}
    return {
        "RecordType": "Bounce",
        "ID": 692560173,
        "Type": "HardBounce",
        "MessageID": "2c1b63fe-43f2-4db5-91b0-8bdfa44a9316",
        "Description": "The server was unable to deliver your message (ex: unknown user).",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
        "Email": LEFT,
        "BouncedAt": "2026-10-13T09:07:00Z",
        "Metadata": metadata,
        **changes,
    }


def failed(mail: OutgoingMail, *, signed_at: float | None = None) -> dict[str, Any]:
    """What Mailgun posts of it, under the Message-ID that the mail bears."""
    stamp, token = str(int(signed_at or time.time())), "b" * 50
    signature = hmac.new(KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "recipient": LEFT,
            "delivery-status": {"code": 550, "message": "5.1.1 no such user"},
            "message": {"headers": {"message-id": mail.message_id.strip("<>")}},
        },
    }


def test_an_address_that_a_provider_could_not_reach_is_marked_with_its_mail(
    live_server: LiveServer, mail: OutgoingMail
) -> None:
    assert post(live_server, "postmark/suivi", json=bounce(mail)) == 200
    address = FailingAddress.objects.get()
    assert (address.address, address.permanent, address.status) == (LEFT, True, "5.1.1")
    mail.refresh_from_db()
    assert mail.returned_for_good


def test_a_mail_is_known_by_its_message_id_where_the_provider_keeps_that(
    live_server: LiveServer, mail: OutgoingMail
) -> None:
    assert post(live_server, "mailgun/suivi", json=failed(mail)) == 200
    assert FailingAddress.objects.get().address == LEFT


def test_a_delay_that_a_provider_tells_is_no_end(live_server: LiveServer, mail: OutgoingMail) -> None:
    delay = bounce(mail, Type="SoftBounce", Details="smtp;452 4.2.2 mailbox full")

    assert post(live_server, "postmark/suivi", json=delay) == 200
    assert not FailingAddress.objects.get().permanent


def test_a_delay_without_a_word_of_the_server_is_no_end(live_server: LiveServer, mail: OutgoingMail) -> None:
    delay = bounce(mail, Type="Transient", Details=None, Description=None)

    assert post(live_server, "postmark/suivi", json=delay) == 200
    assert not FailingAddress.objects.get().permanent


@pytest.mark.parametrize("changes", [{"Metadata": {}}, {"Metadata": {"message_id": "x@y.example"}}])
def test_what_names_no_mail_of_ours_silences_nobody(
    live_server: LiveServer, mail: OutgoingMail, changes: dict[str, Any]
) -> None:
    assert post(live_server, "postmark/suivi", json=bounce(mail, **changes)) == 200
    assert not FailingAddress.objects.exists()


def test_a_mail_of_ours_silences_nobody_but_who_it_went_to(
    live_server: LiveServer, mail: OutgoingMail
) -> None:
    told = bounce(mail, Email="claire.martin@exer.fr")

    assert post(live_server, "postmark/suivi", json=told) == 200
    assert not FailingAddress.objects.exists()


def test_nobody_without_the_secret_marks_an_address(live_server: LiveServer, mail: OutgoingMail) -> None:
    assert post(live_server, "postmark/suivi", json=bounce(mail), auth=None) == 400
    assert not FailingAddress.objects.exists()


def test_a_signature_of_another_time_marks_no_address(live_server: LiveServer, mail: OutgoingMail) -> None:
    old = failed(mail, signed_at=time.time() - 9 * 3600)

    assert post(live_server, "mailgun/suivi", json=old) == 400
    assert not FailingAddress.objects.exists()


@pytest.mark.parametrize("told", [[], "Bounce", {"RecordType": "Bounce", "Metadata": None}])
def test_what_is_no_post_of_a_provider_is_told_so(live_server: LiveServer, told: object) -> None:
    assert post(live_server, "postmark/suivi", json=told) == 400
