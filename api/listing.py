"""Lists: cut into pages by a cursor, so that what comes in between moves nobody's place."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Strict

PAGE_SIZE = 50
MOST_PER_PAGE = 100


class InvalidCursor(APIException):
    """A cursor that this list did not give."""

    status_code = 422
    default_code = "invalid_cursor"


class PageQuery(Strict):
    """What each list may be asked for; a list adds its filters."""

    cursor = serializers.CharField(required=False, max_length=500)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST_PER_PAGE)


class Cursor(CursorPagination):
    """`results`, and the addresses of the pages beside: null where there is none."""

    page_size = PAGE_SIZE
    page_size_query_param = "limit"
    max_page_size = MOST_PER_PAGE

    def __init__(self, ordering: tuple[str, ...]) -> None:
        self.ordering = ordering

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        return tuple(self.ordering)

    def decode_cursor(self, request: Request) -> Any:
        """Raises InvalidCursor for a place named by what no database keeps."""
        place = super().decode_cursor(request)
        if place is not None and "\x00" in str(place.position):
            raise InvalidCursor
        return place


def page(
    request: Request,
    rows: QuerySet[Any],
    ordering: tuple[str, ...],
    serializer: type[serializers.BaseSerializer[Any]],
    **context: Any,
) -> Response:
    """One page of `rows` in an order that has an index and ends with a unique field. Raises InvalidCursor."""
    cursor = Cursor(ordering)
    try:
        found = cursor.paginate_queryset(rows, request)
    except (NotFound, ValidationError, ValueError) as error:  # read, and no place in this order
        raise InvalidCursor from error
    return cursor.get_paginated_response(serializer(found, many=True, context=context).data)


def paged(serializer: type[serializers.BaseSerializer[Any]]) -> serializers.BaseSerializer[Any]:
    """How a page of such a list looks, for the OpenAPI document."""
    name = f"{serializer.__name__}Page"
    return inline_serializer(
        name,
        {
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": serializer(many=True),
        },
    )
