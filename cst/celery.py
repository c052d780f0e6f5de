"""The Celery application: tasks are found in each app's tasks.py, the schedule stands in the settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cst.settings")

app = Celery("cst")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
