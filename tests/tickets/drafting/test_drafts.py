"""Drafts, submission keys and ended sessions."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.world import FORTIGATE, TUESDAY, World
from tickets.drafting import drafts, submission
from tickets.drafting.drafts import MAX_CHARACTERS, TooLong
from tickets.models import Draft

TEXTS = {"subject", "description"}


def test_a_draft_holds_what_was_typed_and_which_showing_of_the_form_it_was_typed_into(world: World) -> None:
    typed = {"subject": "Un", "submission_key": "x", "csrfmiddlewaretoken": "y", "intent": "open"}

    drafts.save(world.jean, "new-incident", typed, TUESDAY)

    assert Draft.objects.get().data == {"subject": "Un", drafts.SHOWING: "x"}


def test_sending_one_tab_keeps_what_was_typed_since_into_another(world: World) -> None:
    drafts.save(world.jean, "new-incident", {"subject": "Deux", "submission_key": "tab-2"}, TUESDAY)
    drafts.discard_sent(world.jean, "new-incident", "tab-1")
    assert Draft.objects.exists()

    drafts.discard_sent(world.jean, "new-incident", "tab-2")
    assert not Draft.objects.exists()


def test_saving_again_replaces(world: World) -> None:
    for subject in ("Un", "Deux"):
        drafts.save(world.jean, "new-incident", {"subject": subject}, TUESDAY)

    assert drafts.load(world.jean, "new-incident", TEXTS).fields == {"subject": "Deux"}


def test_emptying_every_field_forgets_the_draft(world: World) -> None:
    drafts.save(world.jean, "new-incident", {"subject": "Un"}, TUESDAY)

    drafts.save(world.jean, "new-incident", {"subject": " ", "description": ""}, TUESDAY)

    assert not Draft.objects.exists()


def test_a_draft_is_its_owners_alone(world: World) -> None:
    drafts.save(world.jean, "new-incident", {"subject": "Un"}, TUESDAY)

    assert not drafts.load(world.lea, "new-incident", TEXTS)


def test_a_field_the_form_no_longer_has_is_left_behind(world: World) -> None:
    drafts.save(world.jean, "new-incident", {"subject": "Un", "old": "x"}, TUESDAY)

    assert drafts.load(world.jean, "new-incident", TEXTS).fields == {"subject": "Un"}


def test_more_than_a_draft_may_hold_is_refused(world: World) -> None:
    with pytest.raises(TooLong):
        drafts.save(world.jean, "new-incident", {"description": "x" * (MAX_CHARACTERS + 1)}, TUESDAY)


def test_a_nul_character_does_not_stop_a_draft(world: World) -> None:
    drafts.save(world.jean, "new-incident", {"subject": "a\x00b"}, TUESDAY)

    assert Draft.objects.get().data == {"subject": "ab"}


@pytest.mark.parametrize("form", ["new-incident", f"new-incident:{FORTIGATE}"])
def test_the_opening_form_may_be_saved(world: World, client: Client, form: str) -> None:
    client.force_login(world.jean)

    response = client.post(f"/saisie/brouillons/{form}/", {"subject": "Un"})

    assert response.status_code == 200
    assert Draft.objects.get().form == form


@pytest.mark.parametrize("form", ["settings", "reply:CST-2026-999999", "new-incident:a b", "reply:../x"])
def test_a_form_that_is_not_ours_is_not_saved(world: World, client: Client, form: str) -> None:
    client.force_login(world.jean)

    assert client.post(f"/saisie/brouillons/{form}/", {"body": "x"}).status_code == 404


def test_a_reply_is_saved_only_where_the_ticket_is_in_sight(world: World, client: Client) -> None:
    ticket = world.ticket()
    client.force_login(world.marc)

    assert client.post(f"/saisie/brouillons/reply:{ticket.number}/", {"body": "x"}).status_code == 404


def test_saving_after_the_session_ended_claims_nothing(world: World, client: Client) -> None:
    response = client.post("/saisie/brouillons/new-incident/", {"subject": "Un"})

    assert (response.status_code, Draft.objects.count()) == (401, 0)


def test_a_draft_is_given_up_on_demand(world: World, client: Client) -> None:
    drafts.save(world.jean, "new-incident", {"subject": "Un"}, TUESDAY)
    client.force_login(world.jean)

    response = client.post("/saisie/brouillons/new-incident/abandon/", {"next": "https://ailleurs.example/"})

    assert not Draft.objects.exists()
    assert response.headers["Location"] == "/"


def test_a_key_comes_back_the_same_to_its_person_only(world: World) -> None:
    made = submission.new(world.jean)

    assert submission.sent(world.jean, made.token) == made
    assert submission.sent(world.marc, made.token).key.startswith(f"{world.marc.pk}:")
    assert submission.sent(world.marc, made.token).key != made.key


def test_a_key_fits_its_column(world: World) -> None:
    assert len(submission.new(world.jean).key) <= 80


def test_an_ended_session_keeps_a_bounded_amount(world: World, client: Client) -> None:
    token = submission.new(world.jean).token
    form = {"submission_key": token, "subject": "Un", "description": "x" * (2 * MAX_CHARACTERS)}

    client.post("/portail/incidents/nouveau/", form)

    kept = client.session["interrupted_form"]["fields"]
    assert kept["subject"] == ["Un"]
    assert sum(len(value) for values in kept.values() for value in values) <= MAX_CHARACTERS


def test_files_sent_after_the_session_ended_are_asked_for_again(world: World, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"submission_key": submission.new(world.jean).token, "files": SimpleUploadedFile("a.txt", b"a")}
    client.post("/portail/incidents/nouveau/", form)
    client.force_login(world.jean)

    assert "joignez-les de nouveau" in client.get("/portail/incidents/nouveau/").content.decode()
