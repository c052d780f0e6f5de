"""The mailboxes, to edit. What arrived is read in the console (inbound_mail/views.py)."""

from django.contrib import admin

from inbound_mail.models import Mailbox


@admin.register(Mailbox)
class MailboxAdmin(admin.ModelAdmin[Mailbox]):
    list_display = ["name", "address", "active"]
    list_filter = ["active"]
