"""Everybody's tokens in Django's admin, for the day when one has leaked: seen there and revoked, never made."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from api import tokens
from api.models import ApiToken


@admin.register(ApiToken)
class TokenAdmin(admin.ModelAdmin[ApiToken]):
    list_display = ["name", "user", "organisation", "created", "expiry", "last_used_at"]
    list_display_links = None  # a page of one would have its digest in the address
    list_select_related = ["user__organisation"]
    search_fields = ["name", "user__full_name", "user__organisation__name"]
    show_full_result_count = False
    actions = ["revoke"]

    @admin.display(description=_("organisation"))
    def organisation(self, token: ApiToken) -> str:
        return str(token.user.organisation or "")

    @admin.action(description=_("Révoquer les jetons choisis"), permissions=["view"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiToken]) -> None:
        assert isinstance(request.user, User)
        for token in chosen:
            tokens.revoke(token, by=request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Revoking is the action above, which says so in the log."""
        return False
