"""Tokens: who may have which, for whom they act, how they are made and revoked. docs/rules/programs.md.

A personal token acts for whoever made it; one of an organisation for a program of it (accounts/programs.py), so that it
goes on when they leave. What a token may do is bounded twice: by its scopes, and by what its account may do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import programs
from accounts.models import Organisation, User
from api import token_mails
from api.models import ApiToken, Scope
from api.token_mails import Seen

log = structlog.get_logger(__name__)

# In days.
LIFETIMES = (30, 90, 365)
# Living tokens of a person, and of an organisation.
MOST = 20
# An expired one stays so long in the list, which says why a program stopped.
KEPT_FOR = timedelta(days=90)
# In a list at once: the living, and those that expired lately.
MOST_SHOWN = 100


class TooManyTokens(Exception):
    """There are MOST living ones already; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token that somebody asks for; it lives for `days`."""

    name: str
    scopes: frozenset[Scope]
    days: int
    is_organisations: bool = False


def scopes_of(person: User) -> list[Scope]:
    """What a token made by `person` may be used for."""
    return [
        Scope.READ,
        Scope.OPEN,
        *([Scope.STAFF] if person.is_engineer else []),
        *([Scope.IMPORT] if person.handles_contracts else []),
    ]


def may_make_for_organisation(person: User) -> bool:
    """Managers for their organisation, leads for the centre; the same revoke them."""
    return person.is_manager or person.is_lead


def personal(person: User) -> QuerySet[ApiToken]:
    """Those that act for `person`, the latest first."""
    return ApiToken.objects.filter(user=person).select_related("created_by")[:MOST_SHOWN]


def organisations(person: User) -> QuerySet[ApiToken]:
    """Those of the organisation of `person` that they may see, the latest first."""
    return _of_organisation(person).select_related("created_by")[:MOST_SHOWN]


@transaction.atomic
def make(wanted: Wanted, *, by: User, seen: Seen, at: datetime) -> tuple[ApiToken, str]:
    """Make a token; returned beside it is its secret, which nobody can read again.

    Whom it concerns is told by mail. Raises `TooManyTokens`, and `PermissionDenied` for a scope that `by` cannot use
    and for an organisation whose programs are not theirs.
    """
    if not wanted.scopes <= set(scopes_of(by)):
        raise PermissionDenied
    user = _program(wanted, by, at) if wanted.is_organisations else by
    _refuse_one_more(user, at)
    token, secret = ApiToken.objects.create(  # type: ignore[misc]  # knox has no types: its manager takes a duration
        user=user,
        expiry=timedelta(days=wanted.days),
        name=wanted.name,
        scopes=[scope for scope in Scope if scope in wanted.scopes],
        created_by=by,
    )
    token_mails.made(token, by=by, seen=seen, at=at)
    log.info("token_made", **_about(token), scopes=token.scopes, expiry=token.expiry.isoformat(), by=by.pk)
    return token, secret


def revocable(person: User) -> QuerySet[ApiToken]:
    """The tokens that `person` may revoke: their own, and those of an organisation whose programs are theirs."""
    return ApiToken.objects.filter(user=person) | _of_organisation(person)


@transaction.atomic
def revoke(token: ApiToken, *, by: User) -> None:
    """End `token` at once, for good, and what only it asked of its program's role; a second time is harmless."""
    if token.user.is_program:
        assert token.user.organisation_id is not None
        _locked(token.user.organisation_id)
    if ApiToken.objects.filter(pk=token.pk).delete()[0]:
        log.info("token_revoked", **_about(token), by=by.pk)
        if token.user.is_program:
            _fit_role(User.objects.select_related("organisation").get(pk=token.user_id), timezone.now())


def forget_expired(at: datetime) -> int:
    """Forget the tokens that expired longer ago than KEPT_FOR; return how many."""
    count, _each = ApiToken.objects.filter(expiry__lte=at - KEPT_FOR).delete()
    return count


def _of_organisation(person: User) -> QuerySet[ApiToken]:
    theirs = Q(user__is_program=True, user__organisation=person.organisation_id)
    return ApiToken.objects.filter(theirs) if may_make_for_organisation(person) else ApiToken.objects.none()


def _program(wanted: Wanted, by: User, at: datetime) -> User:
    """The program that the token acts for, with the role that all its tokens together ask for."""
    if not may_make_for_organisation(by):
        raise PermissionDenied
    assert by.organisation_id is not None
    organisation = _locked(by.organisation_id)
    program = programs.named(organisation, wanted.name, by=by)
    _fit_role(program, at, wanted.scopes)
    return program


def _locked(organisation: int) -> Organisation:
    """One after the other: neither a role nor a count is decided on what another is changing."""
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation)


def _fit_role(program: User, at: datetime, wanted: Iterable[str] = ()) -> None:
    """Give `program` the role that its living tokens together ask for, and `wanted`; its organisation is locked."""
    assert program.organisation is not None
    living = program.auth_token_set.filter(expiry__gt=at)
    role = _role(program.organisation, {scope for token in living for scope in token.scopes} | set(wanted))
    if program.role != role:
        program.role = role
        program.save(update_fields=["role"])


def _role(organisation: Organisation, scopes: Iterable[str]) -> User.Role:
    """The role of least power in `organisation` that can use these scopes."""
    if organisation.kind != Organisation.Kind.CENTRE:
        return User.Role.MEMBER
    if Scope.IMPORT not in scopes:
        return User.Role.ENGINEER
    return User.Role.LEAD if Scope.STAFF in scopes else User.Role.SALES


def _refuse_one_more(user: User, at: datetime) -> None:
    """Raise `TooManyTokens` for whoever has MOST; what is counted nobody changes meanwhile."""
    if user.is_program:  # its organisation is locked already
        living = ApiToken.objects.filter(user__is_program=True, user__organisation=user.organisation_id)
    else:
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        living = ApiToken.objects.filter(user=user)
    if living.filter(expiry__gt=at).count() >= MOST:
        raise TooManyTokens(_("Il y a déjà %d jetons en cours\u00a0: révoquez-en un d’abord.") % MOST)


def _about(token: ApiToken) -> dict[str, object]:
    """What the log knows a token by."""
    return {"token": str(token.public_id), "user": token.user_id}
