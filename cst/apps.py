from django.apps import AppConfig


class CstConfig(AppConfig):
    name = "cst"
    verbose_name = "CST"

    def ready(self) -> None:
        from cst import secrets_in_logs

        secrets_in_logs.cut_in_access_log()
