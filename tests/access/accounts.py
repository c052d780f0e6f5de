"""Who reaches their account, the login pages, and what belongs to nobody: health, language, development."""

from tests.access import webhooks
from tests.access.routes import (
    AFTER_PASSWORD,
    EVERYONE,
    NO_FILE,
    NOTHING_YET,
    SIGNED_IN,
    TOKEN,
    Route,
    get,
    post,
)

ROUTES: dict[str, Route] = {
    "home": get(302, 302, 302, 302, 302, 302, 302, 302),
    "health_live": EVERYONE,
    "health_ready": EVERYONE,
    "accounts:language": post(302, 302, 302, 302, 302, 302, 302, 302, language="en"),
    "accounts:invitation": get(410, 410, 410, 410, 410, 410, 410, 410, args=TOKEN),
    "accounts:profile": SIGNED_IN,
    # Nobody of the cast has that session.
    "accounts:session_end": post(302, 404, 404, 404, 404, 404, 404, 404, args=("999999",)),
    "accounts:remembered_forget": post(302, 302, 302, 302, 302, 302, 302, 302),
    # --- calendar feeds: the address is the key, and that of the matrix was never given
    "feeds:feed": get(404, 404, 404, 404, 404, 404, 404, 404, args=TOKEN),
    "feeds:list": SIGNED_IN,
    "feeds:revocation": post(302, 404, 404, 404, 404, 404, 404, 404, args=("999999",)),
    **webhooks.PAGES,
    # --- programs: each person's tokens, and their organisation's for who looks after them
    "programs:tokens": SIGNED_IN,
    "programs:token_new": AFTER_PASSWORD,
    # Nobody of the cast has that token.
    "programs:token_end": post(302, 404, 404, 404, 404, 404, 404, 404, args=NO_FILE),
    # --- django-allauth: each person on their own account
    "account_login": get(200, 302, 302, 302, 302, 302, 302, 302),
    "account_logout": get(302, 200, 200, 200, 200, 200, 200, 200),
    "account_inactive": EVERYONE,
    "account_signup": get(200, 302, 302, 302, 302, 302, 302, 302),
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": EVERYONE,
    "account_change_password": SIGNED_IN,
    "account_set_password": AFTER_PASSWORD,
    "account_reset_password": EVERYONE,
    "account_reset_password_done": EVERYONE,
    "account_reset_password_from_key_done": EVERYONE,
    "account_reset_password_from_key": get(200, 200, 200, 200, 200, 200, 200, 200, args=("1", "none")),
    "account_confirm_email": get(200, 200, 200, 200, 200, 200, 200, 200, args=("none",)),
    "account_request_login_code": get(200, 302, 302, 302, 302, 302, 302, 302),
    "account_confirm_login_code": get(302, 302, 302, 302, 302, 302, 302, 302),
    "mfa_index": SIGNED_IN,
    "mfa_trust": get(302, 302, 302, 302, 302, 302, 302, 302),
    "usersessions_list": SIGNED_IN,
    "mfa_authenticate": get(302, 302, 302, 302, 302, 302, 302, 302),
    "mfa_reauthenticate": AFTER_PASSWORD,
    "mfa_activate_totp": AFTER_PASSWORD,
    "mfa_deactivate_totp": NOTHING_YET,
    "mfa_view_recovery_codes": NOTHING_YET,
    "mfa_generate_recovery_codes": AFTER_PASSWORD,
    "mfa_download_recovery_codes": NOTHING_YET,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": AFTER_PASSWORD,
    "mfa_reauthenticate_webauthn": AFTER_PASSWORD,
    "mfa_remove_webauthn": get(302, 302, 302, 302, 302, 302, 302, 302, args=("1",)),
    "mfa_edit_webauthn": get(302, 302, 302, 302, 302, 302, 302, 302, args=("1",)),
    "mfa_login_webauthn": get(302, 302, 302, 302, 302, 302, 302, 302),
    # --- development only
    "dev:mail": EVERYONE,
    "dev:mail_detail": get(200, 200, 200, 200, 200, 200, 200, 200, args=("<captured>",)),
    "dev:mail_html": get(200, 200, 200, 200, 200, 200, 200, 200, args=("<captured>",)),
    "dev:gallery": SIGNED_IN,
}
