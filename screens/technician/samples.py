"""Views of every technician's screen as they may occur, for the gallery and the tests of the layout."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.contract import CheckResult, Finding, Language, Limit, Verdict
from kiosk.diagnostics.history import Point
from kiosk.diagnostics.registry import CHECKS, NEEDS_FAILED, NEEDS_SCREEN
from kiosk.technician.badge import ALL_RIGHTS, Right
from kiosk.technician.view import (
    Errand,
    Progress,
    ReportView,
    RunLine,
    RunView,
    Screen,
    Standing,
    TechnicianView,
    counts,
)

NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)
ZH_CN = Language.ZH_CN


def _result(test: str) -> CheckResult:
    """What a terminal with a worn focus, a skewed clock and no printer would say."""
    verdict, figure, unit, limit, finding = Verdict.PASS, None, "", None, None
    if test == "camera.focus":
        verdict, figure, limit = Verdict.WARN, 72.0, Limit(sign="at_least", value=90)
        finding = Finding(code="camera.blurred", values={})
    elif test == "camera.rate":
        figure, unit, limit = 29.8, "fps", Limit(sign="at_least", value=25.5)
    elif test == "central.clock":
        verdict, figure, unit = Verdict.FAIL, 340.0, "s"
        finding = Finding(code="central.clock_behind", values={})
    elif test.startswith("printer."):
        verdict, finding = Verdict.SKIPPED, Finding(code="printer.none", values={})
    elif test == "speaker.left":
        verdict, finding = Verdict.SKIPPED, Finding(code=NEEDS_FAILED, values={"test": "speaker.status"})
    elif test == "touch.grid":
        verdict, finding = Verdict.SKIPPED, Finding(code=NEEDS_SCREEN, values={})
    return CheckResult(
        test=test, verdict=verdict, figure=figure, unit=unit, limit=limit, finding=finding, at=NOON, seconds=1.4
    )


RESULTS = tuple(_result(check.name) for check in CHECKS)
CURVE = tuple(
    Point(NOON - timedelta(days=30 - 3 * n), figure) for n, figure in enumerate((690, 684, 640, 655, 610, 412))
)
STANDINGS = tuple(
    Standing(one.test, one, CURVE[0] if one.test == "camera.focus" else None, CURVE if one.figure else ())
    for one in RESULTS
)
RUNS = tuple(
    RunLine(NOON - timedelta(days=n), counts(RESULTS[: 60 - 5 * n] if n % 3 else RESULTS[2:9])) for n in range(10)
)


def _inside(screen: Screen, **changes: object) -> TechnicianView:
    return TechnicianView(
        screen=screen,
        language=ZH_CN,
        badge=1042,
        rights=ALL_RIGHTS,
        standings=STANDINGS,
        runs=RUNS,
        **changes,  # type: ignore[arg-type]
    )


SUMMARY = (
    "BJ-0001 2026-11-25T04:00Z\n0.1.0 cfg 4f6c2d0b9a11\nP51 W1 F1 S9\nF central.clock 340s\nW camera.focus 72\n"
    "sha256 9c1d4b7700aa51e2"
)
SAMPLES: dict[str, TechnicianView] = {
    "badge": TechnicianView(Screen.BADGE, ZH_CN),
    "badge_refused": TechnicianView(Screen.BADGE, ZH_CN, refused=True),
    "code": TechnicianView(Screen.CODE, ZH_CN),
    "code_blind": TechnicianView(Screen.CODE, ZH_CN, blind=True, refused=True),
    "pin": TechnicianView(Screen.PIN, ZH_CN),
    "pin_refused": TechnicianView(Screen.PIN, ZH_CN, refused=True),
    "pin_checking": TechnicianView(Screen.PIN, ZH_CN, checking=True),
    "locked": TechnicianView(Screen.LOCKED, ZH_CN, locked_for=240),
    "overview": _inside(Screen.OVERVIEW),
    "overview_idle": _inside(Screen.OVERVIEW, countdown=17),
    "overview_new": TechnicianView(
        Screen.OVERVIEW,
        ZH_CN,
        rights=frozenset({Right.SERVICE}),
        standings=tuple(Standing(check.name) for check in CHECKS),
    ),
    "group": _inside(Screen.GROUP, chosen="camera"),
    "group_printer": _inside(Screen.GROUP, chosen="printer"),
    "run": _inside(Screen.RUN, run=RunView(len(RESULTS), RESULTS[17].test, RESULTS[:17])),
    "run_over": _inside(Screen.RUN, run=RunView(len(RESULTS), None, RESULTS, over=True)),
    "run_stopped": _inside(Screen.RUN, run=RunView(len(RESULTS), None, RESULTS[:9], stopping=True, over=True)),
    "result": _inside(Screen.RESULT, chosen="camera.focus"),
    "result_failed": _inside(Screen.RESULT, chosen="central.clock"),
    "result_passed": _inside(Screen.RESULT, chosen="camera.rate"),
    "result_skipped": _inside(Screen.RESULT, chosen="speaker.left"),
    "report": _inside(Screen.REPORT, report=ReportView(SUMMARY, counts(RESULTS))),
    "report_saved": _inside(
        Screen.REPORT,
        report=ReportView(
            SUMMARY, counts(RESULTS), ((Errand.FILE, Progress.DONE),), "/opt/reset-kiosk/var/diagnostics"
        ),
    ),
    "report_no_stick": _inside(
        Screen.REPORT, report=ReportView(SUMMARY, counts(RESULTS), ((Errand.STICK, Progress.NO_STICK),))
    ),
    "runs": _inside(Screen.RUNS),
    "service": _inside(Screen.SERVICE),
}
