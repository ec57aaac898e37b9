"""Runs tests in order and tells of each as it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from devices.probes.probe import Probe
from kiosk.contract import CheckResult, Verdict
from kiosk.diagnostics.bench import Bench
from kiosk.diagnostics.check import AnyCheck
from kiosk.diagnostics.outcome import Outcome, failed, skipped
from kiosk.diagnostics.registry import CRASHED, GIVEN_UP, NEEDS_FAILED, NEEDS_SCREEN


class UnknownTest(LookupError):
    """There is no test or group of this name. The message names those that there are."""


class Began(NamedTuple):
    """A test has begun: the `number`th of `of`."""

    check: AnyCheck
    number: int
    of: int


Progress = Began | CheckResult


class Suite:
    """The tests of one terminal. `clock` counts seconds, `now` is the wall clock."""

    def __init__(
        self,
        checks: Sequence[AnyCheck],
        bench: Bench,
        *,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._checks = {check.name: check for check in checks}
        self._bench, self._clock, self._now = bench, clock, now

    def full(self) -> tuple[AnyCheck, ...]:
        """Every test."""
        return tuple(self._checks.values())

    def quick(self) -> tuple[AnyCheck, ...]:
        """The self-test at start."""
        return tuple(check for check in self.full() if check.quick)

    def named(self, *names: str) -> tuple[AnyCheck, ...]:
        """The tests of these names or groups, and those that they need. Raises UnknownTest."""
        wanted: set[str] = set()
        for name in names:
            found = [one for one in self.full() if name in (one.name, one.group)]
            if not found:
                raise UnknownTest(f"there is no test {name!r}; there are: {', '.join(self._checks)}")
            for check in found:
                wanted |= self._with_needs(check)
        return tuple(check for check in self.full() if check.name in wanted)

    def run(self, checks: Sequence[AnyCheck]) -> Iterator[Progress]:
        """Runs these, each told of as it begins and as it ends. Whoever stops asking stops the run.

        Tests of one device share one reading of it.
        """
        done: dict[str, CheckResult] = {}
        readings: dict[Probe[Any], Any] = {}
        for number, check in enumerate(checks, 1):
            yield Began(check, number, len(checks))
            began, at = self._clock(), self._now()
            outcome = self._blocked(check, done) or self._outcome(check, readings)
            done[check.name] = self._result(check, outcome, at, self._clock() - began)
            yield done[check.name]

    def judge(self, name: str, reading: object) -> CheckResult:
        """The result of an interactive test, of which a person has taken the reading."""
        check = self._checks[name]
        return self._result(check, check.judge(reading), self._now(), 0.0)

    def given_up(self, name: str) -> CheckResult:
        """The result of an interactive test that nobody brought to its end."""
        return self._result(self._checks[name], skipped(GIVEN_UP), self._now(), 0.0)

    def _with_needs(self, check: AnyCheck) -> set[str]:
        return {check.name}.union(*(self._with_needs(self._checks[need]) for need in check.needs))

    def _blocked(self, check: AnyCheck, done: dict[str, CheckResult]) -> Outcome | None:
        """Why nothing can be said, where something that the test needs has failed; the first cause is named."""
        for need in check.needs:
            before = done.get(need)
            if before is None or before.finding is None:
                continue
            # A device that there is none of holds up only a person: there is nothing to look at or listen to.
            absent = before.verdict is Verdict.SKIPPED and not self._checks[need].needs
            if before.finding.code == NEEDS_FAILED or (check.interactive and absent):
                return Outcome(Verdict.SKIPPED, finding=before.finding)
            if before.verdict is Verdict.FAIL:
                return skipped(NEEDS_FAILED, test=need)
        return None

    def _outcome(self, check: AnyCheck, readings: dict[Probe[Any], Any]) -> Outcome:
        if check.probe is None:
            return skipped(NEEDS_SCREEN)
        probe = check.probe(self._bench)
        try:
            if probe not in readings:
                readings[probe] = probe.read()
            return check.judge(readings[probe])
        except Exception as error:  # noqa: BLE001 - the technician is to hear of it, and the other tests to go on
            return failed(CRASHED, kind=type(error).__name__)

    def _result(self, check: AnyCheck, outcome: Outcome, at: datetime, seconds: float) -> CheckResult:
        return CheckResult(
            test=check.name,
            verdict=outcome.verdict,
            figure=outcome.figure,
            unit=outcome.unit,
            limit=outcome.limit,
            finding=outcome.finding,
            at=at,
            seconds=round(seconds, 3),
        )
