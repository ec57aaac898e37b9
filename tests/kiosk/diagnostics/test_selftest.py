"""The self-test at start: what fails decides what is offered, and what is mended is offered again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from devices.probes.printer import Paper
from kiosk.diagnostics.history import History
from kiosk.diagnostics.offer import CLOSING, PAPER, Offer, offer
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.selftest import AGAIN_S, SelfTest
from simulator.faults import FAULTS
from simulator.machine import Machine
from tests.kiosk.diagnostics.terminal_tests import desk_of
from tests.kiosk.technician.actions.hands import AtOnce


class Bench:
    """A self-test on a machine, with a clock and a door that are set by hand."""

    def __init__(self, folder: Path) -> None:
        self.machine = Machine(np.random.default_rng(1))
        self.desk = desk_of(self.machine, folder)
        self.now, self.free = 0.0, True
        self.offers: list[Offer] = []
        self.test = SelfTest(
            self.desk,
            AtOnce(),
            lambda: self.now,
            free=lambda: self.free,
            found=self.offers.append,
            crashed=pytest.fail,
        )

    def after(self, seconds: float) -> Offer | None:
        """What is offered once that much time has passed; None: nothing new was found."""
        self.now += seconds
        before = len(self.offers)
        self.test.tick()
        return self.offers[-1] if len(self.offers) > before else None


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_healthy_terminal_offers_everything_and_is_left_alone(bench: Bench) -> None:
    assert bench.after(0) == Offer()
    assert bench.after(3600) is None


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("camera unplugged", Offer(closed=frozenset({"camera.present"}))),
        ("camera stuck", Offer(closed=frozenset({"camera.alive"}))),
        ("model altered", Offer(closed=frozenset({"face.models"}))),
        ("no decoder", Offer(closed=frozenset({"codes.decoders"}))),
        ("disk read-only", Offer(closed=frozenset({"storage.writable"}))),
        ("paper out", Offer(paperless=frozenset({"printer.paper"}))),
        ("printer unplugged", Offer(paperless=frozenset({"printer.status"}))),
        ("cutter jammed", Offer(paperless=frozenset({"printer.cutter"}))),
        ("no printer", Offer()),
        ("libzbar missing", Offer()),
        ("memory short", Offer()),
    ],
)
def test_what_fails_decides_what_is_offered(bench: Bench, fault: str, expected: Offer) -> None:
    FAULTS[fault].put_in(bench.machine)
    assert bench.after(0) == expected


def test_what_was_found_counts_where_it_cannot_be_kept(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    bench.desk.history = History(tmp_path / "full" / "history.jsonl")
    FAULTS["disk full"].put_in(bench.machine)
    assert bench.after(0) == Offer(closed=frozenset({"storage.space"}))


def test_what_was_mended_is_offered_again_and_nothing_else_is_tested_for_it(bench: Bench) -> None:
    FAULTS["paper out"].put_in(bench.machine)
    bench.after(0)
    assert bench.after(AGAIN_S - 1) is None
    FAULTS["camera unplugged"].put_in(bench.machine)
    bench.machine.change("printer", paper=Paper.ENOUGH)
    assert bench.after(1) == Offer(), "the camera was not looked through for the printer's sake"
    assert bench.after(AGAIN_S) is None


def test_a_visitor_and_a_technician_go_first(bench: Bench) -> None:
    bench.free = False
    assert bench.after(0) is None
    bench.free = True
    with bench.desk.at_work:
        assert bench.after(1) is None
    assert bench.after(1) is None
    assert bench.after(AGAIN_S) == Offer()


def test_what_decides_about_the_offer_is_part_of_the_self_test() -> None:
    quick = {check.name for check in CHECKS if check.quick}
    assert quick >= CLOSING | PAPER
    assert offer(()) == Offer()
