"""The secrets of a mailbox go where they were given for, and nowhere else."""

from __future__ import annotations

import pytest

from tests.inbound_mail.test_mailbox_pages import as_, box, fields, url
from tests.tickets.console.reading import words
from tests.world import World

OAUTH2 = {
    "login": "oauth2",
    "oauth_token_url": "https://jetons.exer.example/",
    "oauth_client_id": "cst",
}


@pytest.mark.parametrize(
    ("known", "changes"),
    [
        pytest.param({}, {"host": "autre.exer.example"}, id="server"),
        pytest.param(OAUTH2, {**OAUTH2, "host": "autre.exer.example"}, id="server-that-gets-tokens"),
        pytest.param(OAUTH2, {**OAUTH2, "oauth_token_url": "https://autre.example/"}, id="tokens"),
        pytest.param(OAUTH2, {}, id="token-as-a-password"),
        pytest.param({}, OAUTH2, id="password-as-a-token"),
    ],
)
def test_what_was_given_for_one_server_is_not_sent_to_another(
    world: World, known: dict[str, str], changes: dict[str, str]
) -> None:
    row = box(**known)

    response = as_(world.hugo).post(url("mailbox_edit", row), fields(secret="", name="CST", **changes))
    row.refresh_from_db()

    assert response.status_code == 422
    assert "Donnez-le à nouveau" in words(response) and 'value="CST"' in response.content.decode()
    assert (row.name, row.host, row.secret) == ("Support", "imap.exer.example", "relevé-2026")


def test_the_secret_of_an_application_is_asked_for_beside_the_token_that_was_given(world: World) -> None:
    row = box(**OAUTH2)
    row.client_secret = "celui de l’application"
    row.save()
    changes = {**OAUTH2, "oauth_token_url": "https://autre.example/"}

    assert as_(world.hugo).post(url("mailbox_edit", row), fields(**changes)).status_code == 422


def test_a_password_is_forgotten_where_a_secret_of_an_application_takes_its_place(world: World) -> None:
    row = box()
    given = {**OAUTH2, "secret": "", "client_secret": "celui de l’application"}

    assert as_(world.hugo).post(url("mailbox_edit", row), fields(**given)).status_code == 302
    row.refresh_from_db()
    assert (row.secret, row.client_secret) == ("", "celui de l’application")
