"""The tests within a running terminal: for whoever asks over the control socket, and only while no visitor is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kiosk.contract import CheckResult
from kiosk.control import Question, Told
from kiosk.diagnostics.desk import Desk
from kiosk.diagnostics.suite import Began, UnknownTest


class Within:
    """Answers questions one at a time. `free` says whether nobody visits the terminal: a visit goes first."""

    def __init__(self, desk: Desk, free: Callable[[], bool]) -> None:
        self._desk, self._free = desk, free

    def answer(self, question: Question) -> Iterator[Told]:
        """Runs the tests that are asked for; stops between two tests when a visitor comes."""
        suite = self._desk.suite
        try:
            checks = (
                suite.named(*question.tests) if question.tests else suite.quick() if question.quick else suite.full()
            )
        except UnknownTest as unknown:
            yield Told(error=str(unknown))
            return
        if not self._desk.at_work.acquire(blocking=False):
            yield Told(busy=True)
            return
        try:
            for progress in self._desk.run(checks) if question.kept else suite.run(checks):
                if not self._free():
                    yield Told(busy=True)
                    return
                match progress:
                    case Began(check):
                        yield Told(began=check.name)
                    case CheckResult():
                        yield Told(result=progress)
            yield Told(done=True)
        except OSError as error:
            yield Told(error=f"{error}: the run could not be kept; see diagnostics.folder in the configuration")
        finally:
            self._desk.at_work.release()
