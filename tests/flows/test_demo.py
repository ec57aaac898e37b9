"""The demo as a user types it: the real window, the real engines, the real service; each scenario to its end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import pytest

from simulator.scenarios import SCENARIOS

PACE = "0.5"
"""The visitor acts twice as fast as people do; the machine takes the time that it takes."""
AT_ONCE = 2
"""A visit is mostly waiting: two at a time need less than two cores."""
PHOTOS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"\x93NUMPY")
"""How files of pictures, films and arrays begin."""
SCREENS = ("attract", "service", "consent", "licence", "company", "face", "password", "resetting", "result", "goodbye")


@dataclass(frozen=True)
class Played:
    """What came of a demo: its exit status, what it printed, the folder with what it left."""

    status: int
    printed: str
    out: Path


def play(out: Path, *options: str) -> Played:
    command = [sys.executable, "-m", "kiosk", "demo", "--out", str(out), "--pace", PACE, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return Played(done.returncode, done.stdout + done.stderr, out)


@pytest.fixture(scope="module")
def plays(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Future[Played]]]:
    """The scenarios of the tests that were chosen, played in their order."""
    here = [item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    names = [item.callspec.params["scenario"] for item in here]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {name: pool.submit(play, tmp_path_factory.mktemp(name), "--scenario", name) for name in names}


def test_every_scenario_says_what_must_come_of_it() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--list-scenarios"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(SCENARIOS)
    assert all(len(line.split(maxsplit=1)) == 2 for line in listed)


@pytest.mark.timeout(320)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_scenario_comes_to_what_must_come_of_it(scenario: str, plays: Mapping[str, Future[Played]]) -> None:
    played = plays[scenario].result()
    assert played.status == 0, played.printed
    timeline = json.loads((played.out / "timeline.json").read_text("utf-8"))
    assert timeline["findings"]
    assert all(finding["holds"] for finding in timeline["findings"])
    assert timeline["machine_s"] + timeline["visitor_s"] <= timeline["budget_s"]


@pytest.mark.timeout(320)
def test_the_main_visit_leaves_pictures_and_paper_in_landscape_too(tmp_path: Path) -> None:
    played = play(tmp_path, "--landscape")
    assert played.status == 0, played.printed
    for screen in SCREENS:
        picture = cv2.imread(str(tmp_path / f"{screen}.png"))
        assert picture is not None, f"no picture of {screen}"
        assert picture.shape[:2] == (1080, 1920)
        assert picture.std() > 10, f"the picture of {screen} is empty"
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")
    left = [file for file in tmp_path.rglob("*") if file.is_file() and file.suffix not in {".png", ".otf"}]
    photos = [file.name for file in left if any(mark in file.read_bytes() for mark in PHOTOS)]
    assert not photos, "real frames were before the camera: what is no picture of a screen holds none"
    pictures = {file.relative_to(tmp_path).parent.as_posix() for file in tmp_path.rglob("*.png")}
    assert pictures == {"."}
    assert cv2.imread(str(tmp_path / "receipt.png")) is not None
