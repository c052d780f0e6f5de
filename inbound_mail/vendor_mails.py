"""Mails of a manufacturer, known by the number of its case (CH-V.2): filed on that case's ticket, for engineers alone.

A number can be guessed or forwarded, and a manufacturer writes from addresses that nobody lists: such a mail is never
more than an internal note that says who sent it. It gives nobody a right, and is answered to nobody.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from inbound_mail import conversation, taken_files
from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from tickets.actions import hearing_vendors
from tickets.actions.hearing_vendors import VendorWords
from tickets.models import Message, VendorCase

# "TAC-4711", "Case #00923311", "SR1-7719": whole words with a digit in them; a shorter one is in many subjects.
_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{2,58}[0-9A-Za-z]")
_WORDS_LOOKED_AT = 20


def case_of(parsed: ParsedMail) -> VendorCase | None:
    """The case whose number stands in the subject; one that is still open first, then the latest. One query."""
    words = [word for word in _WORD.findall(parsed.subject) if any(sign.isdigit() for sign in word)]
    spelt = {spelling for word in words[:_WORDS_LOOKED_AT] for spelling in (word, word.upper(), word.lower())}
    if not spelt:
        return None
    cases = VendorCase.objects.filter(number__in=spelt).select_related("ticket", "vendor")
    return cases.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk").first()


def add(mail: InboundMail, parsed: ParsedMail, case: VendorCase, at: datetime) -> Message:
    """Put the mail on the ticket of its case; the same mail twice is one."""
    files, not_taken = taken_files.taken(parsed)
    words = VendorWords(
        name=_name(parsed, case),
        address=mail.from_address,
        body=conversation.body(parsed, not_taken),
        submission_key=conversation.submission_key(mail),
        sent_at=mail.received_at,
        quoted=parsed.quoted,
        files=files,
        mail_message_id=mail.mail_message_id,
        by_itself=parsed.automatic != "no",
        is_told=not mail.is_history,
    )
    return hearing_vendors.file_mail(case, words, at=at)


def _name(parsed: ParsedMail, case: VendorCase) -> str:
    """Fortinet, par tac@fortinet.example: which manufacturer's case it is about, and who says so."""
    return _("%(vendor)s, par %(sender)s") % {"vendor": case.vendor, "sender": parsed.from_.address}
