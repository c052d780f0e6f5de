"""How an operation describes itself in the OpenAPI document: one decorator, the same for all.

What every operation shares stands here once: the problems, the key of a POST, the state that a change was decided on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from api import idempotency

View = TypeVar("View", bound=Callable[..., Any])

_PROBLEM_MEDIA = "application/problem+json"


class FieldProblem(serializers.Serializer[Any]):
    """What is wrong with one field."""

    field = serializers.CharField(help_text=_("Le champ, par exemple lines[0].serial\u202f; - pour le tout"))
    code = serializers.CharField(help_text=_("Pour les programmes\u00a0: ne change pas"))
    detail = serializers.CharField(help_text=_("Pour les personnes, dans leur langue"))


class Problem(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]
    received = serializers.IntegerField(
        required=False, help_text=_("wrong_place\u00a0: à quel octet reprendre le fichier")
    )


# What any address may answer beside what it is asked for.
_PROBLEMS: dict[int, Promise] = {
    400: _("Requête illisible"),
    401: _("Personne n’est reconnu"),
    403: _("Pas permis, ou hors du droit du jeton"),
    404: _("Rien à cette adresse, ou rien que vous puissiez voir"),
    406: _("Autre chose que JSON demandé"),
    409: _("Impossible en l’état"),
    411: _("Longueur du corps inconnue"),
    412: _("Changé entre-temps"),
    413: _("Corps trop grand"),
    415: _("Autre chose que JSON envoyé"),
    422: _("Lu, et refusé\u00a0: errors nomme chaque champ"),
    429: _("Trop de requêtes\u00a0: voir Retry-After"),
    503: _("Un service dont la réponse dépend ne répond pas\u00a0: recommencez"),
}
_KEY = OpenApiParameter(
    idempotency.HEADER,
    {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST_KEY, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description=_("La même clé dans les 24 heures\u00a0: la même réponse, et rien fait deux fois"),
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description=_("L’ETag de l’état sur lequel vous avez décidé\u202f; un autre est refusé (412)"),
)


IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description=_("L’ETag de ce que vous avez déjà\u00a0: 304 si rien n’a changé"),
)


def operation(
    summary: Promise,
    *,
    tag: str,
    sends: Any = None,
    answers: Any = None,
    status: int = 200,
    media: str = "",
    asks: type[serializers.Serializer[Any]] | None = None,
    is_guarded: bool = False,
    is_tagged: bool = False,
    may_create: bool = False,
    sent: Any = None,
    answered: Any = None,
    operation_id: str | None = None,
) -> Callable[[View], View]:
    """Describe a method of a Resource.

    `sends` and `answers` are serializers (a list: `Shown(many=True)`, a page of a list: `api.listing.paged(Shown)`),
    `asks` the one of its query string: without it, whatever stands there is refused (api/resources.py). A POST offers
    the Idempotency-Key, `is_guarded` If-Match, `is_tagged` If-None-Match (etags.answer); `may_create` answers 201 where
    something was made. `sent` and `answered` are an example of each as JSON values, required wherever there is a body;
    `media` is the type of an answer that is no JSON.
    """
    successes = [status, 201] if may_create else [status]
    examples = []
    if sent is not None:
        examples.append(OpenApiExample("request", value=sent, request_only=True))
    if answered is not None:
        codes = [str(each) for each in successes]
        examples.append(OpenApiExample("answer", value=answered, response_only=True, status_codes=codes))
    responses: dict[Any, Any] = {(each, media) if media else each: answers for each in successes}
    if is_tagged:
        responses[304] = OpenApiResponse(description=_("Rien n’a changé"))
    for code, said in _PROBLEMS.items():
        responses[(code, _PROBLEM_MEDIA)] = OpenApiResponse(Problem, description=said)

    def described(method: View) -> View:
        method.asks_nothing = asks is None  # type: ignore[attr-defined]
        offered = {_KEY: method.__name__ == "post", IF_MATCH: is_guarded, IF_NONE_MATCH: is_tagged}
        return extend_schema(
            operation_id=operation_id,
            summary=summary,
            tags=[tag],
            request=sends,
            responses=responses,
            parameters=[*([asks] if asks else []), *(header for header, is_it in offered.items() if is_it)],
            examples=examples,
        )(method)

    return described


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A token, as the document names it."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "cst_…"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session of the pages, as the document names it."""

    target_class = "api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class StrictBody(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """What refuses fields that it does not know says so in the document too."""

    target_class = "api.fields.Strict"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> Any:
        found = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**found, "additionalProperties": False} if direction == "request" else found


class InstantInDocument(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """An instant with its offset (RFC 3339)."""

    target_class = "api.fields.InstantField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, str]:
        return {"type": "string", "format": "date-time"}
