"""The technician's guide says what the tests say."""

from __future__ import annotations

import pytest

from kiosk.app import LOCALE
from kiosk.contract import Language
from kiosk.diagnostics.guide import COMMONEST, FILES, filled
from kiosk.diagnostics.registry import CHECKS
from kiosk.i18n import Catalogues


@pytest.mark.parametrize("language", FILES)
def test_the_guide_is_up_to_date(language: Language) -> None:
    document = FILES[language].read_text("utf-8")
    assert document == filled(document, Catalogues(LOCALE), language), "run python -m kiosk.diagnostics.guide"
    assert [check.name for check in CHECKS if f"`{check.name}`" not in document] == []
    assert "{" not in document


def test_a_guide_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="tests: begin"):
        filled("# The guide\n", Catalogues(LOCALE), Language.EN)


def test_the_ten_commonest_faults_are_ten_findings_of_tests() -> None:
    assert len(set(COMMONEST)) == 10
    assert set(COMMONEST) <= {code for check in CHECKS for code in check.findings}
