"""What every address of the API is: somebody known, within the scope of their token, answered in their language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext
from rest_framework import serializers
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from api import idempotency, throttling
from api.fields import Empty
from api.models import ApiToken, Scope

_READING = {"GET", "HEAD"}


class ScopeMissing(PermissionDenied):
    """A token that was not made for this; `said`, for people, names the scope that it lacks."""

    default_code = "scope_missing"

    def __init__(self, needed: Scope) -> None:
        super().__init__()
        self.said = (
            gettext("Il faut ici un jeton qui a le droit %s\u202f; celui-ci ne l’a pas.") % needed.value
        )


class LengthRequired(APIException):
    """A body in chunks: it would not be read, and the request taken for one without a body."""

    status_code = 411
    default_code = "length_required"


class Resource(APIView):
    """An address. Reading asks for the scope `read`, everything else for `writes`; each POST is done once for its key.

    A subclass that is the centre's says `reads = writes = Scope.STAFF`, one that is every token's None; who may what is
    still asked of the person.
    """

    reads: ClassVar[Scope | None] = Scope.READ
    writes: ClassVar[Scope | None] = Scope.OPEN
    use: throttling.Use | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "post" in cls.__dict__:
            cls.post = _once(cls.__dict__["post"])  # type: ignore[attr-defined]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # What the middleware chose is for sessions: whose token it is, is known in here.
        with (
            translation.override(translation.get_language()),
            timezone.override(timezone.get_current_timezone()),
        ):
            answer = super().dispatch(request, *args, **kwargs)
            if isinstance(answer, Response) and not answer.is_rendered:
                answer.render()
            answer.headers["Content-Language"] = translation.get_language()
        if self.use is not None:
            throttling.tell(answer, self.use)
        return answer

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        if isinstance(request.user, User):
            translation.activate(request.user.language)
            timezone.activate(ZoneInfo(request.user.time_zone))
        # Counted before anything is refused, so that every answer says what is left.
        self.use = throttling.used(request)
        if self.use is not None:
            self.use.refuse_more()

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        needed = self.reads if request.method in _READING else self.writes
        if needed is not None and isinstance(request.auth, ApiToken) and needed not in request.auth.scopes:
            raise ScopeMissing(needed)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers:
            raise LengthRequired
        method = getattr(self, (request.method or "").lower(), None)
        if getattr(method, "asks_nothing", False):
            self.asked(Empty)

    @property
    def person(self) -> User:
        """Who asks; nobody else is answered."""
        assert isinstance(self.request.user, User)
        return self.request.user

    def sent(self, serializer: type[serializers.Serializer[Any]], **context: Any) -> dict[str, Any]:
        """The body, as `serializer` reads it. Raises ValidationError with what is wrong, field by field."""
        return _valid(serializer(data=self.request.data, context=context))

    def asked(self, serializer: type[serializers.Serializer[Any]], **context: Any) -> dict[str, Any]:
        """The query string, likewise."""
        return _valid(
            serializer(data=self.request.query_params.dict(), context={**context, "is_address": True})
        )


def _valid(serializer: serializers.Serializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _once(post: Callable[..., Response]) -> Callable[..., Response]:
    @wraps(post)
    def posted(self: Resource, request: Request, *args: Any, **kwargs: Any) -> Response:
        return idempotency.once(request, lambda: post(self, request, *args, **kwargs))

    return posted
