"""What words let one suppose: serials and severities."""

from __future__ import annotations

import pytest

from inbound_mail import hints
from inbound_mail.parsing import parse
from tests.inbound_mail.mails import raw_mail


def _hints(text: str) -> hints.Hints:
    return hints.read(parse(raw_mail(subject="Panne", body=text)), None)


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("sév. 1", 1),
        ("Sévérité 2", 2),
        ("severite : 3", 3),
        ("Severity=4", 4),
        ("la production est arrêtée", 1),
        ("Production totalement bloquée !", 1),
        ("arrêt de production", 1),
        ("plusieurs services, sev2 je pense", 2),
        ("sévère", None),
        ("sév. 12", None),
        ("version 7.2.1", None),
        ("la production reprend", None),
        ("gravité 2", 2),
        ("Criticité : 1", 1),
        ("severity 1 please", 1),
        ("severity level 3", 3),
        ("incident P1", 1),
        ("priorité 2", 2),
        ("le port P1 est tombé", None),
        ("câble p1", None),
        ("prod down depuis 9 h", 1),
        ("le réseau est à l’arrêt", 1),
        ("réseau à l'arrêt complet", 1),
        ("production is completely down", 1),
        ("la production du site est totalement bloquée", 1),
        ("la production n’est pas arrêtée", None),
        ("pas d’arrêt de production pour l’instant", None),
        ("aucun arrêt de production", None),
        ("sans arrêt de production", None),
        ("ce n’est pas une sév. 1", None),
        ("ce n’est pas une sév. 1, plutôt une sév. 3", 3),
        ("the production is not down", None),
        ("nous voulons éviter un arrêt de production", None),
        ("si la production est arrêtée, appelez-nous", None),
        ("la production n'est plus arrêtée", None),
    ],
)
def test_severity_hints(text: str, severity: int | None) -> None:
    assert _hints(text).severity == severity


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("n° de série : fg100f-zzz-99", "FG100F-ZZZ-99"),
        ("S/N: SN310A17B0123A7", "SN310A17B0123A7"),
        ("le boîtier FGT60FTK20012345 ne répond plus", "FGT60FTK20012345"),
        ("voir CVE-2024-123456AB", ""),
        ("ticket CST-2026-000123", ""),
        ("depuis le 2026-07-13T16", ""),
        ("rien à signaler, FortiOS 7.4.3", ""),
        ("FGT60FTK20012345 et FGT60FTK20012346", ""),
    ],
)
def test_a_serial_is_taken_when_it_can_be_nothing_else(text: str, serial: str) -> None:
    assert _hints(text).serial == serial
