"""Opening by the portal: the verdict before, nothing by surprise, nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.tickets.portal.reading import filled, words
from tests.world import EXPIRED_AP, FORTIGATE, OLD_VERSION, STORMSHIELD, World
from tickets.drafting import drafts, submission
from tickets.models import Attachment, Status, Ticket, Upload

As = Callable[[User], Client]
NEW = "/portail/incidents/nouveau/"
HTMX = {"HX-Request": "true", "HX-Target": "coverage"}


def test_an_incident_is_opened_with_its_verdict_and_its_deadline(world: World, as_: As) -> None:  # CH-V.2
    response = as_(world.jean).post(NEW, filled(world.jean), follow=True)

    assert response.redirect_chain == [(reverse("portal:ticket", args=["CST-2026-000001"]), 302)]
    page = words(response)
    assert "Incident CST-2026-000001 ouvert : réponse avant 14h37." in page
    assert "Couvert" in page
    assert "14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00" in page


def test_what_was_typed_is_in_the_ticket(world: World, as_: As) -> None:
    as_(world.sophie).post(NEW, filled(world.sophie, severity="2"))

    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.serial, ticket.severity) == (world.sophie, FORTIGATE, 2)
    assert ticket.messages.get().body == "Depuis la mise à jour de cette nuit."


def test_the_same_form_sent_twice_opens_one_ticket(world: World, as_: As) -> None:
    form = filled(world.jean)
    as_(world.jean).post(NEW, form)

    response = as_(world.jean).post(NEW, form, follow=True)

    assert Ticket.objects.count() == 1
    assert "rien n’a été créé deux fois" in words(response)


def test_other_words_sent_under_the_same_key_wait_in_the_reply(world: World, as_: As) -> None:
    form = filled(world.jean)
    as_(world.jean).post(NEW, form)

    response = as_(world.jean).post(NEW, {**form, "description": "Et maintenant tout le site."}, follow=True)

    assert "Et maintenant tout le site." in words(response)
    assert Ticket.objects.get().messages.count() == 1


def test_the_key_of_somebody_else_is_no_way_to_their_ticket(world: World, as_: As) -> None:
    form = filled(world.jean)
    as_(world.jean).post(NEW, form)

    as_(world.marc).post(NEW, {**filled(world.marc), "submission_key": form["submission_key"]})

    assert Ticket.objects.filter(requester=world.marc).count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subject", "", "Dites en quelques mots de quoi il s’agit."),
        ("subject", "x" * 301, "301 caractères : la limite est de 300."),
        ("description", " ", "Décrivez ce qui se passe."),
        ("severity", "", "Choisissez l’impact : il décide du délai de réponse."),
        ("severity", "9", "Choisissez l’un des quatre impacts."),
        ("serial", "S" * 61, "Un numéro de série compte 60 caractères au plus."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(
    world: World, as_: As, field: str, value: str, sentence: str
) -> None:
    response = as_(world.jean).post(NEW, filled(world.jean, **{field: value}))

    assert response.status_code == 422
    assert sentence in words(response)
    kept = "Depuis la mise à jour de cette nuit." if field != "description" else "Le tunnel IPsec tombe"
    assert kept in response.content.decode()
    assert not Ticket.objects.exists()


def test_an_emoji_and_three_hundred_characters_are_fine(world: World, as_: As) -> None:
    subject = "🔥" + "é" * 299

    as_(world.jean).post(NEW, filled(world.jean, subject=subject))

    assert Ticket.objects.get().subject == subject


def test_a_mistake_keeps_the_submission_key(world: World, as_: As) -> None:
    form = filled(world.jean, subject="")

    response = as_(world.jean).post(NEW, form)

    assert form["submission_key"] in response.content.decode()


def test_a_wrong_serial_is_said_to_be_checked_and_may_be_sent(world: World, as_: As) -> None:
    response = as_(world.jean).post(NEW, filled(world.jean, serial="FG-INCONNU"), follow=True)

    assert "À vérifier" in words(response)
    assert Ticket.objects.get().status == Status.NEW


def test_no_delay_is_promised_before_the_product_is_known(world: World, as_: As) -> None:
    response = as_(world.jean).post(NEW, filled(world.jean, serial=""), follow=True)

    assert Ticket.objects.get().due_at is not None  # the centre's own clock runs
    assert "14h37" not in words(response)


# --- What the verdict opens -----------------------------------------------------------------------------


def test_a_standard_product_gets_a_mail_to_write_and_no_form(world: World, as_: As) -> None:  # CH-III.1
    response = as_(world.jean).get(NEW, {"serial": STORMSHIELD})

    html = response.content.decode()
    assert "Cet incident s’ouvre par mail" in words(response)
    assert f"mailto:support@exer.fr?subject=Incident%20SN310%20n%C2%B0%C2%A0{STORMSHIELD}" in html
    assert 'id="id_description"' not in html


def test_a_standard_product_is_never_opened_here(world: World, as_: As) -> None:  # CH-III.1
    response = as_(world.jean).post(NEW, filled(world.jean, serial=STORMSHIELD))

    assert response.status_code == 422
    assert not Ticket.objects.exists()
    assert "Depuis la mise à jour de cette nuit." in response.content.decode()  # kept for another serial


def test_paul_passes_his_request_on_with_one_click(world: World, as_: As) -> None:  # CH-II.2
    form = filled(world.paul, serial=STORMSHIELD, intent="reseller")

    response = as_(world.paul).post(NEW, form, follow=True)

    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.reseller) == (Status.WITH_RESELLER, world.jean.organisation)
    assert "transmise à Réseau Plus" in words(response)
    assert "chez votre revendeur Réseau Plus" in words(response)


def test_where_nobody_is_at_the_reseller_the_page_does_not_say_that_it_goes_there(
    world: World, as_: As
) -> None:  # CH-II.2
    User.objects.filter(organisation=world.jean.organisation).update(is_active=False)

    page = words(as_(world.paul).get(NEW, {"serial": STORMSHIELD}))

    assert "Envoyer pour examen" in page
    assert "Transmettre ma demande" not in page


def test_nothing_is_passed_on_before_the_page_has_said_so(world: World, as_: As) -> None:  # CH-II.2
    response = as_(world.paul).post(NEW, filled(world.paul, serial=STORMSHIELD, intent="open"))

    assert response.status_code == 422
    assert "Rien n’a encore été envoyé" in words(response)
    assert "Transmettre ma demande à Réseau Plus" in words(response)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("who", "serial", "kind", "sentence"),
    [
        ("marc", EXPIRED_AP, "incident", "Demander le renouvellement à votre commercial"),
        ("jean", OLD_VERSION, "incident", "Mettre d’abord à jour en 6.4"),
        ("marc", "", "assistance", "Demander un devis à votre commercial"),
    ],
)
def test_what_is_not_covered_says_why_and_what_next(
    world: World, as_: As, who: str, serial: str, kind: str, sentence: str
) -> None:  # CH-0, CH-IV.1, CH-PS
    response = as_(getattr(world, who)).get(NEW, {"serial": serial, "kind": kind})

    assert sentence in words(response)
    assert "Envoyer pour examen" in words(response)


def test_what_is_not_covered_may_be_sent_to_be_examined(world: World, as_: As) -> None:
    response = as_(world.marc).post(NEW, filled(world.marc, serial=EXPIRED_AP, intent="examine"), follow=True)

    assert Ticket.objects.get().status == Status.REFUSED
    assert "gardée pour examen : aucun délai ne court" in words(response)


def test_assistance_asks_for_no_impact_and_names_the_credit(world: World, as_: As) -> None:  # CH-PS
    page = as_(world.jean).get(NEW, {"kind": "assistance"})
    as_(world.jean).post(NEW, filled(world.jean, kind="assistance", serial="", severity=""))

    assert "il reste 6h30" in words(page)
    assert "Quel est l’impact" not in words(page)
    assert (Ticket.objects.get().kind, Ticket.objects.get().severity) == ("assistance", None)


def test_without_script_the_coverage_can_be_asked_for_before_sending(world: World, as_: As) -> None:
    response = as_(world.jean).post(NEW, filled(world.jean, verify="1"))

    assert "Couvert" in words(response)
    assert not Ticket.objects.exists()


# --- The answers while typing ---------------------------------------------------------------------------


def test_the_verdict_and_the_promises_come_while_typing(world: World, as_: As) -> None:  # CH-V.2
    response = as_(world.jean).post(
        "/portail/couverture/", {"serial": FORTIGATE, "shown": "form"}, headers=HTMX
    )

    page = words(response)
    assert "Couvert" in page
    assert "Production interrompue réponse avant 14h37" in page
    assert "Aucun impact sur la production réponse avant mercredi 17h07" in page


def test_the_chosen_impact_shows_the_deadline_with_its_reasons(world: World, as_: As) -> None:  # CH-V.2
    typed = {"serial": FORTIGATE, "severity": "1", "shown": "form"}

    response = as_(world.jean).post("/portail/couverture/", typed, headers=HTMX)

    assert "14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner" in words(response)


def test_a_serial_in_small_letters_with_spaces_is_understood(world: World, as_: As) -> None:
    typed = {"serial": " fg100f-prem-0001 ", "shown": "form"}

    assert "Couvert" in words(as_(world.jean).post("/portail/couverture/", typed, headers=HTMX))


def test_a_change_of_shape_answers_the_whole_form_with_what_was_typed(world: World, as_: As) -> None:
    typed = {"serial": STORMSHIELD, "shown": "form", "description": "Déjà tapé."}

    response = as_(world.jean).post("/portail/couverture/", typed, headers=HTMX)

    assert response["HX-Retarget"] == "#opening"
    assert "Déjà tapé." in response.content.decode()


def test_the_meter_counts_what_was_typed_and_attached(world: World, as_: As) -> None:  # CH-III.2
    typed = {"serial": FORTIGATE, "description": "x" * 40, "file_categories": ["diagram", "report"]}

    response = as_(world.jean).post("/portail/couverture/", typed, headers={"HX-Target": "completeness"})

    assert "4 sur 8" in words(response)


def test_others_devices_are_told_in_the_same_words_as_unknown_ones(world: World, as_: As) -> None:
    def said(serial: str) -> str:
        response = as_(world.marc).post(
            "/portail/couverture/", {"serial": serial, "shown": "form"}, headers=HTMX
        )
        return words(response).replace(serial, "S")

    assert said(FORTIGATE) == said("FG100F-NOPE-0001")


def test_the_serials_proposed_are_those_in_sight(world: World, as_: As) -> None:
    html = as_(world.sophie).get("/portail/materiels/").content.decode()

    assert f'data-value="{FORTIGATE}"' in html
    assert STORMSHIELD not in html


# --- Files ----------------------------------------------------------------------------------------------


def _file(name: str = "schema.txt", size: int = 20) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size)


def test_files_are_attached_with_their_category(world: World, as_: As) -> None:  # CH-III.2
    files = {"files": [_file("plan.txt"), _file("fw.conf")], "file_categories": ["diagram", "configuration"]}

    as_(world.jean).post(NEW, filled(world.jean, **files))

    found = {row.name: (row.category, row.encrypted) for row in Attachment.objects.all()}
    assert found == {"plan.txt": ("diagram", False), "fw.conf": ("configuration", True)}


def test_a_file_over_the_limit_is_named_and_the_others_are_kept(world: World, as_: As, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1000
    form = filled(world.jean, files=[_file("petit.txt"), _file("gros.bin", 1001)])

    response = as_(world.jean).post(NEW, form)

    assert response.status_code == 422
    assert "« gros.bin » pèse" in words(response)
    assert Upload.objects.get().name == "petit.txt"
    assert not Ticket.objects.exists()


def test_files_of_a_failed_try_go_with_the_next_one(world: World, as_: As) -> None:
    form = filled(world.jean, subject="", files=[_file("plan.txt")], file_categories=["diagram"])
    as_(world.jean).post(NEW, form)
    kept = Upload.objects.get()
    again = filled(world.jean, submission_key=form["submission_key"], keep_files=[str(kept.pk)])

    as_(world.jean).post(NEW, again)

    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.category) == ("plan.txt", "diagram")
    assert not Upload.objects.exists()


def test_a_kept_file_whose_box_is_unticked_is_dropped(world: World, as_: As) -> None:
    form = filled(world.jean, subject="", files=[_file()])
    as_(world.jean).post(NEW, form)

    as_(world.jean).post(NEW, filled(world.jean, submission_key=form["submission_key"]))

    assert not Upload.objects.exists()
    assert not Attachment.objects.exists()


# --- Drafts ---------------------------------------------------------------------------------------------


def test_a_draft_is_there_when_the_form_is_opened_again(world: World, as_: As) -> None:
    as_(world.jean).post("/saisie/brouillons/new-incident/", {"serial": FORTIGATE, "subject": "À moitié"})

    response = as_(world.jean).get(NEW)

    assert "À moitié" in response.content.decode()
    assert "Votre brouillon du 13 octobre, 11h07 est repris." in words(response)


def test_a_draft_is_forgotten_once_it_was_sent(world: World, as_: As) -> None:
    drafts.save(world.jean, "new-incident", {"subject": "À moitié"}, world.at)

    as_(world.jean).post(NEW, filled(world.jean))

    assert not drafts.load(world.jean, "new-incident", {"subject"})


def test_each_product_has_its_own_draft(world: World, as_: As) -> None:
    drafts.save(world.jean, "new-incident", {"subject": "Autre chose"}, world.at)

    assert "Autre chose" not in as_(world.jean).get(NEW, {"serial": FORTIGATE}).content.decode()


def test_a_draft_of_an_incident_is_not_taken_for_an_assistance(world: World, as_: As) -> None:
    drafts.save(world.jean, "new-incident", {"subject": "Incident", "serial": STORMSHIELD}, world.at)

    page = as_(world.jean).get(NEW, {"kind": "assistance"})

    assert "Demander l’assistance" in words(page)


# --- A session that ends --------------------------------------------------------------------------------


def test_words_sent_after_the_session_ended_are_there_after_login(world: World, client: Client) -> None:
    form = filled(world.jean, subject="Écrit pendant que la session expirait")
    sent = client.post(NEW, form)
    assert sent.headers["Location"].endswith(f"?next={NEW}")
    client.force_login(world.jean)

    response = client.get(NEW)

    assert "Votre session avait expiré ; ce que vous aviez saisi est là." in words(response)
    assert "Écrit pendant que la session expirait" in response.content.decode()
    assert form["submission_key"] in response.content.decode()
    assert not Ticket.objects.exists()


def test_words_kept_are_given_to_nobody_else(world: World, client: Client) -> None:
    client.post(NEW, filled(world.jean, subject="Affaire de Jean"))
    client.force_login(world.marc)

    assert "Affaire de Jean" not in client.get(NEW).content.decode()


def test_an_unknown_token_gets_a_fresh_key(world: World) -> None:
    assert submission.sent(world.jean, "forged:token").key != submission.sent(world.jean, "forged:token").key
