"""The console's pages on the mail that arrived."""

from django.urls import path

from inbound_mail import views

app_name = "mails"

urlpatterns = [
    path("", views.mails, name="list"),
    path("<uuid:pk>/", views.mail, name="mail"),
    path("<uuid:pk>/source/", views.source, name="source"),
    path("<uuid:pk>/ticket/", views.opening, name="opening"),
    path("<uuid:pk>/rejeu/", views.replay, name="replay"),
    path("<uuid:pk>/rejet/", views.discard, name="discard"),
]
