"""What the judging of a reading comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.contract import Finding, Limit, Verdict

Value = str | int | float
RANK = {Verdict.SKIPPED: 0, Verdict.PASS: 0, Verdict.WARN: 1, Verdict.FAIL: 2}
"""Also the exit status of `kiosk diagnose`."""


@dataclass(frozen=True)
class Outcome:
    """A verdict, the figure that it rests on, the limit of that figure, and what is wrong.

    Everything but a pass has a finding, whose words and advice are in the catalogues.
    """

    verdict: Verdict
    figure: float | None = None
    unit: str = ""
    limit: Limit | None = None
    finding: Finding | None = None


def passed(figure: float | None = None, unit: str = "") -> Outcome:
    """In order."""
    return Outcome(Verdict.PASS, figure, unit)


def warned(code: str, figure: float | None = None, unit: str = "", **values: Value) -> Outcome:
    """Works, but somebody should see to it."""
    return Outcome(Verdict.WARN, figure, unit, finding=Finding(code=code, values=values))


def failed(code: str, figure: float | None = None, unit: str = "", **values: Value) -> Outcome:
    """Does not work."""
    return Outcome(Verdict.FAIL, figure, unit, finding=Finding(code=code, values=values))


def skipped(code: str, **values: Value) -> Outcome:
    """Could not be tested, and says why; this is no pass."""
    return Outcome(Verdict.SKIPPED, finding=Finding(code=code, values=values))


def at_least(code: str, figure: float, unit: str, *, warn: float, fail: float, **values: Value) -> Outcome:
    """A figure that must not fall below `warn`, let alone below `fail`."""
    verdict = Verdict.FAIL if figure < fail else Verdict.WARN if figure < warn else Verdict.PASS
    return _limited(code, verdict, figure, unit, Limit(sign="at_least", value=warn), values)


def at_most(code: str, figure: float, unit: str, *, warn: float, fail: float, **values: Value) -> Outcome:
    """A figure that must not rise above `warn`, let alone above `fail`."""
    verdict = Verdict.FAIL if figure > fail else Verdict.WARN if figure > warn else Verdict.PASS
    return _limited(code, verdict, figure, unit, Limit(sign="at_most", value=warn), values)


def _limited(code: str, verdict: Verdict, figure: float, unit: str, limit: Limit, values: dict[str, Value]) -> Outcome:
    finding = None if verdict is Verdict.PASS else Finding(code=code, values=values)
    return Outcome(verdict, figure, unit, limit, finding)


def confirmed(code: str) -> Callable[[bool], Outcome]:
    """Judges what a person was asked to look at or listen to: True when it was as it should be."""
    return lambda right: passed() if right else failed(code)
