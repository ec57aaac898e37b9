"""Reports of the terminals' own tests: taken in from whoever signed, kept within bounds."""

from __future__ import annotations

from typing import Any

import requests

from central.reports import KEPT
from kiosk.contract import API
from tests.central.central_desk import Terminal, refusal


def report(at: str, **changes: Any) -> dict[str, Any]:
    result = {"test": "camera.focus", "verdict": "fail", "figure": 12, "unit": "", "at": at, "seconds": 0.1}
    return {
        "terminal": "BJ-0001",
        "place": "北京",
        "software": "0.1.0",
        "configuration": "0" * 64,
        "at": at,
        "results": [{**result, "finding": {"code": "camera.blurred", "values": {}}}],
        **changes,
    }


def test_a_report_is_kept_under_the_terminal_that_signed_it(terminals: dict[str, Terminal]) -> None:
    terminal, shanghai = terminals["bj-1"], terminals["sh-1"]
    assert terminal.call("GET", "/diagnostics").json() == {"count": 0, "last": None}
    assert terminal.call("POST", "/diagnostics", report("2026-11-25T12:00:00Z", terminal="SH-0001")).status_code == 204
    kept = terminal.call("GET", "/diagnostics").json()
    assert kept == {"count": 1, "last": "2026-11-25T12:00:00Z"}
    assert shanghai.call("GET", "/diagnostics").json()["count"] == 0


def test_of_each_terminal_the_newest_are_kept(terminal: Terminal) -> None:
    for minute in range(KEPT + 3):
        assert terminal.call("POST", "/diagnostics", report(f"2026-11-25T12:{minute:02}:00Z")).status_code == 204
    assert terminal.call("GET", "/diagnostics").json() == {"count": KEPT, "last": f"2026-11-25T12:{KEPT + 2}:00Z"}


def test_a_report_that_is_none_is_refused(terminal: Terminal) -> None:
    answer = terminal.call("POST", "/diagnostics", report("2026-11-25T12:00:00Z", results=[{"test": "camera.focus"}]))
    assert refusal(answer) == ("malformed", "fault")


def test_only_enrolled_terminals_are_answered(terminal: Terminal) -> None:
    unsigned = [
        requests.get(f"{terminal.url}{API}/diagnostics", timeout=30),
        requests.post(f"{terminal.url}{API}/diagnostics", json=report("2026-11-25T12:00:00Z"), timeout=30),
    ]
    assert [refusal(answer) for answer in unsigned] == [("signature_refused", "fault")] * 2
    assert terminal.call("GET", "/diagnostics").json()["count"] == 0
