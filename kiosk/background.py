"""Work that would hold up the window, done beside it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NoReturn, TypeVar

Result = TypeVar("Result")


def unexpected(error: BaseException) -> NoReturn:
    """In the place of `failed` where nobody expects a failure: it is raised on the main loop, and so recorded."""
    raise error


class Background:
    """Runs calls on worker threads and hands what came of them to the main loop by `post`.

    `post(action)` must be callable from any thread and run `action` on the main loop.
    """

    def __init__(self, post: Callable[[Callable[[], None]], None], threads: int = 3) -> None:
        self._post = post
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="call")

    def run(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Does `work`, then calls `then(result)` or `failed(exception)` on the main loop."""

        def finished(future: Future[Result]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is not None:
                self._post(lambda: failed(error))
            else:
                self._post(lambda: then(future.result()))

        self._pool.submit(work).add_done_callback(finished)

    def stop(self) -> None:
        """Takes no more work and drops what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)
