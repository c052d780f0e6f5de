"""Who reads which note: the one home of that rule. Whoever no clause names sees nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Organisation, User
from contracts import coverage
from contracts.models import ContractLine, Product
from sla.wording import PARIS

if TYPE_CHECKING:
    from knowledge.models import Note, NoteProduct


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes; every reader starts with `visible_to`."""

    def visible_to(self, user: User | AnonymousUser, at: datetime | None = None) -> NoteQuerySet:
        """The notes that `user` may read at `at`, an aware datetime, by default now: the day in Paris decides what is
        under contract (CH-0). What a customer has under Premium is asked at once: one query."""
        if not isinstance(user, User) or user.organisation is None:
            return self.none()
        if user.is_engineer:  # they write them
            return self
        audience = _audience(user, user.organisation, at or timezone.now())
        return self.none() if audience is None else self.filter(audience, status="published")

    def concerning(self, product: Product) -> NoteQuerySet:
        """The notes about `product`: that name it, or its family."""
        return self.filter(Exists(_links().filter(product=product)) | Q(families__contains=[product.family]))


def _audience(user: User, organisation: Organisation, at: datetime) -> Q | None:
    """The notes written for `user` as a filter; None for none at all."""
    everybody = Q(audience="everybody")
    if user.is_reseller:
        return everybody | Q(audience="resellers") | _premium(organisation, at)
    if user.is_end_customer:  # CH-II.2: never what is between the centre and its resellers
        return everybody | _premium(organisation, at)
    return None


def _premium(organisation: Organisation, at: datetime) -> Q:
    """The notes for Premium about something that `organisation` has under a Premium contract that day."""
    return Q(audience="premium") & concerned(_premium_lines(organisation, at))


def _premium_lines(organisation: Organisation, at: datetime) -> models.QuerySet[ContractLine]:
    """The lines of a level that end customers may ask for themselves, which is what Premium is (CH-II.2)."""
    return coverage.lines_in_sight(organisation).filter(
        covered__contains=at.astimezone(PARIS).date(), contract__level__open_to_end_customers=True
    )


def concerned(lines: models.QuerySet[ContractLine]) -> Q:
    """The notes about a product, or the family of one, that one of `lines` covers; with any line, those about all.

    One query, here: an organisation has thousands of lines and a few products, which the planner of a single query over
    both cannot know.
    """
    from knowledge.models import NoteProduct

    covered = set(lines.order_by().values_list("device__product", "device__product__family").distinct())
    if not covered:
        return Q(pk__in=[])
    products, families = zip(*covered, strict=True)
    named = NoteProduct.objects.filter(product__in=products).values("note")
    about_all = Q(~Exists(_links()), families=[])
    return Q(pk__in=named) | Q(families__overlap=sorted(set(families))) | about_all


def readers(note: Note, at: datetime) -> Q:
    """The customers who read `note` once it is published, as a filter of people: `visible_to`, asked of one note."""
    reseller, customer = _people(Organisation.Kind.RESELLER), _people(Organisation.Kind.END_CUSTOMER)
    if note.audience == "everybody":
        return reseller | customer
    if note.audience == "resellers":
        return reseller
    premium = covered_lines(note, at).filter(contract__level__open_to_end_customers=True)
    return owners_of(premium)


def owners_of(lines: models.QuerySet[ContractLine]) -> Q:
    """The customers who may know of one of `lines`, as a filter of people: what `coverage.lines_in_sight` says."""
    lines = lines.order_by()
    return (_people(Organisation.Kind.RESELLER) & Q(organisation__in=lines.values("contract__reseller"))) | (
        _people(Organisation.Kind.END_CUSTOMER) & Q(organisation__in=lines.values("contract__end_customer"))
    )


def covered_lines(note: Note, at: datetime) -> models.QuerySet[ContractLine]:
    """The lines under contract on the day of `at` in Paris (CH-0) for what `note` is about, of any version."""
    from knowledge.models import NoteProduct

    lines = ContractLine.objects.filter(covered__contains=at.astimezone(PARIS).date())
    # As in `concerned`: the products are asked first.
    products = list(NoteProduct.objects.filter(note=note).values_list("product", flat=True))
    if products or note.families:
        lines = lines.filter(
            Q(device__product__in=products) | Q(device__product__family__in=list(note.families))
        )
    return lines


def _people(kind: Organisation.Kind) -> Q:
    """Those who act for a customer of this kind."""
    return Q(is_active=True, role__in=User.CUSTOMER_ROLES, organisation__kind=kind)


def _links() -> models.QuerySet[NoteProduct]:
    """The products of a note, from a query on notes."""
    from knowledge.models import NoteProduct

    return NoteProduct.objects.filter(note=OuterRef("pk"))
