"""The list of incidents as a file: every page of what is shown, in the words of who asks, nothing internal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from contracts import spreadsheets
from tickets import deadlines
from tickets.models import Status, Ticket
from tickets.visibility import TicketQuerySet

# Rows of a file; a longer list is narrowed by a period.
MOST_ROWS = 50_000
_AT_A_TIME = 2000
# How a workbook shows an instant.
_INSTANT = "yyyy-mm-dd hh:mm:ss"

# Words, or an instant in the zone of who asks.
Cell = str | datetime


def csv_file(tickets: TicketQuerySet, now: datetime) -> StreamingHttpResponse:
    """The tickets as CSV, read as they are sent; an instant has its offset: 2026-10-13T11:07:00+02:00."""
    rows = _rows(tickets, timezone.get_current_timezone_name())
    return spreadsheets.csv_answer(([_text(cell) for cell in row] for row in rows), _name(now))


def xlsx_file(tickets: TicketQuerySet, now: datetime) -> FileResponse:
    """The tickets as a workbook, written to a file of its own row by row.

    A workbook knows no zones: its instants are on the clock of who asks, and the header says which.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Incidents"))
    zone = timezone.get_current_timezone_name()
    rows = _rows(tickets, zone)
    *names, received, due, answered, changed = next(rows)
    sheet.append([*names, *(f"{name} ({zone})" for name in (received, due, answered, changed))])
    for row in rows:
        sheet.append([_drawn(sheet, cell) for cell in row])
    return spreadsheets.workbook_answer(book, _name(now))


def _rows(tickets: TicketQuerySet, zone: str) -> Iterator[Sequence[Cell]]:
    """The header, the tickets, and a last line that says so when there are more than a file holds; one query."""
    yield [
        _("Numéro"),
        _("Objet"),
        _("État"),
        _("Sévérité"),
        _("Nature"),
        _("Canal"),
        _("Organisation"),
        _("Demandeur"),
        _("Produit"),
        _("Numéro de série"),
        _("Contrat"),
        _("Reçu"),
        _("À répondre avant"),
        _("Première réponse"),
        _("Dernier changement"),
    ]
    read = tickets.prefetch_related(None).select_related(
        "organisation", "requester", "device__product", "contract"
    )
    count = 0
    for count, ticket in enumerate(read[: MOST_ROWS + 1].iterator(_AT_A_TIME), 1):
        if count > MOST_ROWS:
            yield [_("La suite n’est pas dans ce fichier\u00a0: choisissez une période plus courte.")]
            return
        yield _row(ticket, ZoneInfo(zone))


def _row(ticket: Ticket, zone: ZoneInfo) -> Sequence[Cell]:
    # A provisional deadline is the centre's own (docs/rules/visibility.md).
    due_at = ticket.due_at if deadlines.is_told(ticket) else None
    return [
        ticket.number,
        ticket.subject,
        _state(ticket),
        str(ticket.severity or ""),
        str(ticket.get_kind_display()),
        str(ticket.get_channel_display()),
        str(ticket.organisation or ""),
        str(ticket.requester or ticket.requester_address),
        ticket.device.product.name if ticket.device else "",
        ticket.serial,
        ticket.contract.number if ticket.contract else "",
        _instant(ticket.received_at, zone),
        _instant(due_at, zone),
        _instant(ticket.first_response_at, zone),
        _instant(ticket.updated_at, zone),
    ]


def _state(ticket: Ticket) -> str:
    """In the portal's word: what the centre calls refused was, for its customer, not opened."""
    return _("non ouvert") if ticket.status == Status.REFUSED else ticket.status_text


def _instant(at: datetime | None, zone: ZoneInfo) -> Cell:
    return at.astimezone(zone) if at else ""


def _text(cell: Cell) -> str:
    return cell.isoformat(timespec="seconds") if isinstance(cell, datetime) else cell


def _drawn(sheet: Any, cell: Cell) -> object:
    if not isinstance(cell, datetime):
        return spreadsheets.words(cell)
    drawn = WriteOnlyCell(sheet, value=cell.replace(tzinfo=None, microsecond=0))
    drawn.number_format = _INSTANT
    return drawn


def _name(now: datetime) -> str:
    return f"incidents-{timezone.localtime(now):%Y-%m-%d}"
