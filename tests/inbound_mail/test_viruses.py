"""A file of a mail that holds a virus is withheld with a line in the thread; the mail itself is never held up."""

from __future__ import annotations

import pytest

from tests.clamd import EICAR
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import FORTIGATE, World
from tickets.models import Attachment, Ticket

FILES = [("outil.exe", EICAR), ("plan.txt", b"A -- B")]


@pytest.mark.usefixtures("clamd")
def test_an_infected_file_stays_in_the_mail_and_the_message_says_so(world: World) -> None:
    arrive(raw_mail(subject=f"Panne {FORTIGATE}", files=FILES))

    body = Ticket.objects.get().messages.get().body.replace("\u00a0", " ")
    assert "« outil.exe » contient un virus" in body
    assert [row.name for row in Attachment.objects.all()] == ["plan.txt"]


@pytest.mark.usefixtures("clamd_away")
def test_a_scanner_that_is_away_holds_up_no_mail(world: World) -> None:
    mail = arrive(raw_mail(subject=f"Panne {FORTIGATE}", files=FILES))

    assert mail.ticket is not None
    assert "l’antivirus ne répondait pas, le fichier reste dans le mail" in mail.ticket.messages.get().body
    assert not Attachment.objects.exists()
