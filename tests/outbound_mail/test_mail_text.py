"""What stands in the text twin of a mail where the HTML has a link."""

from __future__ import annotations

from outbound_mail.models import OutgoingMail
from tests.world import OUT_OF_CATALOGUE, STORMSHIELD, World


def test_where_html_opens_a_prepared_mail_the_text_names_the_address_alone(world: World) -> None:
    world.ticket(serial=OUT_OF_CATALOGUE)
    mail = OutgoingMail.objects.get()

    assert 'href="mailto:commercial@exer.fr?subject=' in mail.html
    assert "à votre commercial\ncommercial@exer.fr\n" in mail.text and "mailto:" not in mail.text


def test_an_address_that_the_step_says_already_is_not_said_again(world: World) -> None:
    world.ticket(serial=STORMSHIELD)
    mail = OutgoingMail.objects.get()

    assert "Écrire à support@exer.fr\n\nRien n’est perdu" in mail.text
    assert "mailto:" not in mail.text
