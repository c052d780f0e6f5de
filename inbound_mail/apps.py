from django.apps import AppConfig


class InboundMailConfig(AppConfig):
    name = "inbound_mail"
    verbose_name = "Courrier entrant"

    def ready(self) -> None:
        from inbound_mail import explaining
        from inbound_mail.deciding import answering
        from outbound_mail import guards

        guards.register("mail", explaining.may_receive)
        guards.register(answering.TOPIC, answering.may_receive)
