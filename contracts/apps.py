from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = "Contrats et couverture"

    def ready(self) -> None:
        from django.core.checks import register

        from api import problems
        from contracts import checks
        from contracts.ending import contract_people
        from contracts.ending.renewals import RenewalNotPossible
        from contracts.time_credit import credit_alert
        from outbound_mail import guards

        guards.register("contracts", contract_people.may_receive)
        guards.register("organisation", credit_alert.may_receive)
        problems.register(RenewalNotPossible, "not_possible")
        register(checks.erp_folder_is_one_place)
