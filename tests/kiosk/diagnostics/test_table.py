"""The results on a plain terminal of 80 columns, as they arrive in a pipe or over a serial line."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from kiosk.app import LOCALE
from kiosk.contract import CheckResult, Language, Verdict
from kiosk.diagnostics import table
from kiosk.diagnostics.history import Past
from kiosk.diagnostics.registry import CHECKS
from kiosk.diagnostics.suite import Suite
from kiosk.diagnostics.words import Words
from kiosk.i18n import Catalogues
from papers.wrapping import CLOSING
from simulator.faults import FAULTS
from simulator.machine import Machine

COLUMNS = 80
CATALOGUES = Catalogues(LOCALE)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def results(*faults: str) -> list[CheckResult]:
    """Of the tests that find these faults, with what they need; of all without a fault."""
    machine = Machine(np.random.default_rng(1))
    for name in faults:
        FAULTS[name].put_in(machine)
    suite = Suite(CHECKS, machine.bench(), clock=lambda: 0.0, now=lambda: NOON)
    checks = suite.named(*(FAULTS[name].test for name in faults)) if faults else suite.full()
    return [one for one in suite.run(checks) if isinstance(one, CheckResult)]


def printed(shown: list[CheckResult], words: Words) -> str:
    paper = io.StringIO()
    table.show(Console(file=paper, width=COLUMNS, highlight=False), shown, words, Past([]))
    return paper.getvalue()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", FAULTS)
def test_what_was_found_and_what_to_do_is_read_whole_in_eighty_columns(name: str, language: Language) -> None:
    words, shown = Words(CATALOGUES, language), results(name)
    text = printed(shown, words)
    assert "\x1b" not in text
    assert [line for line in text.splitlines() if cell_len(line.rstrip()) > COLUMNS] == []
    assert [line for line in text.splitlines() if line.strip().startswith(tuple(CLOSING))] == []
    plain = "".join(text.split())
    for result in shown:
        if result.finding is not None:
            for said in (words.found(result.finding), words.advice(result.finding)):
                assert "".join(said.split()) in plain


def test_what_is_in_order_is_one_line_and_the_last_line_counts() -> None:
    shown = results()
    lines = printed(shown, Words(CATALOGUES, Language.EN)).splitlines()
    passed = sum(one.verdict is Verdict.PASS for one in shown)
    assert sum(line.startswith("in order ") for line in lines[:-1]) == passed
    assert lines[-1].startswith(f"in order {passed}  warning 0  failed 0")
