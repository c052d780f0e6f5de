"""The shape of a file that is sent: of the permitted size, and of a kind that is read (by its content)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.erp import erp_faults
from tickets.files import megabytes


class ErpFileForm(forms.Form):
    """One CSV or XLSX."""

    file = forms.FileField(
        label=_("Fichier de contrats"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": _("Choisissez le fichier que l’ERP a produit."),
            "empty": _("Ce fichier est vide."),
            "max_length": _("Le nom de ce fichier est trop long\u00a0: raccourcissez-le."),
        },
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext(
            "CSV ou Excel (.xlsx), %s au plus. Rien n’est modifié avant votre accord."
        ) % megabytes(settings.ERP_FILE_MAX_BYTES)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if erp_faults.size_fault(file.size) is not None:
            raise ValidationError(
                gettext("«\u00a0%(name)s\u00a0» pèse %(size)s\u00a0: la limite est de %(limit)s par fichier.")
                % {
                    "name": file.name,
                    "size": megabytes(file.size),
                    "limit": megabytes(settings.ERP_FILE_MAX_BYTES),
                }
            )
        fault = erp_faults.kind_fault(self.content())
        if fault is not None:
            raise ValidationError(fault.label)
        return file

    def content(self) -> bytes:
        """The bytes that came; of a valid form, within the limit."""
        file = self.cleaned_data["file"]
        file.seek(0)
        return bytes(file.read())
