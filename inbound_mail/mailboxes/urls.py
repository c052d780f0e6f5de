"""The console's pages on mailboxes, under /console/courrier/boites/."""

from django.urls import path

from inbound_mail.mailboxes import views

urlpatterns = [
    path("", views.mailboxes, name="mailboxes"),
    path("nouvelle/", views.new, name="mailbox_new"),
    path("<int:pk>/", views.mailbox, name="mailbox"),
    path("<int:pk>/etat/", views.state, name="mailbox_state"),
    path("<int:pk>/releve/", views.fetch, name="mailbox_fetch"),
    path("<int:pk>/debut/", views.beginning, name="mailbox_beginning"),
    path("<int:pk>/activation/", views.activation, name="mailbox_activation"),
    path("<int:pk>/modification/", views.edit, name="mailbox_edit"),
]
