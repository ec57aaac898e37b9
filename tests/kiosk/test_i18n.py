"""The catalogues: whatever can be said is there in every language, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from devices.face.gate import GateHint
from devices.liveness import Prompt, Setback
from devices.printer import PaperSupply
from devices.status import DeviceStatus
from kiosk.audit.events import Kind
from kiosk.contract import (
    Ending,
    HolderRole,
    Language,
    LinkedStatus,
    PasswordReason,
    ProblemCode,
    SecondFactor,
    Service,
    Step,
    Verdict,
    Warn,
)
from kiosk.diagnostics.registry import CHECKS, COMMON_FINDINGS
from kiosk.flow import Part
from kiosk.i18n import Catalogues, TextMissing
from kiosk.licence_code import CodeKind
from kiosk.technician.actions import ACTIONS
from kiosk.technician.actions.devices import Found
from kiosk.technician.actions.enrolment import Hitch, Stage
from kiosk.technician.actions.events import Topic
from kiosk.technician.actions.gate import Mark, Unfit
from kiosk.technician.actions.pin import Problem
from kiosk.technician.actions.power import Order
from kiosk.technician.badge import Right
from kiosk.technician.view import HELD, Errand, Progress
from kiosk.visit import Doubt

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "kiosk" / "locale"
SOURCES = [*(ROOT / "screens").rglob("*.py"), *(ROOT / "screens").rglob("*.kv"), *(ROOT / "kiosk").rglob("*.py")]
FINDINGS = sorted({*COMMON_FINDINGS, *(code for check in CHECKS for code in check.findings)})
FAMILIES: dict[str, list[str]] = {
    "service.{}": list(Service),
    "resetting.{}": list(Service),
    "result.{}": [*Service, "none", "one_time"],
    "result.{}.lead": [*Service, "none", "one_time"],
    "password.one_time.{}": ["sent", "once", "hidden"],
    "second_factor.{}.note": list(SecondFactor),
    "warning.{}": list(Warn),
    "step.{}": list(Step),
    "problem.{}": list(ProblemCode),
    "ending.{}": list(Ending),
    "password.reason.{}": list(PasswordReason),
    "licence.hint.{}": [kind for kind in CodeKind if kind is not CodeKind.PRESENTED],
    "face.prompt.{}": list(Prompt),
    "face.hint.{}": list(GateHint),
    "face.failure.{}": list(Setback),
    "holder.{}": list(HolderRole),
    "linked.{}": list(LinkedStatus),
    "doubt.{}": list(Doubt),
    "lost.{}": list(Part),
    "diagnose.verdict.{}": list(Verdict),
    "diagnose.{}": ["separator"],
    "diagnose.report.{}": ["title", "terminal", "place", "time", "software", "configuration"],
    "diagnose.endurance.{}": ["round", "cut"],
    "diagnose.guide.{}": ["quick", "interactive", "any"],
    "diagnose.column.{}": [
        "test",
        "verdict",
        "figure",
        "limit",
        "before",
        "rounds",
        "dropped",
        "lowest",
        "middle",
        "highest",
        "drift",
    ],
    "diagnose.group.{}": sorted({check.group for check in CHECKS}),
    "diagnose.test.{}": [check.name for check in CHECKS],
    "diagnose.found.{}": FINDINGS,
    "diagnose.advice.{}": FINDINGS,
    "technician.tile.{}": [*Verdict, "all"],
    "technician.right.{}": list(Right),
    "technician.action.{}": [action.name for action in ACTIONS],
    "technician.action.{}.lead": [action.name for action in ACTIONS],
    "technician.report.{}": [*Errand, *(one for one in Progress if one not in HELD)],
    "technician.report.{}.under_way": list(Errand),
    "technician.report.{}.done": list(Errand),
    "technician.result.{}": ["figure", "limit", "before", "seconds"],
    "technician.run.{}": ["title", "whole", "stopped"],
    "technician.devices.{}": [*Found, "camera", "printer", "speaker"],
    "technician.gate.go.{}": list(Mark),
    "technician.gate.unfit.{}": list(Unfit),
    "technician.gate.{}": ["distance", "light", "proposed", "begin"],
    "technician.status.{}": list(DeviceStatus),
    "technician.supply.{}": list(PaperSupply),
    "technician.events.{}": list(Topic),
    "technician.event.{}": list(Kind),
    "technician.power.{}.confirm": list(Order),
    "technician.power.{}.again": list(Order),
    "technician.power.{}.under_way": list(Order),
    "technician.pin_set.{}": list(Problem),
    "technician.enrolment.{}": [*Stage, "impossible"],
    "technician.enrolment.hitch.{}": list(Hitch),
    "technician.codes_card.{}": ["far", "near", "tilt"],
    "{}_warning.title": ["idle", "time"],
    "{}_warning.lead": ["idle", "time"],
    "{}_warning.continue": ["idle", "time"],
}
"""Keys that are put together from a value."""
FULL_WIDTH = frozenset("“”‘’…·—")
"""As the Chinese font draws them: with gaps that no English line has."""


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues(LOCALE)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _family_keys() -> Iterator[str]:
    for pattern, values in FAMILIES.items():
        yield from (pattern.format(value) for value in values)


def _written_keys() -> set[str]:
    """Every text in quotation marks that looks like a key."""
    return {
        key for path in SOURCES for key in re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)+)["']""", path.read_text("utf-8"))
    }


def test_all_languages_say_the_same_things_with_the_same_values(catalogues: Catalogues) -> None:
    chinese, english = catalogues[Language.ZH_CN], catalogues[Language.EN]
    assert set(chinese) == set(english)
    for key in chinese:
        assert _placeholders(chinese[key]) == _placeholders(english[key]), key


def test_english_keeps_to_signs_of_its_own_width(catalogues: Catalogues) -> None:
    assert {key: text for key, text in catalogues[Language.EN].items() if FULL_WIDTH & set(text)} == {}


@pytest.mark.parametrize("key", list(_family_keys()))
def test_every_value_has_words(catalogues: Catalogues, key: str) -> None:
    assert key in catalogues[Language.ZH_CN]


def test_every_key_that_is_asked_for_exists(catalogues: Catalogues) -> None:
    asked = {
        key
        for path in SOURCES
        for key in re.findall(r"""(?:words|text)\(["']([a-z_]+(?:\.[a-z_]+)+)["']""", path.read_text("utf-8"))
    }
    assert len(asked) > 50
    assert asked <= set(catalogues[Language.ZH_CN])


def test_nothing_is_said_nowhere(catalogues: Catalogues) -> None:
    assert set(catalogues[Language.ZH_CN]) - _written_keys() - set(_family_keys()) == set()


def test_values_are_put_in(catalogues: Catalogues) -> None:
    assert catalogues.text(Language.EN, "sms.resend_in", seconds=7) == "Send again in 7 s"


def test_a_missing_text_or_value_is_named(catalogues: Catalogues) -> None:
    with pytest.raises(TextMissing, match=r"en: no\.such\.key"):
        catalogues.text(Language.EN, "no.such.key")
    with pytest.raises(TextMissing, match="seconds"):
        catalogues.text(Language.EN, "sms.resend_in")
