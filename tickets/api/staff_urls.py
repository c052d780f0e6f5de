"""The addresses of the API that are the centre's work."""

from django.urls import path

from tickets.api import calls, engineers, estimates, queue, staff_handling, staff_writing, time, vendor_cases

urlpatterns = [
    path("queue/", queue.Queue.as_view(), name="queue"),
    path("calls/", calls.Calls.as_view(), name="calls"),
    path("people/engineers/", engineers.Engineers.as_view(), name="engineers"),
    path("tickets/<str:number>/qualify/", staff_handling.Qualify.as_view(), name="ticket_qualify"),
    path("tickets/<str:number>/assign/", staff_handling.Assign.as_view(), name="ticket_assign"),
    path("tickets/<str:number>/waive/", staff_handling.Waive.as_view(), name="ticket_waive"),
    path("tickets/<str:number>/remind/", staff_handling.Remind.as_view(), name="ticket_remind"),
    path("tickets/<str:number>/merge/", staff_handling.Merge.as_view(), name="ticket_merge"),
    path("tickets/<str:number>/split/", staff_handling.Split.as_view(), name="ticket_split"),
    path("tickets/<str:number>/notes/", staff_writing.Notes.as_view(), name="ticket_note"),
    path("tickets/<str:number>/resolve/", staff_writing.Resolve.as_view(), name="ticket_resolve"),
    path("tickets/<str:number>/time/", time.Time.as_view(), name="ticket_time"),
    path("tickets/<str:number>/estimates/", estimates.Estimates.as_view(), name="estimates"),
    path(
        "tickets/<str:number>/estimates/<int:pk>/decision/",
        estimates.EstimateDecided.as_view(),
        name="estimate_decision",
    ),
    path("tickets/<str:number>/vendor-cases/", vendor_cases.VendorCases.as_view(), name="vendor_cases"),
    path(
        "tickets/<str:number>/vendor-cases/<int:pk>/",
        vendor_cases.VendorCaseAddress.as_view(),
        name="vendor_case",
    ),
    path(
        "tickets/<str:number>/vendor-cases/<int:pk>/hear/",
        vendor_cases.VendorCaseHeard.as_view(),
        name="vendor_case_hear",
    ),
    path(
        "tickets/<str:number>/vendor-cases/<int:pk>/close/",
        vendor_cases.VendorCaseClosed.as_view(),
        name="vendor_case_close",
    ),
    path(
        "tickets/<str:number>/vendor-cases/<int:pk>/reopen/",
        vendor_cases.VendorCaseReopened.as_view(),
        name="vendor_case_reopen",
    ),
]
