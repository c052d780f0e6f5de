from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from api import problems
        from contracts.credit import NotEnoughCredit
        from outbound_mail import composing, guards
        from tickets import (
            alert_mails,
            centre_mails,
            checks,
            digests,
            files,
            note_mails,
            notifications,
            ticket_mails,
        )
        from tickets.actions.writing import NotPossible

        guards.register("ticket", notifications.may_receive)
        composing.register("ticket", ticket_mails.about)
        guards.register("digest", digests.may_receive)
        guards.register("centre", alert_mails.is_engineer)
        guards.register("timer", centre_mails.may_hear_of_timer)
        guards.register("note", note_mails.may_receive)
        composing.register("note", note_mails.about)
        problems.register(NotPossible, "not_possible")
        problems.register(NotEnoughCredit, "not_possible")
        problems.register(files.FileRefused, "file_refused")
        problems.register(files.NotScanned, "not_scanned")
        register(checks.pause_rules_name_states, Tags.database)
        register(checks.scanner_is_named, Tags.security, deploy=True)
