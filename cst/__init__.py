"""Owns the settings, the root urls, the Celery application, the embedded servers and the demo world.

No rule of the domain lives here.
"""

from cst.celery import app as celery_app

__all__ = ["celery_app"]
