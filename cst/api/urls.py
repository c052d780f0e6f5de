"""The addresses of the API, by version."""

from __future__ import annotations

from django.urls import include, path

from cst.api import calendars, deadlines

app_name = "api"
urlpatterns = [
    path("v1/deadlines/", deadlines.deadlines, name="deadlines"),
    path("v1/calendars/<slug:code>/", calendars.calendar, name="calendar"),
    path("v1/tickets/", include("tickets.api.urls")),
]
