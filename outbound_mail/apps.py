from django.apps import AppConfig


class OutboundMailConfig(AppConfig):
    name = "outbound_mail"
    verbose_name = "Courrier sortant"
