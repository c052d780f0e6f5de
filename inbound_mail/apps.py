from django.apps import AppConfig


class InboundMailConfig(AppConfig):
    name = "inbound_mail"
    verbose_name = "Courrier entrant"

    def ready(self) -> None:
        from django.core.checks import register

        from inbound_mail import explaining
        from inbound_mail.console import lists, undecided
        from inbound_mail.deciding import answering
        from inbound_mail.mailboxes import state
        from inbound_mail.webhooks import checks
        from outbound_mail import guards
        from tickets.console import lead_beside, rail

        guards.register("mail", explaining.may_receive)
        guards.register(answering.TOPIC, answering.may_receive)
        lead_beside.tell(undecided.standing)
        rail.count_by("mails", lists.to_decide)
        rail.count_by("mailboxes", state.failing_count)
        register(checks.webhooks_are_authenticated)
