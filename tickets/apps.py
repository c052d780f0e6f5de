from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        from outbound_mail import guards
        from tickets import notifications

        guards.register("ticket", notifications.may_receive)
        guards.register("centre", notifications.is_engineer)
