"""The signature pieces say what they must in words, not in colour alone."""

from __future__ import annotations

import pytest
from django import forms

from tests.look.gallery import component, data


@pytest.mark.parametrize("index", range(4))
def test_verdict_says_what_why_and_the_rule(index: int) -> None:
    verdict = data()["verdicts"][index]
    shown = component("verdict", verdict=verdict)
    assert verdict["title"] in shown and verdict["text"] in shown and verdict["rules_text"] in shown


def test_verdict_names_the_rule_once() -> None:
    verdict = {
        **data()["verdicts"][0],
        "text": "Portail autorisé (charte II, III).",
        "rules_text": "charte II, III",
    }
    assert component("verdict", verdict=verdict).count("charte II, III") == 1


def test_verdict_offers_its_next_step_as_a_link() -> None:
    shown = component("verdict", verdict=data()["verdicts"][1])
    assert 'href="mailto:support@exer.fr?subject=SN310-STD-0001"' in shown


def test_verdict_escapes_what_people_wrote() -> None:
    verdict = {**data()["verdicts"][0], "text": "<script>alert(1)</script>"}
    assert "<script>" not in component("verdict", verdict=verdict)


def test_deadline_shows_when_how_much_is_left_and_why() -> None:
    deadline = data()["deadlines"][0]
    shown = component("deadline", deadline=deadline)
    assert all(deadline[part] in shown for part in ("due_text", "remaining_text", "text"))


def test_deadline_without_promise_says_so() -> None:
    """CH-V.1: Standard has no promised delay."""
    assert "Sans engagement de délai" in component("deadline", deadline=data()["deadlines"][5])


def test_ruler_places_its_marks_by_svg_attributes() -> None:
    shown = component("deadline", deadline=data()["deadlines"][0])
    assert 'x="28.3%"' in shown and 'style="' not in shown


def test_ruler_names_the_answer_once_it_was_given() -> None:
    deadline = {**data()["deadlines"][0], "tone": "met"}
    assert "répondu 14h01" in component("deadline", deadline=deadline)


def test_ruler_names_the_end_of_a_request_closed_without_answer() -> None:
    shown = component("deadline", deadline=data()["deadlines"][9])
    assert "clos 15h49" in shown and "clos sans réponse" in shown


def test_clock_that_stands_still_shows_no_due_time() -> None:
    """CH-V.2: nothing says when it goes on."""
    shown = component("deadline", deadline=data()["deadlines"][6])
    assert "Suspendu depuis 12h00, reste 1h07" in shown
    assert "échéance" not in shown and "chip" not in shown


def test_time_waited_for_is_drawn_apart_and_named() -> None:
    shown = component("deadline", deadline=data()["deadlines"][7])
    assert "ruler-wait-bars" in shown and "en attente, ne compte pas" in shown


def test_steps_stand_with_what_lay_between_and_their_sum() -> None:
    shown = component("deadline", deadline=data()["deadlines"][7])
    assert shown.index("6h45 en attente") < shown.index("pause déjeuner", shown.index("<ol>"))
    assert "En tout\u00a0: 4h ouvrées" in shown


def test_moved_deadline_says_before_and_after_to_the_ear_too() -> None:
    shown = component("deadline", deadline=data()["deadlines"][7])
    assert "<del>12h12</del>" in shown and "remplacé par" in shown and "<ins>15h42</ins>" in shown
    assert "sévérité 1 → 2" in shown


def test_closed_time_bears_its_name_in_the_ruler() -> None:
    """CH-I."""
    shown = component("deadline", deadline=data()["deadlines"][11])
    assert all(name in shown for name in ("nuit", "pause", "Veille de Noël", "Noël, week-end"))


def test_promise_that_was_missed_has_a_chip_of_its_own() -> None:
    """CH-V.2: answered too late is neither kept nor still running."""
    deadline = {**data()["deadlines"][0], "tone": "missed", "remaining_text": "engagement manqué"}
    shown = component("deadline", deadline=deadline)
    assert "deadline-missed" in shown and "chip-late" in shown


@pytest.mark.parametrize(
    ("hint", "shown"), [({}, "au CST"), ({"hint": "Votre réponse à votre client…"}, "client")]
)
def test_composer_says_who_will_read(hint: dict[str, str], shown: str) -> None:
    """CH-II.2: a reseller answers its own customer there too."""
    context = {"composer": {"url": "/x/", "key": "k"}, **hint}
    placeholder = component("composer", **context).split('placeholder="')[1].split('"')[0]
    assert shown in placeholder


@pytest.mark.parametrize(("severity", "shape"), [(1, "<path"), (2, "<rect"), (3, "<circle"), (4, "<circle")])
def test_severity_is_a_number_in_a_shape(severity: int, shape: str) -> None:
    shown = component("severity", severity=severity)
    assert shape in shown and f"Sévérité {severity}" in shown


def test_severity_to_qualify_is_said() -> None:
    assert "Sévérité à qualifier" in component("severity", severity=None)


def test_internal_note_is_named_and_has_no_channel() -> None:
    note = data()["thread"][4]["message"]
    shown = component("message", message=note)
    assert "message-note" in shown and "Note interne, jamais vue du client" in shown


def test_public_answer_is_never_dressed_as_a_note() -> None:
    answer = data()["thread"][5]["message"]
    shown = component("message", message=answer)
    assert "message-centre" in shown and "note" not in shown


def test_message_text_is_escaped() -> None:
    message = {**data()["thread"][1]["message"], "body": "<img src=x onerror=alert(1)>"}
    assert "<img" not in component("message", message=message)


def test_quoted_text_is_folded_not_lost() -> None:
    message = data()["thread"][5]["message"]
    shown = component("message", message=message)
    assert "<details" in shown and "Depuis la mise à jour" in shown


def test_encrypted_backup_says_so() -> None:
    """CH-III.2: configuration backups hold secrets."""
    file = data()["thread"][1]["message"]["files"][2]
    assert "chiffré" in component("attachment", file=file)


def test_purged_file_is_no_link() -> None:
    file = {**data()["thread"][1]["message"]["files"][2], "purged_at": "2026-11-01"}
    shown = component("attachment", file=file)
    assert "href" not in shown and "effacé après clôture" in shown


def test_completeness_tells_present_from_useful() -> None:
    shown = component("completeness", completeness=data()["completeness"])
    assert shown.count("Présent") == 3 and shown.count("Serait utile") == 2


def test_attachments_field_says_its_limits_before() -> None:
    shown = component("attachments_field", attachments={"max_text": "25 Mo", "max_count": 20})
    assert "25 Mo par fichier, 20 fichiers au plus" in shown


def test_attachments_field_is_reachable_without_script() -> None:
    assert "tabindex" not in component("attachments_field")


class Serial(forms.Form):
    serial = forms.CharField(label="Numéro de série", help_text="Sur l’étiquette.")


def test_field_ties_its_error_and_help_to_the_control() -> None:
    field = Serial({"serial": ""})["serial"]
    shown = component("field", field=field)
    assert 'aria-describedby="id_serial_helptext id_serial_error"' in shown
    assert 'id="id_serial_error"' in shown and 'id="id_serial_helptext"' in shown
