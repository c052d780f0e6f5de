"""The addresses of the CST, and a bare view of Django REST framework behind the same middleware and the same token."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class Bare(APIView):
    """Who asks is found out, and nothing else."""

    def get(self, request: Request) -> Response:
        return Response({})


urlpatterns = [path("bare/", Bare.as_view()), path("", include("cst.urls"))]
