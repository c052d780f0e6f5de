from django.urls import path

from tickets.api import (
    attachments,
    coverage,
    deadline,
    ending,
    events,
    following,
    messages,
    passing,
    staff_urls,
    ticket,
    tickets,
    uploads,
    wishes,
)

urlpatterns = [
    *staff_urls.urlpatterns,
    path("coverage/", coverage.Coverage.as_view(), name="coverage"),
    path("uploads/", uploads.Uploads.as_view(), name="uploads"),
    path("uploads/<uuid:pk>/", uploads.UploadAddress.as_view(), name="upload"),
    path(
        "attachments/<uuid:pk>/content/", attachments.AttachmentContent.as_view(), name="attachment_content"
    ),
    path("tickets/", tickets.Tickets.as_view(), name="tickets"),
    path("tickets/<str:number>/", ticket.TicketAddress.as_view(), name="ticket"),
    path("tickets/<str:number>/deadline/", deadline.TicketDeadline.as_view(), name="ticket_deadline"),
    path("tickets/<str:number>/messages/", messages.TicketMessages.as_view(), name="ticket_messages"),
    path(
        "tickets/<str:number>/attachments/",
        attachments.TicketAttachments.as_view(),
        name="ticket_attachments",
    ),
    path("tickets/<str:number>/events/", events.TicketEvents.as_view(), name="ticket_events"),
    path("tickets/<str:number>/close/", ending.Closing.as_view(), name="ticket_close"),
    path("tickets/<str:number>/reopen/", ending.Reopening.as_view(), name="ticket_reopen"),
    path("tickets/<str:number>/pass/", passing.Passing.as_view(), name="ticket_pass"),
    path("tickets/<str:number>/followers/", following.Followers.as_view(), name="ticket_followers"),
    path(
        "tickets/<str:number>/followers/<int:pk>/",
        following.FollowerAddress.as_view(),
        name="ticket_follower",
    ),
    path(
        "tickets/<str:number>/severity-requests/", wishes.SeverityRequests.as_view(), name="severity_requests"
    ),
    path("tickets/<str:number>/opinion/", wishes.Opinion.as_view(), name="ticket_opinion"),
]
