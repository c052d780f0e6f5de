"""The people of an organisation as its portal shows and changes them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import contacts, invitations
from accounts.models import Invitation, Organisation, User
from tests.world import World
from tickets.models import Draft, Upload

NEW = {"full_name": "Nadia Roux", "email": "nadia@reseau-plus.example", "role": "member", "language": "en"}


def html(client: Client, person: User, **asked: str) -> str:
    client.force_login(person)
    return client.get(reverse("portal:people"), asked).content.decode()


def organisation(person: User) -> Organisation:
    assert person.organisation is not None
    return person.organisation


def invited(client: Client, person: User, **changes: object) -> int:
    client.force_login(person)
    typed = {**NEW, "organisation": person.organisation_id, **changes}
    status: int = client.post(reverse("portal:people_invite"), typed).status_code
    return status


def an_invitation(by: User) -> Invitation:
    at = timezone.now()
    invitations.invite(by, email=NEW["email"], organisation=organisation(by), role="member", at=at)
    return Invitation.objects.get(email=NEW["email"])


def test_a_member_reads_names_and_changes_nothing(world: World, client: Client) -> None:
    an_invitation(world.jean)
    shown = html(client, world.lea)

    assert "Jean Petit" in shown and "Léa Noël" in shown
    assert "Retirer" not in shown and "Inviter" not in shown and NEW["email"] not in shown


def test_a_manager_finds_one_of_an_end_customer(world: World, client: Client) -> None:
    found = html(client, world.jean, organisation="toutes", q="bernard")

    assert world.sophie.email in found
    assert world.lea.email not in found


def test_an_end_customer_sees_its_own_people_alone(world: World, client: Client) -> None:
    shown = html(client, world.sophie, organisation="toutes")

    assert world.sophie.email in shown and world.jean.email not in shown


def test_another_s_organisation_is_not_there(world: World, client: Client) -> None:
    client.force_login(world.lea)
    asked = {"organisation": str(world.sophie.organisation_id)}

    assert client.get(reverse("portal:people"), asked).status_code == 404


@pytest.mark.parametrize("asked", ["-1", "²", "9" * 30, "x"])
def test_a_number_that_is_none_is_not_there(world: World, client: Client, asked: str) -> None:
    client.force_login(world.jean)

    assert client.get(reverse("portal:people"), {"organisation": asked}).status_code == 404


def test_a_manager_invites_in_the_person_s_language(world: World, client: Client) -> None:
    status = invited(client, world.jean)

    invitation = Invitation.objects.get()
    assert (status, invitation.language, invitation.invited_by) == (302, "en", world.jean)
    assert "en attente" in html(client, world.jean)


def test_a_manager_invites_into_an_end_customer(world: World, client: Client) -> None:
    invited(client, world.jean, organisation=world.sophie.organisation_id)

    assert Invitation.objects.get().organisation == world.sophie.organisation


def test_nobody_invites_into_another_s_organisation(world: World, client: Client) -> None:
    status = invited(client, world.jean, organisation=world.marc.organisation_id)

    assert status == 422
    assert not Invitation.objects.exists()


def test_a_member_invites_nobody(world: World, client: Client) -> None:
    assert invited(client, world.lea) == 403


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("full_name", "n" * 300),
        ("full_name", ""),
        ("email", "nadia"),
        ("email", "lea.noel@reseau-plus.example"),
        ("role", "lead"),
        ("language", "de"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(world: World, client: Client, field: str, typed: str) -> None:
    client.force_login(world.jean)
    data = {**NEW, "organisation": world.jean.organisation_id, field: typed}
    answer = client.post(reverse("portal:people_invite"), data)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_contact_s_line_fills_the_form_in(world: World, client: Client) -> None:
    contact = contacts.add_contact(organisation(world.jean), full_name="Nadia Roux", email=NEW["email"])
    shown = html(client, world.jean)
    link = next(part for part in shown.split('"') if "inviter/?" in part and "email" in part)
    form = client.get(link.replace("&amp;", "&")).context["form"]

    assert "sans compte" in shown
    assert (form["email"].value(), form["full_name"].value()) == (contact.email, "Nadia Roux")


def test_an_invitation_is_sent_again(world: World, client: Client) -> None:
    row = an_invitation(world.jean)
    client.force_login(world.jean)
    client.post(reverse("portal:invitation_again", args=[row.pk]))

    row.refresh_from_db()
    assert row.revoked_at is not None
    assert Invitation.objects.filter(email=NEW["email"], revoked_at=None).count() == 1


def test_an_invitation_is_withdrawn(world: World, client: Client) -> None:
    row = an_invitation(world.jean)
    client.force_login(world.jean)
    client.post(reverse("portal:invitation_withdrawal", args=[row.pk]))

    assert NEW["email"] not in client.get(reverse("portal:people")).content.decode().split("page-head")[1]
    assert client.post(reverse("portal:invitation_withdrawal", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("route", ["portal:invitation_again", "portal:invitation_withdrawal"])
def test_a_member_touches_no_invitation(world: World, client: Client, route: str) -> None:
    row = an_invitation(world.jean)
    client.force_login(world.lea)

    assert client.post(reverse(route, args=[row.pk])).status_code == 403


@pytest.mark.parametrize("route", ["portal:people_removal", "portal:people_role"])
def test_a_member_changes_no_colleague(world: World, client: Client, route: str) -> None:
    client.force_login(world.lea)
    answer = client.post(reverse(route, args=[world.jean.pk]), {"role": "member"})

    world.jean.refresh_from_db()
    assert (answer.status_code, world.jean.is_active, world.jean.role) == (403, True, "manager")


def test_removing_somebody_says_what_it_does_first(world: World, client: Client) -> None:
    client.force_login(world.jean)
    shown = client.get(reverse("portal:people_removal", args=[world.lea.pk])).content.decode()

    world.lea.refresh_from_db()
    assert "Ses sessions se terminent aussitôt" in shown
    assert world.lea.is_active


def test_whoever_is_removed_is_out_at_the_next_click(world: World, client: Client) -> None:
    theirs = Client()
    theirs.force_login(world.lea)
    Draft.objects.create(owner=world.lea, form="new-incident", data={}, saved_at=timezone.now())
    Upload.objects.create(owner=world.lea, name="plan.txt", size=4, is_whole=False, created_at=timezone.now())
    client.force_login(world.jean)
    client.post(reverse("portal:people_removal", args=[world.lea.pk]))

    assert theirs.get(reverse("portal:home")).status_code == 302
    assert not Draft.objects.filter(owner=world.lea).exists()
    assert not Upload.objects.filter(owner=world.lea).exists()
    assert world.lea.email not in html(client, world.jean)


def test_their_incidents_stay_in_their_colleagues_sight(world: World, client: Client) -> None:
    ticket = world.ticket(world.lea)
    client.force_login(world.jean)
    client.post(reverse("portal:people_removal", args=[world.lea.pk]))

    assert client.get(reverse("portal:ticket", args=[ticket.number])).status_code == 200


def test_the_last_manager_is_told_why_they_stay(world: World, client: Client) -> None:
    client.force_login(world.jean)
    address = reverse("portal:people_removal", args=[world.sophie.pk])
    shown = client.post(address, follow=True).content.decode()

    assert "est le dernier gestionnaire" in shown
    assert User.objects.get(pk=world.sophie.pk).is_active


def test_a_member_becomes_a_manager(world: World, client: Client) -> None:
    client.force_login(world.jean)
    client.post(reverse("portal:people_role", args=[world.lea.pk]), {"role": "manager"})

    assert User.objects.get(pk=world.lea.pk).is_manager
