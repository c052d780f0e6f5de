"""Where providers post: mail for us, and what became of ours. 2xx once it is committed; otherwise they try again."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from email.policy import compat32

from anymail.inbound import AnymailInboundMessage
from anymail.webhooks.base import AnymailBaseWebhookView, AnymailBasicAuthMixin
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from inbound_mail import intake
from inbound_mail.intake import Posted
from inbound_mail.models import Mailbox
from inbound_mail.webhooks import body, checks, providers
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
    view = provider.inbound()
    AnymailBasicAuthMixin.validate_request(view, request)  # before a byte of the body is read
    try:
        body.check_length(request)
    except body.NoLength:
        return HttpResponse(status=411)
    except body.TooLong:
        return HttpResponse(status=413)
    payload = body.read(request)
    view.run_validators(request)
    now = timezone.now()
    _check_freshness(provider, providers.signed_at(payload), now)
    for delivery in provider.deliveries(payload) or _read_by_anymail(view, request):
        _store(esp, delivery, now)
    return HttpResponse()


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def tracked(request: HttpRequest, esp: str) -> HttpResponseBase:
    """Take note of what became of a mail of ours (tracking.py)."""
    answer: HttpResponseBase = _provider(esp).tracking.as_view()(request)
    return answer


def _provider(esp: str) -> Provider:
    provider = providers.switched_on(esp)
    if provider is None:
        raise Http404
    if checks.faults(esp):  # a server that was started without the system checks
        raise ImproperlyConfigured(f"The webhook of {esp} has no secret.")
    return provider


def _check_freshness(provider: Provider, signed_at: datetime | None, now: datetime) -> None:
    if provider.fresh_for is None:
        return
    if signed_at is None or not now - provider.fresh_for <= signed_at <= now + AHEAD:
        raise SuspiciousOperation("The signature of the post is too old, or not of this time.")


def _store(esp: str, delivery: Delivery, now: datetime) -> None:
    # Who names no delivery posts the same bytes again: they name it.
    name = delivery.name or f"sha256:{hashlib.sha256(delivery.raw).hexdigest()}"
    mailbox = Mailbox.objects.filter(address__iexact=delivery.recipient).first()
    intake.receive(
        delivery.raw,
        source=f"webhook:{esp}",
        received_at=delivery.received_at,
        at=now,
        posted=Posted(name, mailbox),
    )


def _read_by_anymail(view: AnymailBaseWebhookView, request: HttpRequest) -> list[Delivery]:
    """The mails of a provider that posts their fields alone."""
    try:
        events = view.parse_events(request)
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise SuspiciousOperation(f"The post of {view.esp_name} is not as documented.") from error
    return [
        Delivery(
            _written(event.message),
            event.event_id or "",
            event.message.envelope_recipient or "",
            event.timestamp,
        )
        for event in events
        if event.message is not None
    ]


def _written(message: AnymailInboundMessage) -> bytes:
    """A mail as bytes; its headers as they came where the library cannot write them anew."""
    try:
        return bytes(message.as_bytes())
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return bytes(message.as_bytes(policy=compat32))
