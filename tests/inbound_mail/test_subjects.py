"""The subject of a mail as the subject of the ticket that it opens."""

from __future__ import annotations

import pytest

from inbound_mail import subjects
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import World


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("TR: Panne", "Panne"),
        ("Fwd: TR : Panne", "Panne"),
        ("RE: FW: Panne", "Panne"),
        ("RE: Panne", "Panne"),
        ("Re[2]: Panne", "Panne"),
        ("[CST-2026-000016] Coupure VPN", "Coupure VPN"),
        ("RE: [cst-2026-000016] RE: Coupure VPN", "Coupure VPN"),
        ("Coupure [ CST-2026-000016 ] VPN", "Coupure VPN"),
        ("Suite de CST-2026-000016", "Suite de CST-2026-000016"),
        ("[EXT] Panne", "[EXT] Panne"),
        ("Trafic: en panne", "Trafic: en panne"),
        ("Fwd: [CST-2026-000016]", ""),
        ("", ""),
    ],
)
def test_prefixes_and_our_numbers_are_cut(subject: str, bare: str) -> None:
    assert subjects.bare(subject) == bare


def test_a_new_ticket_bears_no_number_of_somebody_else_s(world: World) -> None:
    other = world.ticket(world.marc)
    mail = arrive(raw_mail(subject=f"RE: [{other.number}] Coupure VPN"))

    assert mail.ticket is not None and mail.ticket.subject == "Coupure VPN"
    assert mail.subject == f"RE: [{other.number}] Coupure VPN" and mail.related_ticket == other


def test_a_ticket_whose_mail_names_nothing_but_another_has_no_subject(world: World) -> None:
    other = world.ticket(world.marc)
    ticket = arrive(raw_mail(subject=f"[{other.number}]")).ticket

    assert ticket is not None and ticket.subject == "(sans objet)"
