"""The addresses of the API, by version; each app has those of what it owns."""

from __future__ import annotations

from django.urls import include, path

from api import calendars, closures, deadlines, document, me

app_name = "api"
urlpatterns = [
    path("v1/openapi.json", document.Document.as_view(), name="document"),
    path("v1/docs/", document.reference, name="reference"),
    path("v1/me/", me.Myself.as_view(), name="me"),
    path("v1/deadlines/", deadlines.Deadlines.as_view(), name="deadlines"),
    path("v1/calendars/", calendars.Calendars.as_view(), name="calendars"),
    path("v1/calendars/<slug:code>/", calendars.Calendar.as_view(), name="calendar"),
    path("v1/calendars/<slug:code>/closures/", closures.Closures.as_view(), name="calendar_closures"),
    path("v1/webhooks/", include("webhooks.api.urls")),
    path("v1/", include("contracts.api.urls")),
    path("v1/", include("knowledge.api.urls")),
    path("v1/", include("tickets.api.urls")),
    path("v1/", include("inbound_mail.api.urls")),
]
