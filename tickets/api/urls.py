from django.urls import path

from tickets.api import deadline, staff_urls, ticket

urlpatterns = [
    *staff_urls.urlpatterns,
    path("tickets/<str:number>/", ticket.TicketAddress.as_view(), name="ticket"),
    path("tickets/<str:number>/deadline/", deadline.TicketDeadline.as_view(), name="ticket_deadline"),
]
