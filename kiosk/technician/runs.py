"""The technician's runs: tests beside the main loop, then those that a person takes part in, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence

from kiosk.background import Background
from kiosk.contract import CheckResult
from kiosk.diagnostics.check import AnyCheck
from kiosk.diagnostics.desk import Desk
from kiosk.diagnostics.registry import NEEDS_SCREEN
from kiosk.diagnostics.suite import Began, Progress
from kiosk.technician.view import RunView

TURN_S = 0.2
"""Between two tries to get at the desk, while a run that was asked for over SSH comes to its end."""


class _Run:
    """One run. `stopping` is asked beside the main loop; the rest belongs to the main loop."""

    def __init__(self, checks: Sequence[AnyCheck], with_person: bool, over: Callable[[], None]) -> None:
        self.checks, self.with_person, self.over = checks, with_person, over
        self.stopping = threading.Event()
        self.results: dict[str, CheckResult] = {}
        self.test: str | None = None
        self.to_do: list[str] = []
        """Tests that wait for the person."""


class Runs:
    """Lives on the main loop. `hands_on` names the tests that this terminal has a screen for.

    A whole run is kept in the history.
    """

    def __init__(
        self,
        desk: Desk,
        background: Background,
        post: Callable[[Callable[[], None]], None],
        hands_on: Collection[str],
        crashed: Callable[[BaseException], None],
    ) -> None:
        self._desk, self._background, self._post, self._hands_on = desk, background, post, frozenset(hands_on)
        self._crashed = crashed
        self._run: _Run | None = None
        self.busy = False
        """The machine is at work, not the person."""
        self.hands_on: str | None = None
        """The test that a person takes part in now."""

    @property
    def view(self) -> RunView | None:
        """The run in progress, or how the last one ended."""
        run = self._run
        if run is None:
            return None
        results = tuple(result for name, result in run.results.items() if name not in run.to_do)
        return RunView(len(run.checks), run.test, results, run.stopping.is_set(), over=not self.under_way)

    @property
    def results(self) -> dict[str, CheckResult]:
        """Of the run in progress, or the last one."""
        return self._run.results if self._run is not None else {}

    def runnable(self, check: AnyCheck) -> bool:
        """Whether this terminal can make the test."""
        return not check.interactive or check.name in self._hands_on

    @property
    def under_way(self) -> bool:
        """Whether the machine or the person is at it."""
        return self.busy or self.hands_on is not None

    def start(self, names: tuple[str, ...], with_person: bool, over: Callable[[], None]) -> None:
        """Begins a run of these tests or groups, and of what they need; of all without a name.

        `over` is called at its end, whether it is whole or was stopped.
        """
        suite = self._desk.suite
        run = self._run = _Run(suite.named(*names) if names else suite.full(), with_person, over)
        self.busy = True
        self._background.run(
            lambda: self._work(run), lambda _: self._worked(run), lambda error: self._failed(run, error)
        )

    def stop(self) -> None:
        """Ends the run after the test that is running; what is known by then is shown and not kept."""
        if self._run is not None:
            self._run.stopping.set()
            if self.hands_on is not None:
                self.given_up()

    def forget(self) -> None:
        """Nobody is there any more: the run ends, and is not shown to the next one."""
        if self._run is not None:
            self._run.stopping.set()
        self._run, self.busy, self.hands_on = None, False, None

    def done(self, reading: object) -> None:
        """A test with a person has its reading."""
        if self._run is not None and self.hands_on is not None:
            self._take(self._run, self._desk.suite.judge(self.hands_on, reading))

    def given_up(self) -> None:
        """A test with a person was given up."""
        if self._run is not None and self.hands_on is not None:
            self._take(self._run, self._desk.suite.given_up(self.hands_on))

    def _work(self, run: _Run) -> None:
        """Beside the main loop."""
        while not self._desk.at_work.acquire(timeout=TURN_S):
            if run.stopping.is_set():
                return
        try:
            for progress in self._desk.suite.run(run.checks):
                if run.stopping.is_set():
                    return
                self._post(lambda told=progress: self._told(run, told))  # type: ignore[misc] # bound at once
        finally:
            self._desk.at_work.release()

    def _told(self, run: _Run, progress: Progress) -> None:
        match progress:
            case Began(check):
                run.test = check.name
            case CheckResult():
                run.results[progress.test] = progress

    def _worked(self, run: _Run) -> None:
        if run is not self._run:
            return
        run.test = None
        if run.with_person and not run.stopping.is_set():
            run.to_do = [name for name, result in run.results.items() if self._waits_for_person(result)]
        self._next(run)

    def _waits_for_person(self, result: CheckResult) -> bool:
        waits = result.finding is not None and result.finding.code == NEEDS_SCREEN
        return waits and result.test in self._hands_on

    def _next(self, run: _Run) -> None:
        self.busy = False
        self.hands_on = run.to_do[0] if run.to_do and not run.stopping.is_set() else None
        run.test = self.hands_on
        if self.hands_on is None:
            self._end(run)

    def _take(self, run: _Run, result: CheckResult) -> None:
        run.results[result.test] = result
        run.to_do.remove(result.test)
        self._next(run)

    def _end(self, run: _Run) -> None:
        run.to_do.clear()
        if run.stopping.is_set() or len(run.results) < len(run.checks):
            run.over()
            return
        self.busy = True
        results = tuple(run.results.values())

        def kept(_: object) -> None:
            if run is self._run:
                self.busy = False
                run.over()

        def failed(error: BaseException) -> None:
            if isinstance(error, OSError):  # a full disk is among the findings; the technician goes on
                kept(None)
            else:
                self._failed(run, error)

        self._background.run(lambda: self._desk.keep(results), kept, failed)

    def _failed(self, run: _Run, error: BaseException) -> None:
        if run is self._run:
            self.forget()
        self._crashed(error)
