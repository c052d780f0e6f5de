"""Reference data in Django's admin: organisations, people, invitations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import invitations
from accounts.models import Invitation, Organisation, User


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    list_display = ["name", "kind", "reseller", "phone"]
    list_filter = ["kind"]
    list_select_related = ["reseller"]
    search_fields = ["name"]
    autocomplete_fields = ["reseller"]


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    ordering = ["full_name"]
    list_display = ["full_name", "email", "organisation", "role", "is_active"]
    list_filter = ["role", "is_active"]
    list_select_related = ["organisation"]
    search_fields = ["full_name", "email"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "full_name", "phone", "organisation", "role", "language", "time_zone"]}),
        (_("Accès"), {"fields": ["is_active", "is_staff", "is_superuser", "last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Programs are no people: nobody chooses one here, and their tokens are revoked on the page of programs."""
        return super().get_queryset(request).filter(is_program=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People come from invitations, never from a form."""
        return False


class InvitationForm(ModelForm[Invitation]):
    """Asks `invitations.check` before saving, so that its refusals show beside the fields."""

    class Meta:
        model = Invitation
        fields = ["email", "full_name", "organisation", "role", "language"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            invitations.check(cleaned["email"], cleaned["organisation"], cleaned["role"])
        return cleaned


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin[Invitation]):
    form = InvitationForm
    list_display = ["email", "organisation", "role", "created_at", "expires_at", "accepted_at", "revoked_at"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]
    search_fields = ["email"]

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        invitations.invite(
            request.user,
            email=obj.email,
            full_name=obj.full_name,
            organisation=obj.organisation,
            role=obj.role,
            language=obj.language,
            at=timezone.now(),
        )
        obj.pk = Invitation.objects.get(email=obj.email.lower(), accepted_at=None, revoked_at=None).pk
