"""The list of incidents as a file: every page of what is shown, in the words of who asks, nothing internal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from tempfile import TemporaryFile
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from contracts import csv_cells
from tickets import deadlines
from tickets.models import Ticket
from tickets.visibility import TicketQuerySet

# Rows of a file; a longer list is narrowed by a period.
MOST_ROWS = 50_000
_AT_A_TIME = 2000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(tickets: TicketQuerySet, now: datetime) -> StreamingHttpResponse:
    """The tickets as CSV, read as they are sent."""
    rows = csv_cells.lines(_rows(tickets, timezone.get_current_timezone()))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(now)}.csv"'
    return response


def xlsx_file(tickets: TicketQuerySet, now: datetime) -> FileResponse:
    """The tickets as a workbook, written to a file of its own row by row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Incidents"))
    for row in _rows(tickets, timezone.get_current_timezone()):
        sheet.append([csv_cells.inert(_printable(cell)) for cell in row])
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115  # the answer closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_name(now)}.xlsx", content_type=_XLSX)


def _rows(tickets: TicketQuerySet, zone: tzinfo) -> Iterator[Sequence[str]]:
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
        with timezone.override(zone):
            row = _row(ticket)
        yield row


def _row(ticket: Ticket) -> Sequence[str]:
    # A provisional deadline is the centre's own (docs/rules/visibility.md).
    due_at = ticket.due_at if deadlines.is_told(ticket) else None
    return [
        ticket.number,
        ticket.subject,
        str(ticket.status_text),
        str(ticket.severity or ""),
        str(ticket.get_kind_display()),
        str(ticket.get_channel_display()),
        str(ticket.organisation or ""),
        str(ticket.requester or ticket.requester_address),
        ticket.device.product.name if ticket.device else "",
        ticket.serial,
        ticket.contract.number if ticket.contract else "",
        _instant(ticket.received_at),
        _instant(due_at),
        _instant(ticket.first_response_at),
        _instant(ticket.updated_at),
    ]


def _instant(at: datetime | None) -> str:
    """In the zone of who asks, with its offset: 2026-10-13T11:07:00+02:00."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _printable(text: str) -> str:
    """`text` without the signs that XML knows not."""
    return "".join(sign for sign in text if (sign >= " " or sign in "\t\n\r") and sign not in "\ufffe\uffff")


def _name(now: datetime) -> str:
    return f"incidents-{timezone.localtime(now):%Y-%m-%d}"
