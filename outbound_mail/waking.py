"""Telling a worker that a row waits for it. The rows are the truth, the broker a hint."""

from __future__ import annotations

import logging
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def wake(task: Task[Any, Any], what: str, *ids: int) -> None:
    """Run `task` soon, on `ids` where it takes them; with the broker away the sweep of the schedule finds what waits.

    `what` is for the log.
    """
    try:
        task.apply_async(ids, retry=False)
    except OperationalError as error:
        log.warning("The broker does not answer (%s); %s swept by schedule.", error, what)
