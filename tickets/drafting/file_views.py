"""Where the browser sends files while their form is being filled in; answers in JSON, for static/js/upload.js.

`received` is how many bytes are here, `whole` that the file may go along with the form, `error` a sentence to show.
401: the session has ended. 409: the piece begins elsewhere than the file stops. 503: all is here, not scanned yet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from tickets.drafting import pieces, reading, submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.pieces import MAX_PIECE, Announced, WrongPlace
from tickets.files import FileRefused, NotScanned
from tickets.models import Upload

P = ParamSpec("P")
View = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def _answering(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view for a person's own files: what stands against one is told in JSON."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            return _error(_("Votre session a expiré."), 401)
        try:
            return view(cast("SignedInRequest", request), *args, **kwargs)
        except Upload.DoesNotExist:
            return _error(_("Ce fichier n’est plus ici\u00a0: joignez-le à nouveau."), 404)
        except NotScanned as away:
            return _error(str(away), 503)
        except FileRefused as refused:
            return _error(str(refused), 422)

    return guarded


@require_POST
@_answering
def uploads(request: SignedInRequest) -> HttpResponse:
    """Begin a file, or find how far it came: `submission_key`, `name`, `size`, `modified`, `category`."""
    token = request.POST.get("submission_key", "")
    if not submission.belongs_to(request.user, token):
        return _error(_("Cette page a expiré\u00a0: rechargez-la, votre saisie est gardée."), 403)
    size = request.POST.get("size", "")
    if not size.isascii() or not size.isdigit() or len(size) > 15:
        return _error(_("Ce fichier n’a pas pu être lu."), 400)
    announced = Announced(
        name=request.POST.get("name", "")[:1000],
        size=int(size),
        category=request.POST.get("category", ""),
        modified=reading.typed(request.POST, "modified", 40),
    )
    key = submission.sent(request.user, token).key
    return _standing(pieces.begin(request.user, key, announced, timezone.now()))


@require_POST
@_answering
def upload(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Append the body, which begins at byte `start` of the file (query); no body asks again for the end of one."""
    start = request.GET.get("start", "")
    if not start.isascii() or not start.isdigit() or len(start) > 15:
        return _error(_("Ce fichier n’a pas pu être lu."), 400)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_PIECE:
        return _error(_("Ce morceau de fichier est trop grand."), 413)
    try:
        row = pieces.append(request.user, pk, int(start), request.body)
    except UnreadablePostError:  # the connection was lost: nobody reads this answer
        return _error(_("Ce fichier n’a pas pu être lu."), 400)
    except WrongPlace as wrong:
        return JsonResponse({"received": wrong.received}, status=409)
    if not row.is_whole:
        row = pieces.finish(request.user, pk)
    return _standing(row)


@require_POST
@_answering
def upload_category(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say what kind of file it is: `category`."""
    pieces.categorise(request.user, pk, request.POST.get("category", ""))
    return HttpResponse(status=204)


@require_POST
@_answering
def upload_abandon(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a file out of its form again."""
    pieces.abandon(request.user, pk)
    return HttpResponse(status=204)


def _standing(row: Upload) -> JsonResponse:
    return JsonResponse(
        {
            "id": str(row.pk),
            "url": reverse("drafting:upload", args=[row.pk]),
            "received": row.size if row.is_whole else row.received,
            "whole": row.is_whole,
        }
    )


def _error(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
