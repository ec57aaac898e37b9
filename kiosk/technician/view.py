"""What a technician's screen shows, as one immutable value. Screens read it and decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.contract import CheckResult, Language, Verdict
from kiosk.diagnostics.history import Point
from kiosk.technician.badge import Right

Counts = tuple[tuple[Verdict, int], ...]
"""How many results there are of each verdict."""


def counts(results: Iterable[CheckResult]) -> Counts:
    """Of these results."""
    verdicts = [result.verdict for result in results]
    return tuple((verdict, verdicts.count(verdict)) for verdict in Verdict)


class Screen(StrEnum):
    """Which screen is up; its words are the messages `technician.<screen>.<what>`."""

    BADGE = "badge"
    CODE = "code"
    PIN = "pin"
    LOCKED = "locked"
    OVERVIEW = "overview"
    GROUP = "group"
    RUN = "run"
    RESULT = "result"
    REPORT = "report"
    RUNS = "runs"
    SERVICE = "service"
    ACTION = "action"


@dataclass(frozen=True)
class Standing:
    """How a test went when it was last run."""

    test: str
    result: CheckResult | None = None
    """None: it was never run here"""
    last_good: Point | None = None
    """its figure when it was last in order before that"""
    figures: tuple[Point, ...] = ()
    """its figures in all runs, oldest first"""
    runnable: bool = True
    """False: it needs a person, and this terminal has no screen for it"""

    @property
    def group(self) -> str:
        """The device that it tests."""
        return self.test.partition(".")[0]


@dataclass(frozen=True)
class RunView:
    """A run in progress."""

    of: int
    """tests"""
    test: str | None = None
    """the one that is running"""
    results: tuple[CheckResult, ...] = ()
    """so far, oldest first"""
    stopping: bool = False
    over: bool = False

    @property
    def done(self) -> int:
        """Tests."""
        return len(self.results)


@dataclass(frozen=True)
class RunLine:
    """A run of the past."""

    at: datetime
    counts: Counts


class Errand(StrEnum):
    """What can be done with a report: messages `technician.report.<errand>` and `...<errand>.<progress>`."""

    FILE = "file"
    SEND = "send"
    STICK = "stick"


class Progress(StrEnum):
    """How an errand stands."""

    UNDER_WAY = "under_way"
    DONE = "done"
    FAILED = "failed"
    NO_KEY = "no_key"
    NO_STICK = "no_stick"


HELD = frozenset({Progress.UNDER_WAY, Progress.DONE})
"""An errand that stands so is not begun again."""


@dataclass(frozen=True)
class ReportView:
    """The report of what is known of every test."""

    summary: str
    """the text of the code to take along"""
    counts: Counts
    errands: tuple[tuple[Errand, Progress], ...] = ()
    place: str = ""
    """where the files are"""


@dataclass(frozen=True)
class TechnicianView:
    """The terminal as the technician sees it."""

    screen: Screen
    language: Language
    countdown: int | None = None
    """whole seconds until the terminal lets the technician out; None while that is far"""
    badge: int = 0
    """serial number of the badge; 0: a one-time code was the way in, or nobody is inside"""
    rights: frozenset[Right] = frozenset()
    blind: bool = False
    """camera or vision is lost: no badge can be read"""
    refused: bool = False
    """what was shown or typed last was not accepted; nobody is told why"""
    checking: bool = False
    """what was typed is being checked"""
    locked_for: int = 0
    """whole seconds until a PIN is taken again"""
    standings: tuple[Standing, ...] = ()
    """of all tests, in order"""
    chosen: str = ""
    """the group, test or action that the screen is about"""
    run: RunView | None = None
    hands_on: str | None = None
    """the test that a person takes part in now, over the whole screen"""
    report: ReportView | None = None
    runs: tuple[RunLine, ...] = ()
    """newest first"""
