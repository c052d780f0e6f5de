"""What the admin refuses of a contract and its lines, in words: the rules that the database holds behind them."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.forms import BaseInlineFormSet, ModelForm
from django.utils.translation import gettext as _

from accounts.models import Organisation
from contracts.models import Contract, ContractLine
from contracts.sentences import short_date


class ContractForm(ModelForm[Contract]):
    """A contract: from a day to a later one, bought by a reseller, for one of its end customers or for itself."""

    class Meta:
        model = Contract
        fields = ["number", "level", "reseller", "end_customer", "starts_on", "ends_on", "sales_contact"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("Le contrat finirait avant de commencer."))
        self._require_kind("reseller", Organisation.Kind.RESELLER, _("%s n’est pas un revendeur."))
        self._require_kind("end_customer", Organisation.Kind.END_CUSTOMER, _("%s n’est pas un client final."))
        return cleaned

    def _require_kind(self, field: str, kind: Organisation.Kind, sentence: str) -> None:
        organisation = self.cleaned_data.get(field)
        if organisation is not None and organisation.kind != kind:
            self.add_error(field, sentence % organisation)


class LineForm(ModelForm[ContractLine]):
    """One device of a contract, from a day to a later one."""

    class Meta:
        model = ContractLine
        fields = ["device", "covered_from", "withdrawn_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, withdrawn = cleaned.get("covered_from"), cleaned.get("withdrawn_on")
        if begins and withdrawn and withdrawn < begins:
            self.add_error("withdrawn_on", _("Le matériel serait retiré avant d’être couvert."))
        return cleaned


class LineFormSet(BaseInlineFormSet[ContractLine, Contract, ModelForm[ContractLine]]):
    """The lines of a contract: a device stands once among those that run, and is no other reseller's meanwhile."""

    def clean(self) -> None:
        super().clean()
        running = set()
        for form in self._kept():
            line = form.instance
            if line.withdrawn_on is None:
                if line.device_id in running:
                    form.add_error("device", _("%s figure déjà dans ce contrat.") % line.device)
                running.add(line.device_id)
            if (other := self._of_another_reseller(line)) is not None:
                form.add_error("device", _overlap(line, other))

    def _kept(self) -> list[ModelForm[ContractLine]]:
        """The forms that hold a line to save; what is wrong in one of them is said there already."""
        filled = [form for form in self.forms if form.is_valid() and form.cleaned_data.get("device")]
        return [form for form in filled if not form.cleaned_data.get("DELETE")]

    def _of_another_reseller(self, line: ContractLine) -> ContractLine | None:
        """A line of another contract that covers the device for another reseller on one of the same days (CH-II.1)."""
        contract = self.instance
        if not (contract.reseller_id and contract.starts_on and contract.ends_on):
            return None  # the form of the contract says what is missing
        if line.first_day > line.last_day:
            return None
        lines = ContractLine.objects.filter(
            device=line.device_id, covered__overlap=DateRange(line.first_day, line.last_day, "[]")
        )
        others = lines.exclude(reseller=contract.reseller_id).exclude(contract=contract.pk)
        return others.select_related("contract__reseller").order_by("covered").first()


def _overlap(line: ContractLine, other: ContractLine) -> str:
    return _(
        "%(serial)s est couvert par le contrat %(number)s (%(reseller)s) du %(start)s au %(end)s\u00a0: "
        "un matériel n’a qu’un revendeur à la fois."
    ) % {
        "serial": line.device,
        "number": other.contract,
        "reseller": other.contract.reseller,
        "start": short_date(other.first_day),
        "end": short_date(other.last_day),
    }
