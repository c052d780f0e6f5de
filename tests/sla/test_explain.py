"""What people read of a deadline (CH-I, CH-V.1, CH-V.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from sla import clock, explain, wording
from sla.calendars import CHARTER, CalendarDefinition, working_time
from sla.clock import ClockEvent, EventKind, Pause
from sla.explain import Deadline
from sla.windows import Occasion, Window

PARIS = ZoneInfo("Europe/Paris")
CST = working_time(CHARTER)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def premium(received: str, hours: int = 2, severity: int | None = 1, now: str | None = None) -> Deadline:
    return explain.deadline(
        at(received),
        timedelta(hours=hours),
        CST,
        severity=severity,
        level="premium",
        now=at(now) if now else None,
    )


# --- the sentence ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "hours", "severity", "text"),
    [
        pytest.param(
            "2026-10-13 11:07", 2, 1,
            "14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00 "
            "(sévérité 1, 2h ouvrées)",
            id="over lunch",
        ),
        pytest.param(
            "2026-10-13 09:15", 2, 1, "11h15 = reçu 9h15, 2h d’affilée (sévérité 1, 2h ouvrées)", id="in one go"
        ),
        pytest.param(
            "2026-10-12 17:30", 2, 1,
            "mardi 10h30 = reçu lundi 17h30, 0h30 jusqu’à 18h00, nuit, 1h30 à partir de mardi 9h00 "
            "(sévérité 1, 2h ouvrées)",
            id="over night",
        ),
        pytest.param(
            "2026-10-16 17:30", 2, 1,
            "lundi 10h30 = reçu vendredi 17h30, 0h30 jusqu’à 18h00, week-end, 1h30 à partir de lundi 9h00 "
            "(sévérité 1, 2h ouvrées)",
            id="over the weekend",
        ),
        pytest.param(
            "2026-07-13 16:30", 2, 1,
            "mercredi 9h30 = reçu lundi 16h30, 1h30 jusqu’à 18h00, 14 juillet, Fête nationale, "
            "0h30 à partir de mercredi 9h00 (sévérité 1, 2h ouvrées)",
            id="over a holiday",
        ),
        pytest.param(
            "2026-04-30 17:30", 2, 1,
            "lundi 10h30 = reçu jeudi 17h30, 0h30 jusqu’à 18h00, 1er mai, Fête du Travail, week-end, "
            "1h30 à partir de lundi 9h00 (sévérité 1, 2h ouvrées)",
            id="over the first of May and a weekend",
        ),
        pytest.param(
            "2026-10-17 10:00", 2, None,
            "lundi 11h00 = reçu samedi 10h00, week-end, 2h à partir de lundi 9h00 "
            "(sévérité à qualifier, 2h ouvrées)",
            id="received while closed, not qualified",
        ),
        pytest.param(
            "2026-10-13 11:07", 12, 4,
            "mercredi 17h07 = reçu mardi 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 4h de 14h00 à 18h00, nuit, "
            "3h30 de mercredi 9h00 à 12h30, pause déjeuner, 3h07 à partir de 14h00 (sévérité 4, 12h ouvrées)",
            id="severity 4",
        ),
        pytest.param(
            "2026-10-13 16:00", 2, 1, "18h00 = reçu 16h00, 2h d’affilée (sévérité 1, 2h ouvrées)", id="until closing"
        ),
    ],
)  # fmt: skip
def test_the_sentence_of_a_deadline(received: str, hours: int, severity: int | None, text: str) -> None:
    assert premium(received, hours, severity).text == text


def test_a_long_span_is_summed_up_with_its_holidays_named() -> None:
    assert premium("2026-07-01 10:00", 90, None).text == (
        "lundi 20 juillet 10h00 = reçu mercredi 10h00, 6h30 jusqu’à 18h00, 82h30 sur 11 jours ouvrés, "
        "14 juillet, Fête nationale, 1h à partir de lundi 20 juillet 9h00 (sévérité à qualifier, 90h ouvrées)"
    )


def test_a_very_long_span_stays_a_sentence() -> None:
    text = premium("2026-01-05 10:00", 2000, None).text

    assert "et 6 autres fermetures" in text
    assert len(text) < 400


def test_days_are_named_for_who_reads_on_another_day() -> None:
    text = premium("2026-10-13 11:07", now="2026-10-14 09:00").text

    assert text.startswith("mardi 14h37 = reçu 11h07, 1h23 jusqu’à 12h30")


def test_the_year_is_named_when_it_changes() -> None:
    assert "lundi 4 janvier 2027 14h30 = reçu" in premium("2026-12-24 17:00", 35).text


def test_seconds_are_dropped_and_the_sum_still_comes_out_right() -> None:
    text = premium("2026-10-13 11:07:40").text

    assert text.startswith("14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir")


def test_an_instant_of_the_database_is_told_in_the_zone_of_the_centre() -> None:
    received = datetime(2026, 10, 13, 9, 7, tzinfo=UTC)

    assert explain.deadline(received, timedelta(hours=2), CST).text.endswith("(2h ouvrées)")
    assert "reçu 11h07" in explain.deadline(received, timedelta(hours=2), CST).text


# --- while the ball is elsewhere --------------------------------------------------------------------------------------


def paused(
    received: str, *pauses: tuple[str, str], since: str | None = None, now: str | None = None, hours: int = 2
) -> Deadline:
    return explain.deadline(
        at(received),
        timedelta(hours=hours),
        CST,
        severity=1,
        now=at(now) if now else None,
        pauses=[Pause(at(start), at(end)) for start, end in pauses],
        paused_since=at(since) if since else None,
    )


@pytest.mark.parametrize(
    ("pauses", "text"),
    [
        pytest.param(
            [("2026-10-13 12:00", "2026-10-13 14:15")],
            "15h22 = reçu 11h07, 0h53 jusqu’à 12h00, 0h45 en attente (12h00 à 14h15), 1h07 à partir de 14h15",
            id="over lunch, which is then not told",
        ),
        pytest.param(
            [("2026-10-13 12:00", "2026-10-14 10:00")],
            "mercredi 11h07 = reçu mardi 11h07, 0h53 jusqu’à 12h00, 5h30 en attente (12h00 à mercredi 10h00), "
            "1h07 à partir de 10h00",
            id="over night",
        ),
        pytest.param(
            [("2026-10-13 12:45", "2026-10-13 14:15")],
            "14h52 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h15 en attente (12h45 à 14h15), "
            "0h37 à partir de 14h15",
            id="from within lunch",
        ),
        pytest.param(
            [("2026-10-13 12:35", "2026-10-13 13:55")],
            "14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00",
            id="while closed, which costs nothing",
        ),
        pytest.param(
            [("2026-10-13 11:30", "2026-10-13 11:45"), ("2026-10-13 12:00", "2026-10-13 12:10")],
            "15h02 = reçu 11h07, 0h23 jusqu’à 11h30, 0h15 en attente (11h30 à 11h45), 0h15 de 11h45 à 12h00, "
            "0h10 en attente (12h00 à 12h10), 0h20 de 12h10 à 12h30, pause déjeuner, 1h02 à partir de 14h00",
            id="twice",
        ),
    ],
)  # fmt: skip
def test_what_was_waited_for_is_told_at_its_place(pauses: list[tuple[str, str]], text: str) -> None:
    assert paused("2026-10-13 11:07", *pauses).text == f"{text} (sévérité 1, 2h ouvrées)"


def test_a_wait_in_a_long_span_is_told_by_its_length() -> None:
    text = paused("2026-07-01 10:00", ("2026-07-03 10:00", "2026-07-03 12:00"), hours=90).text

    assert "2h en attente" in text
    assert "84h sur" not in text.split("2h en attente")[1]


def test_a_wait_is_among_what_did_not_count() -> None:
    explained = paused("2026-10-13 11:07", ("2026-10-13 12:00", "2026-10-13 12:15"))

    assert [skip.text for skip in explained.skipped] == ["0h15 en attente", "pause déjeuner"]
    assert [step.worked for step in explained.steps] == [timedelta(minutes=m) for m in (53, 15, 52)]


def test_a_clock_that_stands_still_tells_what_is_left_and_no_due_time() -> None:
    explained = paused("2026-10-13 11:07", since="2026-10-13 12:00", now="2026-10-19 16:00")

    assert explained.text == (
        "Reçu 11h07, 0h53 jusqu’à 12h00, suspendu depuis 12h00, reste 1h07 (sévérité 1, 2h ouvrées)"
    )
    assert "due" not in {mark.kind for row in explained.rulers for mark in row.marks}


_seconds = st.integers(0, 5 * 86_400)


def test_a_calendar_of_another_zone_is_told_in_the_time_of_the_centre() -> None:
    new_york = working_time(replace(CHARTER, time_zone="America/New_York", holiday_country=None))

    explained = explain.deadline(at("2026-10-13 17:07"), timedelta(hours=2), new_york, severity=1)

    # 9:00 to 12:30 there is 15:00 to 18:30 here.
    assert explained.due == at("2026-10-13 20:37")
    assert explained.text == (
        "20h37 = reçu 17h07, 1h23 jusqu’à 18h30, pause déjeuner, 0h37 à partir de 20h00 (sévérité 1, 2h ouvrées)"
    )
    assert {mark.kind: mark.label for row in explained.rulers for mark in row.marks} == {
        "received": "17h07",
        "due": "20h37",
    }


def test_a_wait_of_a_few_seconds_is_not_told() -> None:
    pause = Pause(at("2026-10-13 11:30:10"), at("2026-10-13 11:30:40"))

    explained = explain.deadline(
        at("2026-10-13 11:07:05"), timedelta(hours=1), CST, severity=1, pauses=[pause]
    )

    assert explained.due == at("2026-10-13 12:07:35")
    assert explained.text == "12h07 = reçu 11h07, 1h d’affilée (sévérité 1, 1h ouvrée)"


@given(
    start=_seconds, edges=st.lists(_seconds, min_size=2, max_size=8, unique=True), hours=st.integers(1, 12)
)
@settings(max_examples=300, deadline=None)
def test_to_the_second_what_is_shown_adds_up_on_paper(start: int, edges: list[int], hours: int) -> None:
    monday = at("2026-10-12 07:00")
    received, amount = monday + timedelta(seconds=start), timedelta(hours=hours)
    moments = [received + timedelta(seconds=edge) for edge in sorted(edges)]
    kinds: list[EventKind] = ["paused", "resumed"]
    moved = [
        ClockEvent(moment, kinds[index % 2]) for index, moment in enumerate(moments[: len(moments) // 2 * 2])
    ]
    state = clock.run([ClockEvent(received, "started", amount), *moved], CST)

    explained = explain.deadline(received, amount, CST, pauses=state.granted_pauses)

    assert explained.due == state.due_at
    shown = [wording.shown_duration(step.start, step.end) for step in explained.steps]
    assert sum(shown, timedelta(0)) == amount


@pytest.mark.parametrize(
    ("severity", "text"), [(1, "Traité dans l’ordre d’arrivée"), (4, "Aucun engagement de délai")]
)
def test_a_level_without_promise_says_why(severity: int, text: str) -> None:
    explained = explain.deadline(at("2026-10-13 11:07"), None, CST, severity=severity, level="standard")

    assert explained == Deadline(None, text)


def test_a_closure_of_several_days_is_told_by_its_days() -> None:
    days = tuple(Occasion.on(date(2026, 12, day), "Fermeture annuelle") for day in (29, 30, 31))
    closed = working_time(replace(CHARTER, closures=days))

    text = explain.deadline(at("2026-12-28 17:00"), timedelta(hours=2), closed).text

    assert (
        "18h00, du 29 décembre au 31 décembre, Fermeture annuelle, 1er janvier, Jour de l’an, week-end, 1h"
        in text
    )


def test_steps_and_skips_have_words_of_their_own() -> None:
    explained = premium("2026-07-13 16:30")

    assert [step.text for step in explained.steps] == [
        "lundi 13 juillet 16h30 à 18h00\u00a0: 1h30",
        "mercredi 15 juillet 9h00 à 9h30\u00a0: 0h30",
    ]
    assert [skip.text for skip in explained.skipped] == ["14 juillet, Fête nationale"]


def test_reasons_follow_the_language() -> None:
    with translation.override("en"):
        assert [skip.text for skip in premium("2026-10-13 11:07").skipped] == ["lunch break"]


# --- short forms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ("2026-10-13 08:00", "14h37"),
        ("2026-10-12 08:00", "mardi 14h37"),
        ("2026-10-07 08:00", "mardi 14h37"),
        ("2026-10-06 08:00", "mardi 13 octobre 14h37"),
        ("2026-10-14 08:00", "mardi 13 octobre 14h37"),
        ("2027-02-01 08:00", "mardi 13 octobre 2026 14h37"),
    ],
)
def test_a_due_time_is_as_short_as_it_stays_clear(now: str, text: str) -> None:
    assert explain.short_due(at("2026-10-13 14:37").astimezone(UTC), at(now)) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(37, "0h37"), (0, "0h00"), (60, "1h"), (83, "1h23"), (120, "2h"), (-65, "en retard de 1h05")],
)
def test_durations(minutes: int, text: str) -> None:
    assert explain.duration(timedelta(minutes=minutes)) == text


@pytest.mark.parametrize(("minutes", "text"), [(60, "1h ouvrée"), (90, "1h30 ouvrée"), (120, "2h ouvrées")])
def test_business_hours(minutes: int, text: str) -> None:
    assert explain.business_hours(timedelta(minutes=minutes)) == text


# --- is the centre open -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("2026-10-13 11:00", "CST ouvert, pause à 12h30"),
        ("2026-10-13 13:00", "CST fermé, ouvre à 14h00"),
        ("2026-10-13 17:00", "CST ouvert, ferme à 18h00"),
        ("2026-10-12 19:00", "CST fermé, ouvre mardi à 9h00"),
        ("2026-10-16 19:00", "CST fermé, ouvre lundi à 9h00"),
        ("2026-07-13 19:00", "CST fermé, ouvre mercredi à 9h00"),
    ],
)
def test_whether_the_centre_is_open_and_what_comes_next(now: str, sentence: str) -> None:
    assert explain.opening_status(CST, at(now).astimezone(UTC)).sentence == sentence


def test_a_centre_that_never_closes_or_never_opens_says_no_more() -> None:
    always = working_time(
        CalendarDefinition(weekly=((Window.from_json(["00:00", "24:00"]),),) * 7, holiday_country=None)
    )

    assert explain.opening_status(always, at("2026-10-13 11:00")).sentence == "CST ouvert"
    never = working_time(CalendarDefinition())
    assert explain.opening_status(never, at("2026-10-13 11:00")).sentence == "CST fermé"


def test_a_far_opening_bears_its_date() -> None:
    closures = tuple(Occasion.on(date(2026, 8, day), "Congés") for day in range(3, 22))
    closed = working_time(replace(CHARTER, closures=closures))

    assert explain.opening_status(closed, at("2026-08-01 10:00")).text == "ouvre lundi 24 août à 9h00"
