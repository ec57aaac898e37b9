"""What is set at the site: kept whole, and refused when somebody loosens it by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devices.camera_setting import CameraSetting
from devices.face.gate import GateLimits
from kiosk.config import ConfigFault
from kiosk.site import Gate, Site, SiteFile


def test_without_a_file_all_is_as_shipped(tmp_path: Path) -> None:
    assert SiteFile(tmp_path / "site.json").now == Site()
    assert Gate().limits() == GateLimits()


def test_one_change_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "var" / "site.json"
    site = SiteFile(path)
    site.keep(camera=CameraSetting(exposure=200, rotation=90))
    site.keep(out_of_service=True)
    site.keep(gate=Gate(min_size=0.3))
    again = SiteFile(path).now
    assert again == Site(camera=CameraSetting(exposure=200, rotation=90), gate=Gate(min_size=0.3), out_of_service=True)
    assert again.gate.limits().min_size == 0.3
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"gate": {"min_size": 0.1}}, "min_size must be at least 0.2"),
        ({"gate": {"max_brightness": 250}}, "max_brightness must be at most 220"),
        ({"gate": {"min_size": 0.5, "max_size": 0.6}}, "1.4 times"),
        ({"gate": {"min_score": 0.1}}, "gate.min_score: no such setting"),
        ({"camera": {"rotation": 45}}, "camera.rotation = 45"),
        ({"camera": {"focus": 5000}}, "focus = 5000: must be 0 to 1023"),
        ({"out_of_service": "yes"}, 'out_of_service = "yes": must be true or false'),
    ],
)
def test_a_file_that_was_loosened_or_spoilt_is_refused_by_name(
    tmp_path: Path, values: dict[str, Any], complaint: str
) -> None:
    path = tmp_path / "site.json"
    path.write_text(json.dumps(values))
    with pytest.raises(ConfigFault) as caught:
        SiteFile(path)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_torn_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    path.write_text('{"camera": {"mirr')
    with pytest.raises(ConfigFault, match="remove it and set the terminal anew:\nnot JSON: EOF"):
        SiteFile(path)
