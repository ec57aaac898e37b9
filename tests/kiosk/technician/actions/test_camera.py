"""Camera settings: tried on the living picture, kept on demand, forgotten otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from devices.camera import SceneCamera
from devices.camera_setting import CameraSetting, Lens
from devices.frames import Frame, Image
from kiosk.audit.events import Kind
from kiosk.site import SiteFile
from kiosk.technician.actions.camera import EXPOSURES, CameraAction
from tests.kiosk.technician.actions.hands import Noted


class Bench:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lent: list[bool] = []
        self.settings: list[CameraSetting] = []
        self.noted = Noted()
        self.picture: Image | None = None
        bench = self

        class Camera(SceneCamera):
            """Its pictures are the test's."""

            def adjust(self, setting: CameraSetting) -> None:
                bench.settings.append(setting)

            def newest(self) -> Frame | None:
                return None if bench.picture is None else Frame(bench.picture, 0.0, len(bench.picture))

            def steerable(self) -> frozenset[Lens]:
                return frozenset({Lens.FOCUS})

        self.site = SiteFile(folder / "site.json")
        self.action = CameraAction(Camera(lambda _: None), self.site, self.lent.append, self.noted)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_what_is_tried_is_seen_at_once_and_forgotten_unless_kept(bench: Bench) -> None:
    bench.action.enter()
    bench.action.mirror()
    bench.action.turn()
    assert bench.settings[-1] == CameraSetting(mirrored=True, rotation=90)
    assert not bench.action.view.kept
    bench.action.leave()
    assert bench.settings[-1] == CameraSetting()
    assert bench.lent == [True, False]
    assert bench.noted.events == []
    bench.action.enter()
    assert bench.action.view.setting == CameraSetting()


def test_what_is_kept_outlasts_a_restart_and_is_journalled(bench: Bench) -> None:
    bench.action.enter()
    bench.action.focus(1)
    bench.action.focus(3)
    bench.action.expose(1)
    bench.action.expose(1)
    bench.action.keep()
    assert bench.action.view.kept
    kept = SiteFile(bench.folder / "site.json").now.camera
    assert kept == CameraSetting(focus=15, exposure=200)
    bench.action.leave()
    assert bench.settings[-1] == kept
    facts = {"focus": 15, "exposure": 200, "mirrored": 0, "rotation": 0}
    assert bench.noted.events == [(Kind.CAMERA_SET, facts)]


def test_reset_is_as_shipped_once_it_is_kept(bench: Bench) -> None:
    bench.site.keep(camera=CameraSetting(focus=10, rotation=180))
    bench.action.enter()
    bench.action.reset()
    assert bench.settings[-1] == CameraSetting()
    assert bench.site.now.camera.rotation == 180
    bench.action.keep()
    assert bench.site.now.camera == CameraSetting()
    assert bench.noted.events[-1][1]["focus"] == -1


def test_the_dials_end_where_drivers_do(bench: Bench) -> None:
    bench.action.enter()
    bench.action.focus(-1)
    bench.action.focus(-1)
    assert bench.action.view.setting.focus == 0
    bench.action.expose(1)
    for _ in range(20):
        bench.action.expose(1)
    assert bench.action.view.setting.exposure == EXPOSURES[-1]
    bench.action.automatic(Lens.FOCUS)
    bench.action.automatic(Lens.EXPOSURE)
    for _ in range(4):
        bench.action.turn()
    assert bench.action.view.setting == CameraSetting()


def test_a_sharp_picture_has_the_higher_figure(bench: Bench) -> None:
    def figure(picture: np.ndarray[Any, np.dtype[np.uint8]] | None) -> float | None:
        bench.picture = picture
        bench.action.tick()
        return bench.action.view.sharpness

    squares = np.kron(np.indices((9, 16)).sum(0) % 2, np.ones((20, 20))).astype(np.uint8) * 255
    sharp = np.repeat(squares[..., None], 3, axis=2)
    soft = sharp[:-1] // 4 + 96
    assert figure(None) is None
    high, low = figure(sharp), figure(soft)
    assert high is not None
    assert low is not None
    assert high > low
    assert bench.action.view.steerable == {Lens.FOCUS}


def test_a_disk_that_refuses_is_said(bench: Bench) -> None:
    bench.folder.joinpath("site.json").mkdir()
    bench.action.enter()
    bench.action.mirror()
    bench.action.keep()
    assert bench.action.view.failed
    assert not bench.action.view.kept
    assert replace(bench.action.view.setting, mirrored=False) == CameraSetting()
