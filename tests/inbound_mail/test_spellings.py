"""One mailbox however its address is spelt: what we wrote to it is found, and what we said to it is answered by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from inbound_mail import deciding, following, looping, senders
from inbound_mail.models import Status
from outbound_mail.models import OutgoingMail
from sla.remembering import one_run
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World

SOON = TUESDAY + timedelta(minutes=5)
QUOTED, BARE = '"support"@inconnu.example', "support@inconnu.example"
LETTERS, CODED = "support@société.example", "support@xn--socit-esab.example"


@pytest.mark.parametrize(
    ("address", "other"), [(QUOTED, BARE), (BARE, QUOTED), (LETTERS, CODED), (CODED, LETTERS)]
)
def test_each_spelling_of_an_address_is_another_s(address: str, other: str) -> None:
    found = senders.spellings(address)

    assert found[0] == address and other in found


@pytest.mark.parametrize("address", ["", "nobody", '"a b"@x.example', "a@b@c.example"])
def test_an_address_that_has_one_spelling_is_itself(address: str) -> None:
    assert senders.spellings(address)[0] == address


@pytest.mark.parametrize(("first", "second"), [(QUOTED, BARE), (BARE, QUOTED)])
def test_a_robot_that_spells_its_address_in_another_way_is_still_one(
    world: World, first: str, second: str
) -> None:
    organisation = world.organisation_of(world.jean)
    User.objects.create_user(BARE, None, full_name="Support", organisation=organisation, role="member")
    arrive(raw_mail(first))

    mail = arrive(raw_mail(second, subject="Votre demande n° 12 a bien été reçue"), SOON)

    assert mail.hints["robot"] == "receipt"


def test_what_was_exchanged_is_fetched_ahead_for_every_spelling(world: World) -> None:
    ticket = world.ticket()
    OutgoingMail.objects.update(to=QUOTED)

    with one_run():
        looping.fetch_ahead([BARE, BARE, "other@inconnu.example"], TUESDAY)
        ahead = looping._our_mails(BARE, TUESDAY)
        nothing = looping._our_mails("other@inconnu.example", TUESDAY)

    assert [mail.topic for mail in ahead] == [f"ticket:{ticket.pk}"] and nothing == []
    assert looping._our_mails(BARE, TUESDAY) == ahead


@pytest.mark.parametrize(("first", "second"), [(QUOTED, BARE), (BARE, QUOTED)])
def test_an_answer_comes_back_from_another_spelling(world: World, first: str, second: str) -> None:
    mail = arrive(raw_mail(first))
    sent = deciding.answer(mail, "Précisez.", actor=world.claire, at=TUESDAY, submission_key="a", read=0)

    back = arrive(raw_mail(second, subject="Re", in_reply_to=sent.outgoing.message_id), SOON)

    assert (back.status, back.follows) == (Status.HELD, mail)
    assert following.chain_of(back).mails == (mail, back)


def test_who_is_known_is_told_in_their_language_however_they_spell_their_address(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbound_mail.intake.SIZE_LIMIT", 1_000)
    monkeypatch.setattr("inbound_mail.intake.KEPT_OF_LARGER", 500)
    User.objects.filter(pk=world.jean.pk).update(language="en")

    arrive(raw_mail('"jean.petit"@reseau-plus.example', body="Bonjour, le réseau est lent. " * 99))

    assert OutgoingMail.objects.get().language == "en"
