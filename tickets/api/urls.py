from django.urls import path

from tickets.api import deadline

urlpatterns = [
    path("<str:number>/deadline/", deadline.TicketDeadline.as_view(), name="ticket_deadline"),
]
