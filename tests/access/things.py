"""One of each thing that an address may name: what the placeholders of the routes stand for."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from accounts.models import Invitation
from contracts.erp import erp_files
from contracts.models import Contract, RenewalRequest
from inbound_mail import intake
from inbound_mail.models import InboundMail, Mailbox
from outbound_mail import outbox
from outbound_mail.models import FailingAddress, OutgoingMail
from tests.knowledge.writing import note
from tests.world import TUESDAY, World
from tickets.actions import closing, rating
from tickets.console.kept_views import keep
from tickets.files import NewFile
from tickets.models import Attachment, BulkChange, CannedReply
from tickets.opinions import links
from webhooks import publishing, signing
from webhooks.models import Delivery, Subscription


def things_of(world: World, settings: Any) -> dict[str, str]:
    """What the placeholders of the routes stand for: one of each thing, made in `world`."""
    ticket = world.ticket(world.sophie, files=[NewFile("plan.txt", b"A -- B")])
    mail = intake.receive(
        b"From: nobody@nowhere.example\n\nBonjour", source="test", received_at=TUESDAY, at=TUESDAY
    )
    InboundMail.objects.filter(pk=mail.pk).update(status="held")
    mailbox = Mailbox.objects.create(name="Support", address="support@exer.example")
    settings.EMAIL_BACKEND = "outbound_mail.capture.EmailBackend"
    outbox.send_due(TUESDAY)
    captured = sorted(settings.MAIL_CAPTURE_DIR.glob("*.eml"))[-1]
    now = timezone.now()  # its question is open for 14 days
    ended = closing.close(world.ticket(world.sophie), actor=world.claire, at=now)
    opinion = rating.rate(ended, 1, actor=world.sophie, at=now)
    contract = Contract.objects.get(number="EX-2024-0117")
    # Of an end that it had before: its renewal may be asked for again.
    renewal = RenewalRequest.objects.create(
        contract=contract, ends_on=TUESDAY.date(), requested_by=world.jean, requested_at=TUESDAY
    )
    erp_file, _is_new = erp_files.receive(b"Contrat", "a.csv", source="page", by=world.ines, at=TUESDAY)
    sent = OutgoingMail.objects.earliest("created_at")
    invitation = Invitation.objects.create(
        email="nadia@reseau-plus.example",
        organisation=world.organisation_of(world.jean),
        role="member",
        token_digest="0" * 64,
        created_at=TUESDAY,
        expires_at=TUESDAY + Invitation.lifetime(),
    )
    failing = FailingAddress.objects.create(
        address=sent.to, permanent=True, first_at=TUESDAY, last_at=TUESDAY
    )
    canned = CannedReply.objects.create(
        owner=world.claire, shortcut="bonjour", title="Bonjour", text="Bonjour", updated_at=TUESDAY
    )
    webhook, delivery = _webhook(world)
    return {
        "<webhook>": str(webhook.pk),
        "<delivery>": str(delivery.pk),
        "<canned>": str(canned.pk),
        "<ticket>": ticket.number,
        "<kept view>": str(keep(world.claire, "Urgences", "vue=tous", shared=True, at=TUESDAY).pk),
        "<bulk change>": str(BulkChange.objects.create(actor=world.claire, verb="take", at=TUESDAY).pk),
        "<colleague>": str(world.lea.pk),
        "<invitation>": str(invitation.pk),
        "<note>": note(world).slug,
        "<note key>": str(note(world).pk),
        "<sent>": str(sent.pk),
        "<failing>": str(failing.pk),
        "<attachment>": str(Attachment.objects.get().pk),
        "<mail>": str(mail.pk),
        "<mailbox>": str(mailbox.pk),
        "<renewal>": str(renewal.pk),
        "<opinion>": str(opinion.pk),
        "<opinion token>": links.token(ended, world.sophie),
        "<payer>": str(world.organisation_of(world.jean).pk),
        "<erp file>": str(erp_file.pk),
        "<captured>": captured.name,
        "<customer>": str(ticket.organisation_id),
        "<key>": str(uuid.uuid4()),
    }


def _webhook(world: World) -> tuple[Subscription, Delivery]:
    """One of Jean's organisation, and what was sent there; no network says whether its name exists."""
    webhook = Subscription(
        organisation=world.organisation_of(world.jean),
        name="ERP",
        url="https://erp.reseau-plus.example/",
        events=["ticket.opened"],
        created_at=TUESDAY,
    )
    webhook.secret = signing.new_secret()
    webhook.save()
    message = publishing.send("ticket.opened", {}, [webhook], TUESDAY)
    return webhook, message.deliveries.get()
