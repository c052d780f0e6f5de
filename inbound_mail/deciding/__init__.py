"""What an engineer does with a mail that belongs to no ticket, one file a verb: open it for somebody, attach it to a
ticket, answer it, try again, put it aside, take it up again.

Each locks the mail's row, so that of two engineers at once the second meets what the first one did.
"""

from inbound_mail.deciding.answering import answer
from inbound_mail.deciding.attaching import attach
from inbound_mail.deciding.opening import open_for
from inbound_mail.deciding.replaying import REPLAYABLE, replay
from inbound_mail.deciding.setting_aside import discard, take_up

__all__ = ["REPLAYABLE", "answer", "attach", "discard", "open_for", "replay", "take_up"]
