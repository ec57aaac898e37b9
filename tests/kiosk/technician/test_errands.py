"""What becomes of the report: each errand once, and what keeps it from being done is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from pydantic import SecretBytes

from kiosk.app import LOCALE
from kiosk.client import Trouble, Unreachable
from kiosk.contract import CheckResult, DiagnosticReport, Language
from kiosk.diagnostics.desk import Desk, Identity
from kiosk.diagnostics.history import History
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.suite import Suite
from kiosk.i18n import Catalogues
from kiosk.signature import private_half
from kiosk.technician.errands import Errands
from kiosk.technician.view import Errand, Progress
from papers.fonts import Fonts, chinese_fonts
from simulator.machine import Machine
from tests.kiosk.diagnostics.terminal_tests import NOON
from tests.kiosk.technician.actions.hands import AtOnce
from tests.kiosk.technician.visit import KEY

ZH_CN = Language.ZH_CN


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Fonts:
    return chinese_fonts(tmp_path_factory.mktemp("fonts"))


class Central:
    """Takes reports, or does not answer."""

    def __init__(self) -> None:
        self.reports: list[DiagnosticReport] = []
        self.answers = True

    def report(self, report: DiagnosticReport) -> None:
        if not self.answers:
            raise Unreachable(Trouble.NO_ANSWER)
        self.reports.append(report)


class Bench:
    """A terminal with a key, whose memory was tested."""

    def __init__(self, folder: Path, fonts: Callable[[], Fonts], key: SecretBytes | None = KEY) -> None:
        self.folder, self.central = folder / "reports", Central()
        self.sticks: tuple[Path, ...] = ()
        self.crashes: list[BaseException] = []
        suite = Suite(CHECKS, Machine(np.random.default_rng(1)).bench(), clock=lambda: 0.0, now=lambda: NOON)
        desk = Desk(
            suite,
            History(folder / "history.jsonl"),
            Identity("BJ-0001", "北京", "0.1.0", "0" * 64),
            catalogues=Catalogues(LOCALE),
            fonts=fonts,
            sign=private_half(key) if key else None,
            client=cast(Any, self.central),
            now=lambda: NOON,
        )
        self.errands = Errands(desk, AtOnce(), self.folder, lambda: self.sticks, self.crashes.append)
        self.errands.compose([one for one in suite.run(suite.named("memory")) if isinstance(one, CheckResult)])

    def stands(self, errand: Errand) -> Progress | None:
        """After it was asked for."""
        self.errands.run(errand, ZH_CN)
        assert self.errands.view is not None
        return dict(self.errands.view.errands).get(errand)


@pytest.fixture
def bench(tmp_path: Path, fonts: Fonts) -> Bench:
    return Bench(tmp_path, lambda: fonts)


def test_files_are_written_here_or_onto_the_first_stick_and_the_place_is_told(bench: Bench, tmp_path: Path) -> None:
    assert bench.stands(Errand.FILE) is Progress.DONE
    assert bench.errands.view is not None
    assert bench.errands.view.place == str(bench.folder)
    assert {path.suffix for path in bench.folder.iterdir()} == {".json", ".pdf"}
    assert bench.stands(Errand.STICK) is Progress.NO_STICK
    bench.sticks = tmp_path / "one", tmp_path / "two"
    assert bench.stands(Errand.STICK) is Progress.DONE, "it may be tried again"
    assert bench.errands.view.place == str(tmp_path / "one")
    assert not (tmp_path / "two").exists()


def test_a_report_is_sent_once_and_again_only_where_it_did_not_arrive(bench: Bench) -> None:
    bench.central.answers = False
    assert bench.stands(Errand.SEND) is Progress.FAILED
    bench.central.answers = True
    assert bench.stands(Errand.SEND) is Progress.DONE
    assert bench.stands(Errand.SEND) is Progress.DONE
    assert len(bench.central.reports) == 1
    assert bench.crashes == []


def test_with_another_report_nothing_has_been_done(bench: Bench) -> None:
    bench.stands(Errand.SEND)
    bench.errands.compose([])
    assert bench.errands.view is not None
    assert bench.errands.view.errands == ()
    bench.errands.forget()
    assert bench.errands.view is None


def test_without_a_key_nothing_is_written(tmp_path: Path, fonts: Fonts) -> None:
    bench = Bench(tmp_path, lambda: fonts, key=None)
    assert bench.stands(Errand.FILE) is Progress.NO_KEY
    assert not bench.folder.exists()


def test_what_nobody_expected_is_told(tmp_path: Path) -> None:
    def broken() -> Fonts:
        raise ZeroDivisionError

    bench = Bench(tmp_path, broken)
    assert bench.stands(Errand.FILE) is Progress.FAILED
    assert [type(error) for error in bench.crashes] == [ZeroDivisionError]
