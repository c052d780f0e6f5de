"""Every real mail ends as something that people see (docs/rules/mail.md)."""

from __future__ import annotations

from collections import Counter

from accounts.models import User
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsing import parse
from tests.inbound_mail.corpus import corpus_mails
from tests.inbound_mail.mails import arrive
from tests.world import World
from tickets.models import Attachment, Ticket


def test_each_of_the_233_real_mails_ends_visibly_and_none_fails(world: World) -> None:
    ends = Counter(arrive(mail.raw).status for mail in corpus_mails())

    assert ends.total() == InboundMail.objects.count() == 233
    assert ends.keys() <= {Status.HELD, Status.AUTOMATIC, Status.DUPLICATE}
    assert not Ticket.objects.exists()


def test_the_same_mails_again_are_all_duplicates(world: World) -> None:
    mails = corpus_mails()[::10]
    for mail in mails:
        arrive(mail.raw)

    assert {arrive(mail.raw).status for mail in mails} == {Status.DUPLICATE}


def test_real_mails_of_a_known_sender_become_tickets_with_their_files(world: World) -> None:
    """The same bytes once their senders are known: whatever the mail program wrote fits into a ticket."""
    ends: Counter[str] = Counter()
    for mail in corpus_mails():
        sender = parse(mail.raw).from_.key[:254]
        User.objects.filter(pk=world.jean.pk).update(email=sender or "nobody@example.org")
        ends[arrive(mail.raw).status] += 1

    assert ends.keys() <= {"ticket", "message", "automatic", "duplicate", "held"}
    assert ends["ticket"] > 150 and Attachment.objects.count() >= 80
    assert set(InboundMail.objects.filter(status="held").values_list("reason", flat=True)) == {"no_sender"}
