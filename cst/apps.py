from django.apps import AppConfig


class CstConfig(AppConfig):
    name = "cst"
    verbose_name = "CST"
