"""The rows of tickets, one file a noun."""

from tickets.models.attachment import Attachment, AttachmentCategory, Upload, UploadPiece
from tickets.models.bulk_change import BulkChange
from tickets.models.calendar_feed import CalendarFeed
from tickets.models.canned_reply import CannedReply
from tickets.models.draft import Draft
from tickets.models.estimate import Estimate
from tickets.models.event import Event
from tickets.models.follower import Follower
from tickets.models.kept_view import KeptView
from tickets.models.mention import Mention
from tickets.models.message import Message
from tickets.models.note_use import NoteUse
from tickets.models.opinion_asked import OpinionAsked
from tickets.models.personal_reminder import PersonalReminder
from tickets.models.remote_session import RemoteSession
from tickets.models.satisfaction import Satisfaction
from tickets.models.saved_filter import SavedFilter
from tickets.models.severity_request import SeverityRequest
from tickets.models.ticket import ClosingCause, Status, Ticket, TicketNumber
from tickets.models.ticket_link import TicketLink
from tickets.models.ticket_text import TicketText
from tickets.models.ticket_words import TicketWords
from tickets.models.time_spent import TimeSpent
from tickets.models.vendor_case import VendorCase
from tickets.models.work_timer import WorkTimer

__all__ = [
    "Attachment",
    "AttachmentCategory",
    "BulkChange",
    "CalendarFeed",
    "CannedReply",
    "ClosingCause",
    "Draft",
    "Estimate",
    "Event",
    "Follower",
    "KeptView",
    "Mention",
    "Message",
    "NoteUse",
    "OpinionAsked",
    "PersonalReminder",
    "RemoteSession",
    "Satisfaction",
    "SavedFilter",
    "SeverityRequest",
    "Status",
    "Ticket",
    "TicketLink",
    "TicketNumber",
    "TicketText",
    "TicketWords",
    "TimeSpent",
    "Upload",
    "UploadPiece",
    "VendorCase",
    "WorkTimer",
]
