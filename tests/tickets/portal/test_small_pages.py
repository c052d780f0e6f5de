"""The pages one meets by accident: no role, an erased file, an invitation."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.tickets.portal.reading import words
from tests.world import World
from tickets.actions import closing
from tickets.actions.purging import purge_backups
from tickets.files import NewFile
from tickets.models import Attachment, AttachmentCategory

As = Callable[[User], Client]


def test_an_account_without_role_is_told_what_to_do(world: World, as_: As) -> None:
    person = User.objects.create_user("seul@example.com", "x", full_name="Seul")

    response = as_(person).get("/")

    assert response.status_code == 403
    assert "n’est rattaché à aucune organisation" in words(response)


def test_an_erased_backup_says_so(world: World, as_: As) -> None:
    file = NewFile("fw.conf", b"set password x", AttachmentCategory.CONFIGURATION)
    ticket = closing.close(world.ticket(files=[file]), actor=world.jean, at=world.at)
    client = as_(world.jean)
    purge_backups(closed_before=world.at.replace(year=2027), at=world.at)

    response = client.get(reverse("attachments:download", args=[Attachment.objects.get().pk]))

    assert response.status_code == 410
    assert "« fw.conf » a été effacé le 13 octobre 2026" in words(response)
    assert "effacé après clôture" in words(client.get(reverse("portal:ticket", args=[ticket.number])))


def test_an_unknown_invitation_is_closed_with_a_way_on(world: World, client: Client) -> None:
    response = client.get("/accounts/invitations/inconnue/")

    assert response.status_code == 410
    assert "Se connecter" in words(response)
