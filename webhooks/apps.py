from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        from api import problems
        from outbound_mail import guards
        from webhooks import telling
        from webhooks.changing import NotNow

        guards.register("webhooks", telling.may_receive)
        problems.register(NotNow, "not_possible")
