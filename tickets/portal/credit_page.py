"""What a customer reads of the PS time credit of their organisation (CH-PS)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import CreditAccount
from contracts.time_credit import packs
from tickets import credit_statement


def context(user: User, account: CreditAccount | None, asked: QueryDict) -> dict[str, Any]:
    """The statement, and how more is bought."""
    return {
        **credit_statement.page(account, asked),
        "account": account,
        "packs": packs.in_words(),
        "quote_url": _quote_url(user),
    }


def _quote_url(user: User) -> str:
    """A mail to sales that asks for a quote; an end customer's salesperson is their reseller, whom they know."""
    if not user.is_reseller:
        return ""
    subject = _("Devis de crédit-temps PS pour %s") % user.organisation
    return f"mailto:{settings.SALES_ADDRESS}?subject={quote(subject)}"
