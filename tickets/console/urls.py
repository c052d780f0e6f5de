from django.urls import path

from tickets.console.views import (
    calendar_editing,
    calendars,
    contracts,
    handling,
    queue,
    ticket,
    waivers,
    writing,
)

app_name = "console"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("contrats/", contracts.contracts, name="contracts"),
    path("renouvellements/", contracts.renewal_requests, name="renewals"),
    path("renouvellements/<int:pk>/traitement/", contracts.renewal_handled, name="renewal_handled"),
    path("derogations/", waivers.waivers_, name="waivers"),
    path("derogations/export/", waivers.waivers_csv, name="waivers_csv"),
    path("horaires/", calendars.calendars, name="calendars"),
    path("horaires/nouveau/", calendar_editing.calendar_new, name="calendar_new"),
    path("horaires/<slug:code>/", calendars.calendar, name="calendar"),
    path("horaires/<slug:code>/attente/", calendars.waiting, name="calendar_waiting"),
    path("horaires/<slug:code>/modification/", calendar_editing.calendar_edit, name="calendar_edit"),
    path("tickets/<str:number>/", ticket.ticket, name="ticket"),
    path("tickets/<str:number>/nouveautes/", ticket.news, name="news"),
    path("tickets/<str:number>/messages/", writing.messages_, name="messages"),
    path("tickets/<str:number>/resolution/", writing.resolution, name="resolution"),
    path("tickets/<str:number>/notes/", writing.notes, name="notes"),
    path("tickets/<str:number>/qualification/", handling.qualification, name="qualification"),
    path("tickets/<str:number>/affectation/", handling.assignment, name="assignment"),
    path("tickets/<str:number>/constructeur/", handling.vendor_cases, name="vendor_cases"),
    path("tickets/<str:number>/estimations/", handling.estimates, name="estimates"),
    path("tickets/<str:number>/derogation/", handling.waiver, name="waiver"),
    path("tickets/<str:number>/fusion/", handling.merger, name="merger"),
    path("tickets/<str:number>/cloture/", handling.closure, name="closure"),
    path("tickets/<str:number>/reouverture/", handling.reopening, name="reopening"),
]
