"""Every error of the API as problem details (RFC 9457), in the reader's language. docs/api.md lists the codes.

`code` is for programs and stays what it is; `title` and `detail` are for people. `type` bears the same code as a URI,
and is no address.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError

from api.bounded_json import MOST_BYTES, MOST_DEPTH
from api.idempotency import LONGEST_KEY
from sla import explain
from sla.errors import (
    InvalidAmountError,
    InvalidCalendarError,
    InvalidInstantError,
    NoOpeningError,
    SlaError,
)

PREFIX = "/api/"

_UNREADABLE = gettext_lazy("Corps illisible")
_FORBIDDEN = gettext_lazy("Accès refusé")
_REFUSED = gettext_lazy("Question refusée")

# By code: the status, what all that bear the code have in common, and what is said when nothing more precise is.
_PROBLEMS = {
    "bad_request": (400, gettext_lazy("Requête illisible"), gettext_lazy("La requête n’est pas comprise.")),
    "parse_error": (400, _UNREADABLE, gettext_lazy("Le corps de la requête n’est pas du JSON.")),
    "body_too_deep": (
        400,
        _UNREADABLE,
        gettext_lazy("Le corps de la requête emboîte plus de %(depth)s objets et listes."),
    ),
    "not_an_object": (400, _UNREADABLE, gettext_lazy("Le corps de la requête n’est pas un objet JSON.")),
    "not_authenticated": (
        401,
        gettext_lazy("Connexion requise"),
        gettext_lazy("Connectez-vous\u00a0: cette adresse ne répond qu’aux personnes connues."),
    ),
    "token_refused": (
        401,
        gettext_lazy("Jeton refusé"),
        gettext_lazy(
            "Ce jeton n’existe pas, a expiré ou a été révoqué\u00a0: créez-en un autre dans le portail."
        ),
    ),
    "permission_denied": (403, _FORBIDDEN, gettext_lazy("Cela ne vous est pas permis.")),
    "scope_missing": (403, _FORBIDDEN, ""),
    "csrf_failed": (
        403,
        _FORBIDDEN,
        gettext_lazy("Il manque le jeton du cookie csrftoken dans l’en-tête X-CSRFToken."),
    ),
    "not_found": (
        404,
        gettext_lazy("Introuvable"),
        gettext_lazy("Il n’y a rien à cette adresse, ou rien que vous puissiez voir."),
    ),
    "method_not_allowed": (
        405,
        gettext_lazy("Méthode refusée"),
        gettext_lazy(
            "Cette adresse ne connaît pas cette méthode\u202f; l’en-tête Allow dit lesquelles elle connaît."
        ),
    ),
    "not_acceptable": (
        406,
        gettext_lazy("Format refusé"),
        gettext_lazy("L’API répond en application/json, que l’en-tête Accept exclut."),
    ),
    "not_possible": (409, gettext_lazy("Impossible en l’état"), ""),
    "wrong_place": (409, gettext_lazy("Impossible en l’état"), ""),
    "precondition_failed": (
        412,
        gettext_lazy("Changé entre-temps"),
        gettext_lazy("If-Match nomme un état qui n’est plus\u00a0: relisez, puis décidez à nouveau."),
    ),
    "length_required": (
        411,
        gettext_lazy("Longueur du corps inconnue"),
        gettext_lazy("Le corps de la requête vient avec son Content-Length."),
    ),
    "body_too_large": (
        413,
        gettext_lazy("Corps trop grand"),
        gettext_lazy("Le corps de la requête dépasse %(kilobytes)s\u00a0Kio."),
    ),
    "piece_too_large": (
        413,
        gettext_lazy("Corps trop grand"),
        gettext_lazy("Un morceau de fichier compte 1\u00a0Mio au plus."),
    ),
    "unsupported_media_type": (
        415,
        gettext_lazy("Format refusé"),
        gettext_lazy(
            "Le corps de la requête se donne en application/json, un morceau de fichier en "
            "application/octet-stream."
        ),
    ),
    "invalid": (
        422,
        gettext_lazy("Champs refusés"),
        gettext_lazy("Voir errors\u00a0: un élément par champ."),
    ),
    "invalid_cursor": (
        422,
        _REFUSED,
        gettext_lazy("Ce curseur n’est pas de cette liste\u00a0: suivez next et previous tels quels."),
    ),
    "file_refused": (422, gettext_lazy("Fichier refusé"), ""),
    "idempotency_key_refused": (
        400,
        gettext_lazy("Requête illisible"),
        gettext_lazy("Idempotency-Key compte de 1 à %(key)s signes ASCII visibles."),
    ),
    "idempotency_key_reused": (
        422,
        _REFUSED,
        gettext_lazy("Cette Idempotency-Key a servi à une autre requête dans les 24 heures."),
    ),
    "throttled": (
        429,
        gettext_lazy("Trop de requêtes"),
        gettext_lazy("L’en-tête Retry-After dit dans combien de secondes recommencer."),
    ),
    "invalid_instant": (422, _REFUSED, ""),
    "invalid_amount": (422, _REFUSED, ""),
    "invalid_calendar": (422, _REFUSED, ""),
    "no_opening": (422, _REFUSED, ""),
    "invalid_question": (422, _REFUSED, ""),
    "not_scanned": (503, gettext_lazy("Pas encore vérifié"), ""),
    "server_error": (
        500,
        gettext_lazy("Erreur du service"),
        gettext_lazy("Le service a rencontré une erreur\u00a0: elle est enregistrée."),
    ),
}
CODES = frozenset(_PROBLEMS)
_BY_STATUS = {
    400: "bad_request",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    500: "server_error",
}
_REFUSALS: dict[type[Exception], str] = {
    SlaError: "invalid_question",
    InvalidInstantError: "invalid_instant",
    InvalidAmountError: "invalid_amount",
    InvalidCalendarError: "invalid_calendar",
    NoOpeningError: "no_opening",
}


def register(refusal: type[Exception], code: str) -> None:
    """An exception of the domain is told with `code`; its message, for people, is the detail. Apps above call this."""
    _REFUSALS[refusal] = code


def handle(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """The answer of a view that raised `error`; None for a fault of ours, which becomes a 500."""
    match error:
        case Http404():
            return problem("not_found")
        case ValidationError():
            return problem("invalid", errors=list(_errors(error.detail)))
        case APIException():
            return _of_the_api(error)
        case PermissionDenied():
            return problem("permission_denied", str(error))
    code = next((_REFUSALS[kind] for kind in type(error).__mro__ if kind in _REFUSALS), "")
    if not code:
        return None
    return problem(code, explain.refusal(error) if isinstance(error, SlaError) else str(error))


def _of_the_api(error: APIException) -> JsonResponse:
    code = error.default_code if error.default_code in CODES else _BY_STATUS[error.status_code]
    answer = problem(code, getattr(error, "said", ""))
    if challenge := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        answer["Retry-After"] = str(math.ceil(wait))
    return answer


def _errors(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Field by field, as `asks[0].kind`: what is wrong, for programs and in words. `-` where it is the whole."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            if isinstance(name, int):  # a place in a list
                at = f"{path}[{name}]"
            else:
                at = path if name == "non_field_errors" else f"{path}.{name}" if path else str(name)
            yield from _errors(inner, at)
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from _errors(inner, f"{path}[{place}]" if isinstance(inner, Mapping | list) else path)
    elif isinstance(detail, ErrorDetail):
        yield {"field": path or "-", "code": detail.code or "invalid", "detail": str(detail)}


def outside_a_view(request: HttpRequest, status: int, error: Exception | None = None) -> JsonResponse | None:
    """The answer to an API request that reached no view, or broke one; None for the addresses of pages."""
    if not request.path.startswith(PREFIX):
        return None
    detail = str(error) if isinstance(error, PermissionDenied) else ""
    return problem(_BY_STATUS[status], detail)


def problem(code: str, detail: str = "", **more: Any) -> JsonResponse:
    """The problem of a code; `detail` says more precisely what is wrong with this request, `more` are other members."""
    status, title, usual = _PROBLEMS[code]
    if not detail:
        detail = str(usual) % {"kilobytes": MOST_BYTES // 1024, "depth": MOST_DEPTH, "key": LONGEST_KEY}
    return JsonResponse(
        {
            "type": f"urn:cst:problem:{code}",
            "title": str(title),
            "status": status,
            "detail": detail,
            "code": code,
            **more,
        },
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
