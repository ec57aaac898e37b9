"""The technician's words: every title, finding and advice is a message of the catalogues."""

from __future__ import annotations

from kiosk.contract import CHINA, CheckResult, Finding, Language, Limit, Verdict
from kiosk.diagnostics.history import Point
from kiosk.i18n import Catalogues

SIGNS = {"at_least": "≥", "at_most": "≤"}


class Words:
    """What tests and their results are called in one language."""

    def __init__(self, catalogues: Catalogues, language: Language) -> None:
        self._catalogues, self.language = catalogues, language

    def text(self, key: str, **values: object) -> str:
        """Any message; sentences of devices in it are said in its language too."""
        said = {name: self.said(one) if isinstance(one, str) else one for name, one in values.items()}
        return self._catalogues.text(self.language, key, **said)

    def __call__(self, key: str, **values: object) -> str:
        """Any message, as the screens ask for it."""
        return self.text(key, **values)

    def said(self, sentence: str) -> str:
        """What a device says of itself."""
        return self._catalogues.said(self.language, sentence)

    def group(self, group: str) -> str:
        """A device or part."""
        return self.text(f"diagnose.group.{group}")

    def title(self, test: str) -> str:
        """A test, by its name."""
        return self.text(f"diagnose.test.{test}")

    def verdict(self, verdict: Verdict) -> str:
        """How it went."""
        return self.text(f"diagnose.verdict.{verdict}")

    def found(self, finding: Finding) -> str:
        """What is wrong, or why nothing was tested."""
        return self._filled("found", finding)

    def advice(self, finding: Finding) -> str:
        """What to do about it."""
        return self._filled("advice", finding)

    def figure(self, result: CheckResult) -> str:
        """Figure and unit, or nothing."""
        return "" if result.figure is None else f"{number(result.figure)} {result.unit}".strip()

    def limit(self, limit: Limit | None) -> str:
        """Such as ≥ 120, or nothing."""
        return "" if limit is None else f"{SIGNS[limit.sign]} {number(limit.value)}"

    def before(self, point: Point | None) -> str:
        """What the figure was when it was last in order, or nothing."""
        if point is None:
            return ""
        return self.text("diagnose.before", figure=number(point.figure), date=f"{point.at.astimezone(CHINA):%Y-%m-%d}")

    def _filled(self, kind: str, finding: Finding) -> str:
        values = {name: number(one) if isinstance(one, float) else one for name, one in finding.values.items()}
        if "test" in values:
            values["test"] = self.title(str(values["test"]))
        return self.text(f"diagnose.{kind}.{finding.code}", **values)


def number(value: float) -> str:
    """Three digits that count, never with an exponent, and no zeros that say nothing after the point."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:z.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text
