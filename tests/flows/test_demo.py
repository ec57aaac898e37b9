"""The demo as a user types it: the real window, the real engines, the real service; each scenario to its end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from simulator.scenarios import SCENARIOS

PACE = "0.5"
"""The visitor acts twice as fast as people do; the machine takes the time that it takes."""


SCREENS = ("attract", "service", "consent", "licence", "company", "face", "password", "resetting", "result", "goodbye")


def play(scenario: str, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", "demo", "--scenario", scenario, "--out", str(out), "--pace", PACE]
    return subprocess.run([*command, *options], capture_output=True, text=True, timeout=300)


def test_every_scenario_says_what_must_come_of_it() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--list-scenarios"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(SCENARIOS)
    assert all(len(line.split(maxsplit=1)) == 2 for line in listed)


@pytest.mark.timeout(320)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_scenario_comes_to_what_must_come_of_it(scenario: str, tmp_path: Path) -> None:
    played = play(scenario, tmp_path)
    assert played.returncode == 0, played.stdout + played.stderr
    timeline = json.loads((tmp_path / "timeline.json").read_text("utf-8"))
    assert timeline["findings"]
    assert all(finding["holds"] for finding in timeline["findings"])
    assert timeline["machine_s"] + timeline["visitor_s"] <= timeline["budget_s"]


@pytest.mark.timeout(320)
def test_the_main_visit_leaves_pictures_and_paper_in_landscape_too(tmp_path: Path) -> None:
    played = play("visit", tmp_path, "--landscape")
    assert played.returncode == 0, played.stdout + played.stderr
    for screen in SCREENS:
        picture = cv2.imread(str(tmp_path / f"{screen}.png"))
        assert picture is not None, f"no picture of {screen}"
        assert picture.shape[:2] == (1080, 1920)
        assert picture.std() > 10, f"the picture of {screen} is empty"
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")
    assert cv2.imread(str(tmp_path / "receipt.png")) is not None
