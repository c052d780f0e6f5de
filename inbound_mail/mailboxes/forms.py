"""The shape of what a lead says of a mailbox: how it is reached, and from when on its mail counts."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbound_mail.mailboxes import changing
from inbound_mail.models import Mailbox
from sla.wording import PARIS

# What is known of the large providers.
PRESETS: dict[str, dict[str, Any]] = {
    "microsoft": {
        "host": "outlook.office365.com",
        "port": 993,
        "security": Mailbox.Security.TLS,
        "login": Mailbox.Login.OAUTH2,
        "oauth_token_url": "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
        "oauth_scope": "https://outlook.office365.com/.default offline_access",
    },
    "google": {
        "host": "imap.gmail.com",
        "port": 993,
        "security": Mailbox.Security.TLS,
        "login": Mailbox.Login.OAUTH2,
        "oauth_token_url": "https://oauth2.googleapis.com/token",
        "oauth_scope": "https://mail.google.com/",
    },
}
_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
_KEPT = {"autocomplete": "new-password", "spellcheck": "false"}
_SENT_ELSEWHERE = _(
    "Donnez-le à nouveau\u00a0: le serveur, l’adresse des jetons ou la connexion a changé, et ce qui est"
    " enregistré n’y est pas envoyé."
)
_NO_TOKENS = {"oauth_token_url": ""}
_HOST = RegexValidator(r"^[\w.:-]+$", _("Un nom de serveur seul, sans adresse web ni espace."))


class MailboxForm(forms.ModelForm[Mailbox]):
    """A mailbox, new or known. What is secret is written, never shown: left empty, it stays what it is, unless it would
    be sent to another server than it was given for.
    """

    secret = forms.CharField(
        label=_("Mot de passe, ou jeton d’actualisation"),
        required=False,
        max_length=4000,
        strip=False,
        help_text=_("Chiffré dès l’enregistrement, jamais affiché. Laissé vide, il ne change pas."),
        widget=forms.PasswordInput(attrs=_KEPT),
    )
    oauth_token_url = forms.URLField(
        label=_("Adresse des jetons"),
        required=False,
        assume_scheme="https",
        help_text=_("OAuth2 seulement, en https."),
        widget=forms.TextInput(attrs=_PLAIN),
        error_messages={"invalid": _("Ce n’est pas une adresse web.")},
    )
    client_secret = forms.CharField(
        label=_("Secret de l’application"),
        required=False,
        max_length=4000,
        strip=False,
        help_text=_("OAuth2 seulement. Laissé vide, il ne change pas."),
        widget=forms.PasswordInput(attrs=_KEPT),
    )

    class Meta:
        model = Mailbox
        fields = [
            "name",
            "address",
            "host",
            "port",
            "security",
            "folder",
            "done_folder",
            "login",
            "username",
            "secret",
            "oauth_token_url",
            "oauth_client_id",
            "oauth_scope",
            "client_secret",
        ]
        widgets = {
            "address": forms.EmailInput(attrs=_PLAIN),
            "host": forms.TextInput(attrs=_PLAIN),
            "folder": forms.TextInput(attrs=_PLAIN),
            "done_folder": forms.TextInput(attrs=_PLAIN),
            "username": forms.TextInput(attrs=_PLAIN),
            "oauth_client_id": forms.TextInput(attrs=_PLAIN),
            "oauth_scope": forms.TextInput(attrs=_PLAIN),
        }
        help_texts = {
            "host": _(
                "Vide\u00a0: rien n’est relevé, la boîte reçoit ce qu’un fournisseur ou Postfix remet."
            ),
            "done_folder": _("Où ranger un mail une fois enregistré. Vide\u00a0: il reste, marqué comme lu."),
        }

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"]).strip().lower()
        if host:
            _HOST(host)
        return host

    def clean_port(self) -> int:
        port = int(self.cleaned_data["port"])
        if not 0 < port < 65536:
            raise forms.ValidationError(_("Un port va de 1 à 65535."))
        return port

    def clean_oauth_token_url(self) -> str:
        url = str(self.cleaned_data["oauth_token_url"])
        if url and settings.OAUTH_HTTPS_ONLY and not url.startswith("https://"):
            raise forms.ValidationError(
                _("Un secret y est envoyé\u00a0: cette adresse commence par https://.")
            )
        return url

    def clean(self) -> dict[str, Any]:
        """What this way of logging in needs."""
        typed = super().clean() or self.cleaned_data
        if not typed.get("host"):
            return typed
        if not typed.get("username"):
            self.add_error("username", _("Donnez l’identifiant de la boîte sur ce serveur."))
        if typed.get("login") == Mailbox.Login.OAUTH2:
            for name in ("oauth_token_url", "oauth_client_id"):
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, _("OAuth2 en a besoin."))
        self._require_secrets(typed)
        return typed

    def _require_secrets(self, typed: dict[str, Any]) -> None:
        """Those that this way of logging in needs; none is sent where it was not given for."""
        known, is_oauth = self.instance, typed.get("login") == Mailbox.Login.OAUTH2
        stored = {"secret": bool(known.sealed_secret), "client_secret": bool(known.sealed_client_secret)}
        asked = ("secret", "client_secret") if is_oauth else ("secret",)
        if not any(typed.get(name) or stored[name] for name in asked):
            needed = _("Donnez le jeton d’actualisation, ou le secret de l’application.")
            self.add_error("secret", needed if is_oauth else _("Donnez le mot de passe."))
            return
        if not {"login", "host"} <= typed.keys() or not changing.is_sent_elsewhere(known, _NO_TOKENS | typed):
            return
        # With another way of logging in, what was given is enough: the rest is forgotten.
        if typed["login"] == known.login or not any(typed.get(name) for name in asked):
            for name in asked:
                if stored[name] and not typed.get(name):
                    self.add_error(name, _SENT_ELSEWHERE)

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets that were typed, by the name of their field on the mailbox."""
        names = ("secret", "client_secret")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


class BeginningForm(forms.Form):
    """From when on the mail of a mailbox counts."""

    prefix = "beginning"

    since = forms.ChoiceField(
        label=_("Quels mails prendre"),
        choices=[
            ("now", _("Ceux qui arrivent à partir de maintenant")),
            (
                "day",
                _("Aussi ceux arrivés depuis un jour donné, sans qu’aucune réponse ne parte d’elle-même"),
            ),
        ],
        initial="now",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez."), "invalid_choice": _("Choisissez.")},
    )
    day = forms.DateField(
        label=_("Depuis le"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _("Ce n’est pas un jour\u00a0: écrivez par exemple 24/12/2026.")},
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("since") == "day" and not self.errors:
            if typed.get("day") is None:
                self.add_error("day", _("Dites depuis quel jour."))
            elif typed["day"] > timezone.localdate():
                self.add_error("day", _("Ce jour n’est pas encore venu."))
        return typed

    def begins_at(self, now: datetime) -> datetime:
        """The first instant whose mail counts: `now`, or the midnight that begins the day."""
        if self.cleaned_data["since"] == "now":
            return now
        return datetime.combine(self.cleaned_data["day"], time(), PARIS)
