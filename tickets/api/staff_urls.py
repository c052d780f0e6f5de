"""The addresses of the API that are the centre's work."""

from django.urls import path

from tickets.api import engineers, queue, staff_handling

urlpatterns = [
    path("queue/", queue.Queue.as_view(), name="queue"),
    path("people/engineers/", engineers.Engineers.as_view(), name="engineers"),
    path("tickets/<str:number>/qualify/", staff_handling.Qualify.as_view(), name="ticket_qualify"),
    path("tickets/<str:number>/assign/", staff_handling.Assign.as_view(), name="ticket_assign"),
    path("tickets/<str:number>/waive/", staff_handling.Waive.as_view(), name="ticket_waive"),
    path("tickets/<str:number>/remind/", staff_handling.Remind.as_view(), name="ticket_remind"),
    path("tickets/<str:number>/merge/", staff_handling.Merge.as_view(), name="ticket_merge"),
]
