"""An access token for a mailbox of Microsoft 365 or Google: asked with the refresh token, never stored."""

from __future__ import annotations

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from inbound_mail.models import Mailbox

TIMEOUT = 20


class NoToken(Exception):
    """The provider gave no token; the message says what it answered."""


def access_token(mailbox: Mailbox) -> str:
    """A token that XOAUTH2 takes; NoToken when the provider refuses, OSError when it cannot be reached.

    With a refresh token the mailbox's owner has consented (Google, Microsoft); without one our application reads in its
    own name (client credentials, Microsoft).
    """
    if settings.OAUTH_HTTPS_ONLY and not mailbox.oauth_token_url.startswith("https://"):
        raise NoToken(_("L’adresse des jetons n’est pas en https\u00a0: aucun secret n’y est envoyé."))
    asked = {"client_id": mailbox.oauth_client_id, "scope": mailbox.oauth_scope}
    if mailbox.client_secret:
        asked["client_secret"] = mailbox.client_secret
    if mailbox.secret:
        asked |= {"grant_type": "refresh_token", "refresh_token": mailbox.secret}
    else:
        asked["grant_type"] = "client_credentials"
    answer = requests.post(mailbox.oauth_token_url, data=asked, timeout=TIMEOUT, allow_redirects=False)
    try:
        said = answer.json()
    except ValueError:
        said = {}
    token = said.get("access_token") if isinstance(said, dict) else None
    if answer.status_code != 200 or not isinstance(token, str):
        why = (said.get("error_description") or said.get("error")) if isinstance(said, dict) else ""
        raise NoToken(
            _("Le fournisseur refuse le jeton (%(status)s)\u00a0: %(why)s")
            % {
                "status": answer.status_code,
                "why": str(why or answer.reason)[:300],
            }
        )
    _keep_rotated(mailbox, said.get("refresh_token"))
    return token


def _keep_rotated(mailbox: Mailbox, refresh_token: object) -> None:
    """Some providers give a new refresh token each time; the former one soon ends."""
    if isinstance(refresh_token, str) and mailbox.secret and refresh_token != mailbox.secret:
        mailbox.secret = refresh_token
        Mailbox.objects.filter(pk=mailbox.pk).update(sealed_secret=mailbox.sealed_secret)
