"""Where providers post: mail for us, and what became of ours. 2xx once it is committed; otherwise they try again."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from email.policy import compat32
from typing import Any

from anymail.inbound import AnymailInboundMessage
from anymail.webhooks.base import AnymailBaseWebhookView, AnymailBasicAuthMixin
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from inbound_mail import authentication, intake
from inbound_mail.intake import Posted
from inbound_mail.models import Mailbox
from inbound_mail.webhooks import body, checks, providers, tracking
from inbound_mail.webhooks.body import Payload
from inbound_mail.webhooks.providers import Delivery, Provider

# How far ahead of ours the clock of a provider may be.
AHEAD = timedelta(minutes=15)


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def posted(request: HttpRequest, esp: str) -> HttpResponse:
    """Store the mail that a provider posts; the same delivery twice is stored once, and told as stored both times.

    404 for one that the settings do not name, 400 without its secret or signature, 413 over `body.LIMIT`.
    """
    provider = _provider(esp)
    if request.method == "HEAD":  # some look whether somebody is there
        return HttpResponse()
    view, now = provider.inbound(), timezone.now()
    try:
        payload = _read(provider, view, request, now)
    except body.Refused as refused:
        return HttpResponse(status=refused.status)
    for delivery in provider.deliveries(payload) or _read_by_anymail(view, request):
        _store(esp, provider, delivery, now)
    return HttpResponse()


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def tracked(request: HttpRequest, esp: str) -> HttpResponse:
    """Take note of what became of a mail of ours (tracking.py); who may post, and when, as for `posted`."""
    provider = _provider(esp)
    if request.method == "HEAD":
        return HttpResponse()
    view = provider.tracking()
    try:
        _read(provider, view, request, timezone.now())
    except body.Refused as refused:
        return HttpResponse(status=refused.status)
    for event in _events(view, request):
        tracking.note(event, view.esp_name)
    return HttpResponse()


def _provider(esp: str) -> Provider:
    provider = providers.switched_on(esp)
    if provider is None:
        raise Http404
    if checks.faults(esp):  # a server that was started without the system checks
        raise ImproperlyConfigured(f"The webhook of {esp} has no secret.")
    return provider


def _read(provider: Provider, view: AnymailBaseWebhookView, request: HttpRequest, now: datetime) -> Payload:
    """The body of a post whose sender proved who it is; the secret is asked for before a byte of it is read.

    Raises `body.Refused`, or SuspiciousOperation (400).
    """
    AnymailBasicAuthMixin.validate_request(view, request)
    body.check_length(request)
    payload = body.read(request)
    view.run_validators(request)
    _check_freshness(provider, providers.signed_at(payload), now)
    return payload


def _check_freshness(provider: Provider, signed_at: datetime | None, now: datetime) -> None:
    if provider.fresh_for is None:
        return
    if signed_at is None or not now - provider.fresh_for <= signed_at <= now + AHEAD:
        raise SuspiciousOperation("The signature of the post is too old, or not of this time.")


def _store(esp: str, provider: Provider, delivery: Delivery, now: datetime) -> None:
    # Who names no delivery posts the same bytes again: they name it.
    name = delivery.name or f"sha256:{hashlib.sha256(delivery.raw).hexdigest()}"
    mailbox = Mailbox.objects.filter(address__iexact=delivery.recipient).first()
    try:
        intake.receive(
            delivery.raw,
            source=f"{authentication.POSTED}:{esp}",
            received_at=delivery.received_at,
            at=now,
            posted=Posted(name, mailbox, is_signed=bool(provider.signing_key)),
        )
    except intake.Replayed as error:
        raise SuspiciousOperation("Other words come under a signature that was used.") from error


def _read_by_anymail(view: AnymailBaseWebhookView, request: HttpRequest) -> list[Delivery]:
    """The mails of a provider that posts their fields alone."""
    return [
        Delivery(
            _written(event.message),
            event.event_id or "",
            event.message.envelope_recipient or "",
            event.timestamp,
        )
        for event in _events(view, request)
        if event.message is not None
    ]


def _events(view: AnymailBaseWebhookView, request: HttpRequest) -> list[Any]:
    """What anymail reads in a post; SuspiciousOperation where that is none of its provider's."""
    try:
        return list(view.parse_events(request))
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise SuspiciousOperation(f"The post of {view.esp_name} is not as documented.") from error


def _written(message: AnymailInboundMessage) -> bytes:
    """A mail as bytes, the same each time; its headers as they came where the library cannot write them anew."""
    _name_boundaries(message)
    try:
        return bytes(message.as_bytes())
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return bytes(message.as_bytes(policy=compat32))


def _name_boundaries(message: AnymailInboundMessage) -> None:
    """Boundaries that follow from what the parts hold: at random, a post that comes again would be another mail."""
    digest = hashlib.sha256()
    for part in message.walk():
        digest.update(part.get_payload(decode=True) or b"")
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart" and part.get_boundary() is None:
            part.set_boundary(f"=={digest.hexdigest()[:40]}=={number}")
