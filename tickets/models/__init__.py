"""The rows of tickets, one file a noun."""

from tickets.models.attachment import Attachment, AttachmentCategory, Upload, UploadPiece
from tickets.models.draft import Draft
from tickets.models.estimate import Estimate
from tickets.models.event import Event
from tickets.models.follower import Follower
from tickets.models.message import Message
from tickets.models.remote_session import RemoteSession
from tickets.models.satisfaction import Satisfaction
from tickets.models.saved_filter import SavedFilter
from tickets.models.severity_request import SeverityRequest
from tickets.models.ticket import Status, Ticket, TicketNumber
from tickets.models.ticket_words import TicketWords
from tickets.models.time_spent import TimeSpent
from tickets.models.vendor_case import VendorCase

__all__ = [
    "Attachment",
    "AttachmentCategory",
    "Draft",
    "Estimate",
    "Event",
    "Follower",
    "Message",
    "RemoteSession",
    "Satisfaction",
    "SavedFilter",
    "SeverityRequest",
    "Status",
    "Ticket",
    "TicketNumber",
    "TicketWords",
    "TimeSpent",
    "Upload",
    "UploadPiece",
    "VendorCase",
]
