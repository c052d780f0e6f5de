"""The console's pages on the mail that arrived."""

from django.urls import include, path

from inbound_mail.console.views import decisions, html, mail, mail_list

app_name = "mails"

urlpatterns = [
    path("", mail_list.mails, name="list"),
    path("boites/", include("inbound_mail.mailboxes.urls")),
    path("plusieurs/", mail_list.several, name="several"),
    path("<uuid:pk>/", mail.mail, name="mail"),
    path("<uuid:pk>/source/", mail.source, name="source"),
    path("<uuid:pk>/source/texte/", mail.source_text, name="source_text"),
    path("<uuid:pk>/html/", html.html, name="html"),
    path("<uuid:pk>/html/cadre/", html.frame, name="frame"),
    path("<uuid:pk>/fichiers/<int:place>/", mail.file, name="file"),
    path("<uuid:pk>/reponse/", decisions.answer, name="answer"),
    path("<uuid:pk>/rattachement/", decisions.attachment, name="attachment"),
    path("<uuid:pk>/ticket/", decisions.opening, name="opening"),
    path("<uuid:pk>/rejeu/", decisions.replay, name="replay"),
    path("<uuid:pk>/rejet/", decisions.discard, name="discard"),
    path("<uuid:pk>/reprise/", decisions.take_up, name="take_up"),
]
