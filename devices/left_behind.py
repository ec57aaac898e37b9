"""A call with a time limit: code in C cannot be interrupted, but it can be left behind."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class LeftBehind(Generic[P, R]):
    """Calls a function in a thread of its own. One that is not done in time is left to finish by itself."""

    def __init__(self, function: Callable[P, R]) -> None:
        self._function = function
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="left behind")
        self._call: Future[R] | None = None

    def now(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """The result, however long it takes, without the cost of another thread. Not while it is busy elsewhere."""
        return self._function(*args, **kwargs)

    @property
    def is_busy(self) -> bool:
        """An earlier call is still not done."""
        return self._call is not None and not self._call.done()

    def within(self, seconds: float, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """The result; None when it took longer, or an earlier call is still not done."""
        if seconds <= 0 or self.is_busy:
            return None
        self._call = self._pool.submit(self._function, *args, **kwargs)
        try:
            return self._call.result(seconds)
        except TimeoutError:
            return None
