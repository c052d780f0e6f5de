from django.urls import path

from knowledge.api import notes

urlpatterns = [
    path("notes/", notes.Notes.as_view(), name="notes"),
    path("notes/<slug:slug>/", notes.NoteAddress.as_view(), name="note"),
]
