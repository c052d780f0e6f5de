from django.apps import AppConfig


class InboundMailConfig(AppConfig):
    name = "inbound_mail"
    verbose_name = "Courrier entrant"
