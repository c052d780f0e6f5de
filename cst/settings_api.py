"""Settings of the API, part of cst/settings.py: Django REST framework, its OpenAPI document, tokens, limits."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

# JSON in and out, nothing else: a browsable API would need the inline scripts that the policy below refuses.
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.bounded_json.BoundedJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.TokenAuthentication",
        "api.authentication.SessionAuthentication",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "EXCEPTION_HANDLER": "api.problems.handle",
    "DEFAULT_METADATA_CLASS": None,  # an OPTIONS would tell the docstrings of the views
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": _("CST EXER\u00a0: l’API"),
    "DESCRIPTION": _(
        "Ouvrir, suivre et travailler les incidents par programme, sous les mêmes règles que les pages."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_PUBLIC": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,  # docstrings are for whoever reads the code
    "ENUM_NAME_OVERRIDES": {
        "OrganisationKindEnum": "accounts.models.Organisation.Kind",
        "TicketStatusEnum": "tickets.models.Status.values",
        "TicketKindEnum": "contracts.decision.Kind",
        "ChannelEnum": "contracts.models.Channel.values",
        "MailStatusEnum": "inbound_mail.models.Status.values",
        "UnusualDayEnum": "api.closures.KINDS",
        "NoteStatusEnum": "knowledge.api.shown.STATUSES",
        "NoteLanguageEnum": "knowledge.api.shown.LANGUAGES",
        "FamilyEnum": "contracts.models.Family.values",
        "OpeningKindEnum": "tickets.api.opening.OPENED",
        "DeliveryStatusEnum": "webhooks.models.Delivery.Status",
        "DeadlineStandingEnum": "tickets.api.queue.STANDINGS",
    },
}
# Requests a minute (api/throttling.py): of a token, of a person's session, and tokens refused to one network address.
API_TOKEN_RATE = 300
API_SESSION_RATE = 1200
API_REFUSED_RATE = 20
KNOX_TOKEN_MODEL = "api.ApiToken"  # noqa: S105 (a model)
# They would make a table beside ours, that nothing fills and no flush empties.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "cst_", "TOKEN_TTL": timedelta(days=365)}
