"""The first look into a mailbox: the newest mails and what each would become, nothing stored."""

from __future__ import annotations

import pytest

from inbound_mail.models import InboundMail
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import raw_mail
from tests.inbound_mail.test_fetching import ARRIVED, fetch, mailbox
from tests.world import World


def test_what_the_newest_mails_would_become_is_told_from_their_headers(
    dovecot: Dovecot, transactional_world: World
) -> None:
    row = mailbox(dovecot, begins_at=None)
    mailbox(dovecot, "second")
    dovecot.deliver(
        "support",
        raw_mail(subject="Le tunnel tombe"),
        raw_mail("inconnu@ailleurs.example", "Bonjour"),
        raw_mail("claire.martin@exer.example", "Entre nous"),
        raw_mail(subject="Absent", auto_submitted="auto-replied"),
        raw_mail("support@exer.fr", "Nous"),
        raw_mail('"jean.petit"@reseau-plus.example', "Entre guillemets"),
        raw_mail("second@exer.example", "Une autre boîte à nous"),
        at=ARRIVED,
    )
    fetch(row)

    assert row.look is not None
    assert [(mail["subject"], mail["prospect"]) for mail in reversed(row.look["mails"])] == [
        ("Le tunnel tombe", "customer"),
        ("Bonjour", "unknown"),
        ("Entre nous", "centre"),
        ("Absent", "automatic"),
        ("Nous", "ours"),
        ("Entre guillemets", "customer"),
        ("Une autre boîte à nous", "ours"),
    ]
    assert not InboundMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_full_mailbox_only_the_newest_are_shown(dovecot: Dovecot) -> None:
    row = mailbox(dovecot, begins_at=None)
    dovecot.deliver("support", *(raw_mail(subject=f"Mail {number}") for number in range(25)), at=ARRIVED)
    fetch(row)

    assert row.look is not None
    assert (row.look["count"], len(row.look["mails"])) == (25, 20)
    assert row.look["mails"][0]["subject"] == "Mail 24"
