"""`manage.py staffing`: the stable output, what is replayed, and what a file may not say (CH-V.1, CH-V.2)."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from sla.models import Commitment
from tests.world import EXPIRED_AP, FORTIGATE, STORMSHIELD, TUESDAY, World
from tickets.actions.closing import close
from tickets.actions.passing import Escalation, pass_to_centre
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.waiving import waive
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

HEADER = "received_at,level,severity"
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes lines to a CSV file and gives its path."""

    def to_file(*lines: str, encoding: str = "utf-8") -> str:
        path = tmp_path / "arrivals.csv"
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return str(path)

    return to_file


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("staffing", *args, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def replay(*args: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("--json", *args).splitlines()]


def refusal(*args: str) -> list[str]:
    """The lines of a wrong call, which must have printed nothing else."""
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("staffing", *args, stdout=out, stderr=io.StringIO())
    assert (error.value.returncode, out.getvalue()) == (2, "")
    return str(error.value).splitlines()


def premium_at(*minutes: int, severity: int = 1) -> list[str]:
    """Lines of Premium requests so many minutes after the world's Tuesday, 11:07."""
    return [f"{(TUESDAY + timedelta(minutes=each)).isoformat()},premium,{severity}" for each in minutes]


def test_tickets_are_replayed_by_number_of_engineers(world: World) -> None:
    for _ in range(4):
        world.ticket(severity=1)

    assert replay("--engineers", "1-2") == [
        {
            "engineers": 1,
            "premium": 4,
            "earliest_deadline_first": {"met": 2, "share": 0.5},
            "arrival_order": {"met": 2, "share": 0.5},
        },
        {
            "engineers": 2,
            "premium": 4,
            "earliest_deadline_first": {"met": 4, "share": 1.0},
            "arrival_order": {"met": 4, "share": 1.0},
        },
    ]


def test_premium_comes_before_standard_in_the_queue_and_not_in_arrival_order(world: World) -> None:
    for _ in range(3):
        world.ticket(channel="mail", serial=STORMSHIELD, severity=2)
    world.ticket(severity=1, received_at=TUESDAY + timedelta(minutes=5))
    [line] = replay("--engineers", "1")

    assert line["premium"] == 1
    assert (line["earliest_deadline_first"]["met"], line["arrival_order"]["met"]) == (1, 0)


def test_the_promise_is_that_of_the_severity_the_clock_ran_on(world: World) -> None:
    ticket = world.ticket(severity=None, serial=FORTIGATE)
    assert replay("--engineers", "1", "--handling", "121")[0]["earliest_deadline_first"]["met"] == 0
    qualify(ticket, Qualification(2, FORTIGATE, "incident"), actor=world.claire, at=TUESDAY)

    assert replay("--engineers", "1", "--handling", "121")[0]["earliest_deadline_first"]["met"] == 1


def test_a_promise_changed_later_does_not_change_what_was_promised(world: World) -> None:
    world.ticket(severity=1)
    Commitment.objects.filter(level="premium", severity=1).update(first_response_minutes=10)

    assert replay("--engineers", "1")[0]["earliest_deadline_first"]["met"] == 1


def test_what_nobody_took_on_is_left_out_even_closed(world: World) -> None:
    refused = world.ticket(world.marc, serial=EXPIRED_AP, channel="mail")
    closed = world.ticket(world.marc, serial=EXPIRED_AP, channel="mail")
    close(closed, actor=world.claire, at=TUESDAY)
    world.ticket(world.paul, serial=STORMSHIELD, channel="mail")
    assert {ticket.status for ticket in Ticket.objects.all()} == {"refused", "closed", "with_reseller"}

    assert run() == "Rien à rejouer\u00a0: aucune demande prise en charge n’est arrivée.\n"
    waive(refused, "Geste commercial", actor=world.claire, at=TUESDAY)
    assert run().startswith("1 demande du 13 octobre 2026")


def test_what_a_reseller_passed_on_arrived_when_it_did(world: World) -> None:  # CH-II.2
    ticket = world.ticket(world.paul, serial=STORMSHIELD, channel="mail")
    wednesday = TUESDAY + timedelta(days=1)
    words = world.words(world.jean, "Vérifié.", wednesday)
    pass_to_centre(ticket, Escalation("Panne", STORMSHIELD, 2, words), at=wednesday)

    assert run().startswith("1 demande du 14 octobre 2026")
    assert run("--to", "2026-10-13").startswith("Rien à rejouer")


def test_the_days_of_paris_bound_what_is_replayed(world: World) -> None:
    for days in (-1, 0, 1, 2):
        world.ticket(received_at=TUESDAY.replace(hour=0, minute=30) + timedelta(days=days))

    assert replay("--engineers", "1", "--from", "2026-10-13", "--to", "2026-10-14")[0]["premium"] == 2
    assert replay("--engineers", "1", "--to", "2026-10-12")[0]["premium"] == 1


def test_tickets_are_read_in_a_number_of_queries_that_does_not_grow(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        world.ticket()

    with django_assert_max_num_queries(6):
        replay("--engineers", "1-4")


def test_without_json_a_table_in_french(world: World) -> None:
    for _ in range(3):
        world.ticket(severity=1)
        world.ticket(channel="mail", serial=STORMSHIELD, severity=3)
    lines = run("--engineers", "1,3").replace("\u00a0", " ").splitlines()

    assert lines == [
        "6 demandes du 13 octobre 2026, dont 3 avec une échéance Premium.",
        "Temps compté jusqu’à la première réponse, sauf mention contraire : 0h45 ouvrée.",
        "",
        "ingénieurs   échéance d’abord   ordre d’arrivée",
        "         1         66,6 % (2)        33,3 % (1)",
        "         3          100 % (3)         100 % (3)",
        "",
        "Plus grand écart : 33,3 points de plus avec l’échéance d’abord, à 1 ingénieur.",
    ]


def test_without_any_promise_there_is_no_share(world: World) -> None:
    world.ticket(channel="mail", serial=STORMSHIELD, severity=3)

    assert replay("--engineers", "1")[0]["arrival_order"] == {"met": 0, "share": None}
    assert run("--engineers", "1").splitlines()[-1].split() == ["1", "–", "–"]


def test_a_file_is_replayed_with_its_own_handling_where_it_says_one(write: Write) -> None:
    path = write(f"{HEADER},handling_minutes", *(f"{line},20" for line in premium_at(0, 0, 0)), *(
        f"{line}," for line in premium_at(0, 0)
    ))  # fmt: skip

    assert replay("--csv", path, "--engineers", "1")[0]["arrival_order"] == {"met": 4, "share": 0.8}
    assert replay("--csv", path, "--engineers", "1", "--handling", "30")[0]["arrival_order"]["met"] == 5


def test_a_file_of_a_french_spreadsheet_is_read_unasked(write: Write) -> None:
    path = write(
        "Severity;Received_at;Level;Handling_minutes", "1;2026-10-13T11:07:00+02:00;Premium;12,5", "",
        "4 ; 2026-10-13T09:07:00Z ;standard; ", encoding="utf-8-sig",
    )  # fmt: skip

    assert replay("--csv", path, "--engineers", "1")[0]["earliest_deadline_first"]["met"] == 1
    assert run("--csv", path).startswith("2 demandes du 13 octobre 2026, dont 1 ")


def test_a_severity_not_given_runs_on_the_strictest_promise(write: Write) -> None:
    path = write(HEADER, f"{TUESDAY.isoformat()},premium,")

    assert replay("--csv", path, "--engineers", "1", "--handling", "120")[0]["arrival_order"]["met"] == 1
    assert replay("--csv", path, "--engineers", "1", "--handling", "120.5")[0]["arrival_order"]["met"] == 0


def test_the_lines_of_a_file_are_bounded_by_days_too(write: Write) -> None:
    path = write(HEADER, *premium_at(0, 24 * 60))

    assert replay("--csv", path, "--engineers", "1", "--from", "2026-10-14")[0]["premium"] == 1


def test_a_file_with_nothing_but_its_header_has_nothing_to_replay(write: Write) -> None:
    assert run("--csv", write(HEADER)).startswith("Rien à rejouer")
    assert run("--json", "--csv", write(HEADER)) == ""


def test_every_bad_line_is_named_at_once_with_its_reasons(write: Write) -> None:
    path = write(
        f"{HEADER},handling_minutes",
        "2026-10-13T11:07:00+02:00,premium,1,45",
        "2026-10-13T11:07:00,premium,1,",
        "13/10/2026 11:07,gold,5,",
        "2026-10-13T11:07:00Z,premium,1,0",
        "2026-10-13T11:07:00Z,premium,1,1e300",
        "2026-10-13T11:07:00Z,premium,1",
        "1954-10-13T11:07:00Z,standard,4,",
    )
    lines = [line.replace("\u00a0", " ").removeprefix(f"--csv: {path}: ") for line in refusal("--csv", path)]

    assert lines == [
        "ligne 3 : received_at, « 2026-10-13T11:07:00 » n’a pas de décalage : écrivez par exemple +02:00 à sa fin.",
        "ligne 4 : received_at, « 13/10/2026 11:07 » n’est pas un instant ISO 8601.",
        "ligne 4 : level, niveau inconnu : « gold ». Niveaux connus : premium, standard.",
        "ligne 4 : severity, une sévérité va de 1 à 4, « 5 » n’en est pas une.",
        "ligne 5 : handling_minutes, un traitement dure plus de 0 et au plus 100000 minutes : « 0 ».",
        "ligne 6 : handling_minutes, « 1e300 » n’est pas un nombre de minutes.",
        "ligne 7 : 4 colonnes attendues, 3 trouvées.",
        "ligne 8 : L’année 1954 est hors des calendriers, qui vont de 1970 à 2100.",
    ]


def test_of_very_many_bad_lines_the_rest_is_counted(write: Write) -> None:
    lines = refusal("--csv", write(HEADER, *["nothing,at,all"] * 40))

    assert len(lines) == 51
    assert lines[-1] == "et 70 autres"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "il manque dans l’en-tête\u00a0: received_at, level, severity."),
        ("2026-10-13T11:07:00Z,premium,1", "il manque dans l’en-tête"),
        ("received_at,level", "il manque dans l’en-tête\u00a0: severity."),
        (f"{HEADER},handling_minuts", "colonne inconnue\u00a0: «\u00a0handling_minuts\u00a0»."),
        (f"{HEADER},level", "une colonne est deux fois dans l’en-tête."),
    ],
)
def test_a_header_that_does_not_name_the_columns_is_refused(write: Write, header: str, reason: str) -> None:
    assert reason in "\n".join(refusal("--csv", write(header, *premium_at(0))))


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(write: Write) -> None:
    [line] = refusal("--csv", write(HEADER, f"{premium_at(0)[0]}é", encoding="latin-1"))

    assert line.endswith("ligne 2\u00a0: ce n’est pas de l’UTF-8.")


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    [line] = refusal("--csv", str(tmp_path / "nowhere.csv"))

    assert line.endswith("nowhere.csv: No such file or directory")


@pytest.mark.parametrize(
    "args",
    [
        ("--engineers", "0"),
        ("--engineers", "3-1"),
        ("--engineers", "many"),
        ("--engineers", "1-100000"),
        ("--engineers", "-3"),
        ("--engineers", "1,,2"),
        ("--handling", "0"),
        ("--handling", "nan"),
        ("--handling", "soon"),
        ("--from", "13/10/2026"),
        ("--to", "9999-12-31"),
        ("--from", "2026-10-14", "--to", "2026-10-13"),
        ("--svg", "nowhere/at/all.svg"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(args: tuple[str, ...]) -> None:
    [line] = refusal(f"{args[0]}={args[1]}", *args[2:])

    assert line.startswith(args[0])


def test_numbers_of_engineers_may_be_listed_and_come_in_rising_order(write: Write) -> None:
    lines = replay("--csv", write(HEADER, *premium_at(0)), "--engineers", "6, 1-3,2")

    assert [line["engineers"] for line in lines] == [1, 2, 3, 6]


def test_the_curve_is_written_as_svg(write: Write, tmp_path: Path) -> None:
    run(
        "--csv",
        write(HEADER, *premium_at(0, 0, 0, 0)),
        "--engineers",
        "1-3",
        "--svg",
        str(tmp_path / "c.svg"),
    )
    drawn = ElementTree.parse(tmp_path / "c.svg").getroot()  # noqa: S314

    words = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert words[0] == "Échéances Premium tenues selon le nombre d’ingénieurs"
    assert {"Échéance d’abord", "Ordre d’arrivée", "100\u00a0% à 3 ingénieurs"} <= set(words)
