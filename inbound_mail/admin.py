"""The mailboxes, to edit. What arrived is read in the console (inbound_mail/views.py)."""

from typing import ClassVar

from django.contrib import admin
from django.db import models

from inbound_mail.models import Mailbox


@admin.register(Mailbox)
class MailboxAdmin(admin.ModelAdmin[Mailbox]):
    # An address that names no scheme is a secure one.
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["name", "address", "active"]
    list_filter = ["active"]
