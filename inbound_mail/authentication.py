"""Whether the sender of a mail is who it says: what our own mail server wrote of DMARC, and nothing else."""

from __future__ import annotations

import re
from enum import StrEnum

from django.conf import settings

from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from inbound_mail.senders import other_script

# How the source of a mail that a provider posted begins: "webhook:postmark".
POSTED = "webhook"
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PLAIN_VALUE = re.compile(r"[\w.@+-]+")
_RESULT = re.compile(r"^\s*dmarc\s*=\s*(?P<result>[a-z]+)", re.IGNORECASE)
_HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*(?P<domain>[^\s;]+)", re.IGNORECASE)


class Trust(StrEnum):
    """What is known of the sender."""

    PASSED = "passed"
    FAILED = "failed"
    # No server checks for us (MAIL_AUTHSERV_ID is empty): customers are taken at their word, engineers never publish.
    UNCHECKED = "unchecked"


def of_sender(mail: InboundMail, parsed: ParsedMail) -> Trust:
    """What is known of who wrote `mail`, by the servers that stand on its way to us.

    Where one checks for us, mail that comes another way, with nobody named to check it, has not passed.
    """
    kind, _colon, provider = mail.source.partition(":")
    if kind != POSTED:
        return trust(parsed, settings.MAIL_AUTHSERV_ID)
    names = settings.MAIL_WEBHOOK_AUTHSERV_IDS.get(provider, "")
    return trust(parsed, names) if names or not settings.MAIL_AUTHSERV_ID else Trust.FAILED


def trust(parsed: ParsedMail, authserv_id: str) -> Trust:
    """DMARC as a server of ours judged it. Anyone can write the header: the topmost counts alone, in a name of ours.

    `authserv_id` is that name, or several with commas between, when mail reaches us by several servers.
    DMARC speaks of the one address of From; a mail with several From, or an author read from elsewhere, has not passed.
    """
    ours = {name.lower() for name in authserv_id.replace(",", " ").split()}
    if not ours:
        return Trust.UNCHECKED
    results = parsed.authentication_results
    senders = parsed.header_all("from")
    if not results or len(senders) != 1 or parsed.from_.key not in senders[0].lower():
        return Trust.FAILED
    server, *findings = _without_strangers_words(results[0]).split(";")
    if not server.split() or server.split()[0].lower() not in ours:
        return Trust.FAILED
    judged = [finding for finding in findings if _RESULT.match(finding)]
    # A result that names no domain speaks of the only address there is.
    is_plain = senders[0].count("@") == 1
    domain = parsed.from_.key.rpartition("@")[2]
    passed = bool(judged) and all(_passed(finding, domain, is_plain) for finding in judged)
    return Trust.PASSED if passed else Trust.FAILED


def _without_strangers_words(value: str) -> str:
    """The header without comments, which nest, and without what quotes hold: a sender's address may stand there, and
    « "; dmarc=pass ;"@elsewhere » is one. Unbalanced parentheses leave nothing.
    """
    value = _QUOTED.sub(lambda quoted: quoted[1] if _PLAIN_VALUE.fullmatch(quoted[1]) else "", value)
    for _depth in range(20):
        shorter = _COMMENT.sub("", value)
        if shorter == value:
            break
        value = shorter
    return "" if {"(", ")", '"'} & set(value) else value


def _passed(finding: str, domain: str, is_plain: bool) -> bool:
    result = _RESULT.match(finding)
    if result is None or result["result"].lower() != "pass":
        return False
    judged = _HEADER_FROM.search(finding)
    if judged is None:
        return is_plain
    return judged["domain"].lower() in {domain, other_script(domain)}
