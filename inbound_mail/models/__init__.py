"""The rows of inbound mail: where it is fetched (mailbox.py), and what arrived (mail.py)."""

from inbound_mail.models.mail import ADDRESS_LENGTH, SUBJECT_LENGTH, InboundMail, MailAnswer, RawMail, Status
from inbound_mail.models.mailbox import Mailbox

__all__ = ["ADDRESS_LENGTH", "SUBJECT_LENGTH", "InboundMail", "MailAnswer", "Mailbox", "RawMail", "Status"]
