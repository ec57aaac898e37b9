"""What is known of the terminal's tests: how each stands, and how the last runs went."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kiosk.background import Background
from kiosk.contract import CheckResult
from kiosk.diagnostics.check import AnyCheck
from kiosk.diagnostics.desk import Desk
from kiosk.diagnostics.history import Past
from kiosk.technician.view import RunLine, Standing, counts

RUNS_SHOWN = 10


class Standings:
    """Lives on the main loop; the history is read beside it.

    `runnable` says whether this terminal can make a test.
    """

    def __init__(
        self,
        desk: Desk,
        background: Background,
        runnable: Callable[[AnyCheck], bool],
        crashed: Callable[[BaseException], None],
    ) -> None:
        self._desk, self._background, self._runnable, self._crashed = desk, background, runnable, crashed
        self.forget()

    def forget(self) -> None:
        """Nobody is there any more: the next technician's begin with what the history says then."""
        self._past = Past(())
        self._found: dict[str, CheckResult] = {}
        """Since the technician came; goes before the history."""
        self.tests: tuple[Standing, ...] = ()
        """Of all tests, in order."""
        self.runs: tuple[RunLine, ...] = ()
        """Newest first."""

    def take_in(self, found: Mapping[str, CheckResult]) -> None:
        """What was found just now; then reads the history anew."""
        mine = self._found
        mine |= found
        self._stand()

        def read(past: Past) -> None:
            if mine is self._found:  # the same technician is still there
                self._past = past
                self.runs = tuple(RunLine(run.at, counts(run.results)) for run in past.runs[: -RUNS_SHOWN - 1 : -1])
                self._stand()

        self._background.run(self._desk.history.past, read, self._crashed)

    def _stand(self) -> None:
        self.tests = tuple(
            Standing(
                check.name,
                result,
                self._past.last_good(check.name, result.at) if result is not None else None,
                self._past.figures(check.name),
                self._runnable(check),
            )
            for check in self._desk.suite.full()
            for result in [self._found.get(check.name) or self._past.last(check.name)]
        )
