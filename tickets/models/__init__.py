"""The rows of tickets, one file a noun."""

from tickets.models.attachment import Attachment, AttachmentCategory, Upload
from tickets.models.draft import Draft
from tickets.models.estimate import Estimate
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.ticket import Status, Ticket, TicketNumber
from tickets.models.time_spent import TimeSpent
from tickets.models.vendor_case import VendorCase

__all__ = [
    "Attachment",
    "AttachmentCategory",
    "Draft",
    "Estimate",
    "Event",
    "Message",
    "Status",
    "Ticket",
    "TicketNumber",
    "TimeSpent",
    "Upload",
    "VendorCase",
]
