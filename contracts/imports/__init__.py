"""Contracts from the ERP: a CSV or XLSX file is read, checked against the database, and applied whole or not at all.

`check` says what a file would do, `apply` does it; docs/rules/importing.md has the columns and the rules.
"""

from contracts.imports.applying import ImportRefused, apply
from contracts.imports.checking import Progress, check
from contracts.imports.report import Report

__all__ = ["ImportRefused", "Progress", "Report", "apply", "check"]
