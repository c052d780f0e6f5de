from django.urls import path

from tickets.api import deadline

urlpatterns = [
    path("<str:number>/deadline/", deadline.deadline, name="ticket_deadline"),
]
