from django.urls import path

from tickets.api import coverage, deadline, staff_urls, ticket, tickets

urlpatterns = [
    *staff_urls.urlpatterns,
    path("coverage/", coverage.Coverage.as_view(), name="coverage"),
    path("tickets/", tickets.Tickets.as_view(), name="tickets"),
    path("tickets/<str:number>/", ticket.TicketAddress.as_view(), name="ticket"),
    path("tickets/<str:number>/deadline/", deadline.TicketDeadline.as_view(), name="ticket_deadline"),
]
