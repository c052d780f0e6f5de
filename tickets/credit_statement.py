"""The statement of one PS time credit as portal and console show it (CH-PS): a page, a CSV file, a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _

from contracts import spreadsheets
from contracts.models import CreditAccount
from contracts.period import PeriodForm, last_year
from contracts.time_credit import statement, statement_csv, statement_pdf
from contracts.time_credit.statement import Line, Standing
from contracts.time_credit.statement_pdf import Statement
from sla.wording import PARIS
from tickets.numbering import is_number


class NoFile(Exception):
    """The file cannot be made: the message says why, the page of the same period too when the period is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry; `ticket` is the number that it refers to, if any."""

    line: Line
    ticket: str


def page(account: CreditAccount | None, asked: QueryDict) -> dict[str, Any]:
    """What the page shows of `account` (None: nothing was ever bought): ?depuis= and ?jusqu= days, ?page=."""
    form = PeriodForm(asked)
    context = {"period": form, "standing": Standing(), "rows": [], "query": query(asked)}
    if account is None:
        return context
    entries = statement.entries(account, form.period())
    shown = Paginator(entries, statement.PAGE_SIZE).get_page(asked.get("page"))
    rows = [Row(line, _ticket(line)) for line in statement.lines(list(shown))]
    return {**context, "page": shown, "rows": rows, "standing": statement.standing(account)}


def csv_file(account: CreditAccount, asked: QueryDict, now: datetime) -> StreamingHttpResponse:
    """The entries of the period as CSV, all of them by default, the oldest first, read as they are sent.

    `NoFile` when the period is none.
    """
    form = PeriodForm(asked)
    if not form.is_valid():
        raise NoFile(_("Le fichier attend une période."))
    lines = statement.in_order(account, form.period())
    return spreadsheets.csv_answer(statement_csv.rows(lines), _name(account, now))


def pdf_file(account: CreditAccount, asked: QueryDict, now: datetime) -> HttpResponse:
    """The entries of the period as a PDF, by default those of the last twelve months.

    `NoFile` when the period is none, or holds more than a PDF does.
    """
    form = PeriodForm(asked)
    if not form.is_valid():
        raise NoFile(_("Le fichier attend une période."))
    today = now.astimezone(PARIS).date()
    period = form.period() if query(asked) else last_year(today)
    if statement.entries(account, period)[: statement_pdf.MOST + 1].count() > statement_pdf.MOST:
        raise NoFile(
            _(
                "Un PDF tient %d écritures au plus\u00a0: choisissez une période plus courte, ou le fichier CSV."
            )
            % statement_pdf.MOST
        )
    printed = Statement(
        organisation=str(account.organisation),
        standing=statement.standing(account),
        period=period,
        lines=list(statement.in_order(account, period)),
        at=now,
    )
    response = HttpResponse(statement_pdf.render(printed), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_name(account, now)}.pdf"'
    return response


def query(asked: QueryDict) -> str:
    """The period that an address asks for, to be carried on."""
    return urlencode({name: value for name in PeriodForm.base_fields if (value := asked.get(name))})


def _ticket(line: Line) -> str:
    """The number of a ticket, when the reference begins with one."""
    first, _space, _rest = line.reference.partition(" ")
    return first if is_number(first) else ""


def _name(account: CreditAccount, now: datetime) -> str:
    return f"credit-temps-{slugify(str(account.organisation))}-{now.astimezone(PARIS):%Y-%m-%d}"
