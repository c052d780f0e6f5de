"""Telling a worker that a row waits for it. The rows are the truth, the broker a hint."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

_Hint = tuple[Task[Any, Any], tuple[int, ...]]
_gathered: ContextVar[dict[_Hint, str] | None] = ContextVar("tasks_to_wake", default=None)


def wake(task: Task[Any, Any], what: str, *ids: int) -> None:
    """Run `task` soon, on `ids` where it takes them; with the broker away the sweep of the schedule finds what waits.

    `what` is for the log.
    """
    waiting = _gathered.get()
    if waiting is not None:
        waiting[task, ids] = what
        return
    try:
        task.apply_async(ids, retry=False)
    except OperationalError as error:
        log.warning("The broker does not answer (%s); %s swept by schedule.", error, what)


@contextmanager
def once_at_the_end() -> Iterator[None]:
    """Within, each task is woken once, when the run of work is over: a hundred hints say no more than one."""
    token = _gathered.set({})
    try:
        yield
    finally:
        waiting = _gathered.get() or {}
        _gathered.reset(token)
        for (task, ids), what in waiting.items():
            wake(task, what, *ids)
