"""What a run of work reads once, or ahead for all it has to do: a hundred questions to the database asked as one.

Within a second, hours and commitments do not change for anyone: `once_a_run`. What a change of hours means for requests
opened in that second is what it means for those just before: deadlines follow (tickets/calendar_change.py).
Other things are fetched ahead under a key (`put`): they answer as long as the run lasts (`known`), or once (`take`)
where the run itself may change them. Outside a run every call reads.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
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


def put(key: Hashable, answer: object) -> None:
    """Keep what was fetched ahead, for the one who will ask for it under `key`."""
    known = _read.get()
    assert known is not None, "nothing is fetched ahead outside a run"
    known[key] = answer


def known(key: Hashable, ask: Callable[[], Value]) -> Value:
    """What was fetched ahead under `key`; else what `ask` answers now."""
    read = _read.get()
    return read[key] if read is not None and key in read else ask()


def take(key: Hashable, ask: Callable[[], Value]) -> Value:
    """What was fetched ahead under `key`, once; else what `ask` answers now."""
    known = _read.get()
    return known.pop(key) if known is not None and key in known else ask()
