"""Configuration read once for a run of work: within a second, hours and commitments do not change for anyone.

Outside a run every call reads again. What a change of hours means for requests opened in that second is what it means
for those opened just before it: their deadlines follow (tickets/calendar_change.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Params = ParamSpec("Params")
Value = TypeVar("Value")

_read: ContextVar[dict[Any, Any] | None] = ContextVar("configuration_read", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """Within, what `once_a_run` decorates is read once for each of its arguments."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def once_a_run(function: Callable[Params, Value]) -> Callable[Params, Value]:
    """Let a run of work (`one_run`) ask the database once; arguments are hashable, answers are not changed."""

    @wraps(function)
    def remembering(*args: Params.args, **kwargs: Params.kwargs) -> Value:
        known = _read.get()
        if known is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = function(*args, **kwargs)
        return known[key]  # type: ignore[no-any-return]

    return remembering
