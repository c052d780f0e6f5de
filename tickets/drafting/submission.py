"""The key that makes a second sending of the same form harmless.

The server makes a random key with each form and signs it for the person it was made for. Coming back, the
same key means the same submission: the verbs (open_ticket, reply) answer with what it made the first time.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.core.signing import BadSignature, Signer

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Submission:
    """One form in one person's hands: `token` travels in the page, `key` is what the database keeps (80 at most)."""

    token: str
    key: str


def new(user: User) -> Submission:
    """A submission that nobody has sent yet."""
    token = _signer(user).sign(uuid4().hex)
    return Submission(token, _key(user, token))


def sent(user: User, token: str) -> Submission:
    """The submission that came back with a form; a fresh one when `token` was not made for `user`."""
    return Submission(token, _key(user, token)) if belongs_to(user, token) else new(user)


def belongs_to(user: User, token: str) -> bool:
    """Whether the server made `token` for `user`."""
    try:
        _signer(user).unsign(token)
    except BadSignature:
        return False
    return True


def _signer(user: User) -> Signer:
    return Signer(salt=f"tickets.drafting.submission:{user.pk}")


def _key(user: User, token: str) -> str:
    return f"{user.pk}:{token.partition(':')[0]}"
