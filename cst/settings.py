"""Settings of the CST, read from the environment (docs/operations.md lists every variable).

`CST_ENVIRONMENT` is `production` or `development` (the default: a fresh clone runs on embedded databases,
captures its mail and may load the demo world). Production refuses to start on a development secret.
"""

from pathlib import Path

import django_stubs_ext
import environ
import structlog
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cst.embedded import layout, secrets

# Lets `ModelAdmin[Ticket]` and the like be written in running code.
django_stubs_ext.monkeypatch()

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("CST_VAR_DIR", default=str(BASE_DIR / "var")))

ENVIRONMENT = env.str("CST_ENVIRONMENT", default="development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured("CST_ENVIRONMENT is 'development' or 'production'.")
DEVELOPMENT = ENVIRONMENT == "development"

# Development shows the real error pages; set DJANGO_DEBUG=1 for Django's own.
DEBUG = DEVELOPMENT and env.bool("DJANGO_DEBUG", default=False)
SECRET_KEY = (
    env.str("SECRET_KEY", default="")
    if not DEVELOPMENT
    else env.str("SECRET_KEY", default=secrets.development_secret(VAR_DIR))
)
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is required in production: a long random string, kept secret.")
# Configuration backups are encrypted with this key; it may be rotated without touching SECRET_KEY.
ATTACHMENT_KEYS = env.list("ATTACHMENT_KEYS", default=[SECRET_KEY])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT else [])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000" if DEVELOPMENT else "https://support.exer.fr")
CSRF_FAILURE_VIEW = "cst.home.csrf_failure"
CSRF_TRUSTED_ORIGINS = [] if DEVELOPMENT else [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",  # allauth's page of security keys loads it
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "anymail",
    "csp",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "sla",
    "outbound_mail",
    "accounts",
    "api",
    "webhooks",
    "contracts",
    "knowledge",
    "tickets",
    "inbound_mail",
    "cst",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cst.private_pages.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonalPreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.last_seen",
    "accounts.middleware.StaffMfaMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "cst.permissions_policy.permissions_policy",
    "django_structlog.middlewares.RequestMiddleware",
    "cst.reading.reading_once",
]

ROOT_URLCONF = "cst.urls"
WSGI_APPLICATION = "cst.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # The package is no app: its tag is ours.
            "libraries": {"lucide": "cst.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cst.context.site",
                "tickets.console.running_timer.shown",
            ],
        },
    }
]

# --- Data ---------------------------------------------------------------------------------------------------

# Production names its servers; a development checkout may leave either to the embedded one (cst/embedded).
if DEVELOPMENT and not env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url_config(layout.database_url(VAR_DIR))}
else:
    DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A connection of before PostgreSQL was restarted would cost a person their page each: the pool asks before it lends.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 0, "max_size": 8, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="") if DEVELOPMENT else env.str("REDIS_URL")
if not REDIS_URL:
    REDIS_URL = layout.redis_url(VAR_DIR)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": layout.cache_url(REDIS_URL),
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

CELERY_BROKER_URL = layout.broker_url(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    # One try: who tells a worker of a new row waits for nobody, the sweep finds it all the same.
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Europe/Paris"
# Every task here only picks up what waits in the database: the rows are the truth, the broker a hint.
CELERY_BEAT_SCHEDULE = {
    "send-outgoing-mail": {"task": "outbound_mail.tasks.send_waiting", "schedule": 10.0},
    "fetch-mailboxes": {"task": "inbound_mail.tasks.fetch_mailboxes", "schedule": 30.0},
    "process-incoming-mail": {"task": "inbound_mail.tasks.process_waiting", "schedule": 15.0},
    "alert-on-deadlines": {"task": "tickets.tasks.alert_on_deadlines", "schedule": 60.0},
    "remind-customers": {"task": "tickets.tasks.remind_customers", "schedule": 3600.0},
    "tell-personal-reminders": {"task": "tickets.tasks.tell_personal_reminders", "schedule": 60.0},
    "tell-of-silent-vendors": {"task": "tickets.tasks.tell_of_silent_vendors", "schedule": 300.0},
    "tell-of-forgotten-timers": {"task": "tickets.tasks.tell_of_forgotten_timers", "schedule": 600.0},
    "ask-for-opinions": {"task": "tickets.tasks.ask_for_opinions", "schedule": 900.0},
    "send-daily-summaries": {"task": "tickets.tasks.send_daily_summaries", "schedule": 300.0},
    "follow-changed-calendars": {"task": "tickets.tasks.follow_changed_calendars", "schedule": 60.0},
    "tell-ending-contracts": {"task": "contracts.tasks.tell_ending_contracts", "schedule": 600.0},
    "pick-up-erp-files": {"task": "contracts.tasks.pick_up_erp_files", "schedule": 60.0},
    "work-erp-files": {"task": "contracts.tasks.work_erp_files", "schedule": 60.0},
    "purge-configuration-backups": {"task": "tickets.tasks.purge_configuration_backups", "schedule": 3600.0},
    "purge-sources-of-mail": {"task": "inbound_mail.tasks.purge_sources", "schedule": 3600.0},
    "forget-kept-answers": {"task": "api.tasks.forget_kept_answers", "schedule": 3600.0},
    "send-webhooks": {"task": "webhooks.tasks.send_waiting", "schedule": 10.0},
    "forget-webhooks": {"task": "webhooks.tasks.forget_old", "schedule": 3600.0},
    "forget-expired-tokens": {"task": "api.tasks.forget_expired_tokens", "schedule": 3600.0},
    "forget-uploads": {"task": "tickets.tasks.forget_uploads", "schedule": 3600.0},
}

# --- API ----------------------------------------------------------------------------------------------------

# How the API reads and describes itself: cst/settings_api.py.
from cst.settings_api import *  # noqa: E402, F403

# --- Webhooks -----------------------------------------------------------------------------------------------

# Who vouches for those who are told, as a file of certificates; empty: whom the system trusts.
WEBHOOKS_CA_FILE = env.str("WEBHOOKS_CA_FILE", default="")
# Nothing is sent to this machine (webhooks/places.py); the tests listen on loopback, without TLS.
WEBHOOKS_TO_LOOPBACK = False

# --- People -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.WithOrganisation"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.InvitationOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# How many of our own proxies append to X-Forwarded-For before a request arrives: limits and sessions go by the address
# in front of them. 0: nobody does, whatever the header says.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# The person says at login whether the session outlives the browser (SESSION_COOKIE_AGE).
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "login": "accounts.login_forms.PasswordLoginForm",
    "request_login_code": "accounts.login_forms.LoginCodeForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds: a mail may take some minutes
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 1  # once a code asked for
PASSWORD_RESET_TIMEOUT = 2 * 3600  # seconds
# A change of password, address or second factor is told by mail.
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Beside django-allauth's own. By address ("key") five minutes each, which the sentence of a refusal says
# (accounts/adapter.py, accounts/throttling.py); by network address more, a company may have only one.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/5m/key",
    "reset_password": "20/m/ip,3/5m/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A browser that its person trusts is asked for no second factor for so long.
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = 30 * 24 * 3600
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_TOTP_ISSUER = "CST EXER"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
# CH: the centre's people hold everybody's data; a password alone does not open the console in production.
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=not DEVELOPMENT)
INVITATION_DAYS = 14
INVITATIONS_PER_HOUR = 20  # of one manager

# --- Mail ---------------------------------------------------------------------------------------------------

SUPPORT_ADDRESS = env.str("SUPPORT_ADDRESS", default="support@exer.fr")
SUPPORT_PHONE = env.str("SUPPORT_PHONE", default="03.62.59.76.04")
SALES_ADDRESS = env.str("SALES_ADDRESS", default="commercial@exer.fr")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"CST EXER <{SUPPORT_ADDRESS}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Development keeps what it would send in var/mail, readable at /dev/mail/.
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    default="outbound_mail.capture.EmailBackend"
    if DEVELOPMENT
    else "django.core.mail.backends.smtp.EmailBackend",
)
MAIL_CAPTURE_DIR = VAR_DIR / "mail"
if "EMAIL_URL" in env.ENVIRON:
    vars().update(env.email("EMAIL_URL", backend=EMAIL_BACKEND))
EMAIL_TIMEOUT = 20
ANYMAIL = {key.removeprefix("ANYMAIL_"): env.str(key) for key in env.ENVIRON if key.startswith("ANYMAIL_")}
# The providers that may post mail to us (inbound_mail/webhooks/providers.py), each with a secret of its own or the
# shared one among ANYMAIL.
MAIL_WEBHOOKS = env.list("MAIL_WEBHOOKS", default=[])
# The names that our own mail servers sign their Authentication-Results with, comma-separated; any other is ignored.
# Empty: no server checks for us (files handed over by an operator), and the sender is taken at their word.
MAIL_AUTHSERV_ID = env.str("MAIL_AUTHSERV_ID", default="")
# The same for mail that a provider posts, by provider: postmark=mx.provider.example. It removes no header that claims
# to be another server's, so that the names above say nothing there.
MAIL_WEBHOOK_AUTHSERV_IDS = env.dict("MAIL_WEBHOOK_AUTHSERV_IDS", default={})
# Who vouches for IMAP servers, as a file of certificates; empty: whom the system trusts.
IMAP_CA_FILE = env.str("IMAP_CA_FILE", default="")
# A secret is sent to the provider of tokens of a mailbox; the tests have theirs on loopback, without TLS.
OAUTH_HTTPS_ONLY = True

# --- Files --------------------------------------------------------------------------------------------------

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
ATTACHMENT_MAX_BYTES = 25 * 1024 * 1024
ATTACHMENTS_PER_MESSAGE = 20
ATTACHMENTS_MAX_BYTES_PER_MESSAGE = 100 * 1024 * 1024
# What one person may have waiting in forms not sent yet, and the largest body that is read at all, in bytes: a browser
# without script sends a form and its files in one body, which is read to its end so that the words arrive.
UPLOADS_PER_PERSON = 200
UPLOADS_MAX_BYTES_PER_PERSON = 300 * 1024 * 1024
UPLOAD_BODY_MAX_BYTES = 4 * 1024**3
FILE_UPLOAD_HANDLERS = [
    "tickets.drafting.bounded_upload.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The virus scanner that every file is shown to: the absolute path of clamd's socket, or host:port. Empty: none.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
CLAMD_SECONDS = 20
CONFIGURATION_BACKUP_DAYS = 30
# The files of the ERP (docs/rules/importing.md). Empty: no folder is looked at. Complete: what the file of the night
# does not hold has ended.
ERP_FILE_MAX_BYTES = 25 * 1024 * 1024
ERP_FOLDER = env.str("CST_ERP_FOLDER", default="")
ERP_COMPLETE = env.bool("CST_ERP_COMPLETE", default=False)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_AUTOREFRESH = DEVELOPMENT

# --- Language and time --------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français")), ("en", _("anglais"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- Security -----------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEVELOPMENT)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEVELOPMENT
SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Logs ---------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_keys": {"()": "cst.secrets_in_logs.WithoutKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_keys"]}
    },
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="WARNING" if DEVELOPMENT else "INFO"),
    },
}
# Request id and user on each line; the lines themselves go where `LOGGING` says.
structlog.configure(
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.KeyValueRenderer(),
    ],
)
