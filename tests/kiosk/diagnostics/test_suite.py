"""The suite: order, what is run, what is skipped and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import numpy as np
import pytest

from devices.probes.printer import Paper, PrinterReading
from devices.probes.probe import Probe, Simulated
from kiosk.contract import CheckResult, Verdict
from kiosk.diagnostics.bench import Bench
from kiosk.diagnostics.check import AnyCheck, Check
from kiosk.diagnostics.outcome import Outcome, failed, passed, skipped
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.suite import Began, Suite, UnknownTest
from simulator.machine import Machine

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
NO_BENCH = cast(Bench, None)


class Counting(Probe[int]):
    """Says how often it was read."""

    def __init__(self) -> None:
        self.reads = 0

    def read(self) -> int:
        self.reads += 1
        return self.reads


class Broken(Probe[int]):
    def read(self) -> int:
        raise OSError("a driver's words about a visitor")


def check(
    name: str, outcome: Outcome | Callable[[Any], Outcome], *needs: str, probe: Probe[Any] | None = None, **more: Any
) -> AnyCheck:
    read = probe or Simulated(0)
    judge = outcome if callable(outcome) else lambda _: outcome
    return Check(name, lambda _: read, judge, (), needs, **more)


def suite(*checks: AnyCheck) -> Suite:
    return Suite(checks, NO_BENCH, clock=lambda: 5.0, now=lambda: NOON)


def results(*checks: AnyCheck) -> dict[str, CheckResult]:
    tests = suite(*checks)
    return {one.test: one for one in tests.run(tests.full()) if isinstance(one, CheckResult)}


def test_each_test_is_told_of_as_it_begins_and_ends() -> None:
    tests = suite(check("a.one", passed(3, "mm")), check("a.two", passed()))
    told = [
        (one.check.name, one.number, one.of) if isinstance(one, Began) else one.test for one in tests.run(tests.full())
    ]
    assert told == [("a.one", 1, 2), "a.one", ("a.two", 2, 2), "a.two"]


def test_what_depends_on_a_failed_test_is_skipped_and_names_the_first_cause() -> None:
    found = results(
        check("camera.present", failed("camera.absent")),
        check("camera.rate", passed(), "camera.present"),
        check("face.known", passed(), "camera.rate"),
        check("memory.free", passed()),
    )
    assert [one.verdict for one in found.values()] == [Verdict.FAIL, Verdict.SKIPPED, Verdict.SKIPPED, Verdict.PASS]
    for name in ("camera.rate", "face.known"):
        finding = found[name].finding
        assert finding is not None
        assert (finding.code, finding.values) == ("needs", {"test": "camera.present"})


def test_a_test_that_had_nothing_to_test_holds_up_no_other() -> None:
    found = results(
        check("central.certificate", skipped("central.plain")),
        check("central.answers", passed(), "central.certificate"),
    )
    assert [one.verdict for one in found.values()] == [Verdict.SKIPPED, Verdict.PASS]


def test_tests_of_one_device_share_a_reading_within_a_run_but_not_between_runs() -> None:
    probe = Counting()
    tests = suite(*(check(f"a.{part}", lambda reading: passed(reading), probe=probe) for part in ("one", "two")))
    for run in (1, 2):
        assert [one.figure for one in tests.run(tests.full()) if isinstance(one, CheckResult)] == [run, run]


def test_a_test_that_breaks_fails_by_its_kind_only_and_the_others_go_on() -> None:
    found = results(check("a.one", passed(), probe=Broken()), check("a.two", passed()))
    finding = found["a.one"].finding
    assert finding is not None
    assert (finding.code, finding.values) == ("crashed", {"kind": "OSError"})
    assert found["a.two"].verdict is Verdict.PASS


def test_a_named_test_brings_those_that_it_needs_in_their_order() -> None:
    tests = suite(check("a.one", passed()), check("b.other", passed()), check("a.two", passed(), "a.one"))
    assert [one.name for one in tests.named("a.two")] == ["a.one", "a.two"]
    assert [one.name for one in tests.named("b")] == ["b.other"]
    with pytest.raises(UnknownTest, match=r"'c'; there are: a\.one, b\.other, a\.two"):
        tests.named("c")


@pytest.mark.parametrize(
    ("reading", "finding"),
    [
        (PrinterReading(fitted=False), "printer.none"),
        (PrinterReading(fitted=True, paper=Paper.OUT), "needs"),
        (PrinterReading(fitted=True, paper=Paper.UNKNOWN), "needs_screen"),
    ],
)
def test_a_printer_that_only_cannot_tell_prints_a_test_page_all_the_same(reading: PrinterReading, finding: str) -> None:
    machine = Machine(np.random.default_rng(1))
    machine.readings["printer"].reading = reading
    tests = Suite(CHECKS, machine.bench(), clock=lambda: 0.0, now=lambda: NOON)
    *_, page = tests.run(tests.named("printer.page"))
    assert isinstance(page, CheckResult)
    assert page.finding is not None
    assert (page.test, page.finding.code) == ("printer.page", finding)


def test_an_interactive_test_is_skipped_until_a_person_hands_in_its_reading() -> None:
    tests = suite(Check("touch.grid", None, lambda cells: passed(cells), ()))
    (_, result) = tests.run(tests.full())
    assert isinstance(result, CheckResult)
    assert result.finding is not None
    assert (result.verdict, result.finding.code) == (Verdict.SKIPPED, "needs_screen")
    assert tests.judge("touch.grid", 40).figure == 40


def test_registered_tests_are_named_once_and_need_only_what_comes_before_them() -> None:
    names = [one.name for one in CHECKS]
    assert len(set(names)) == len(names)
    for number, one in enumerate(CHECKS):
        assert set(one.needs) <= set(names[:number]), one.name
        assert not one.quick or all(CHECKS[names.index(need)].quick for need in one.needs), one.name
