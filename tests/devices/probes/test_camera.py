"""What is measured of a camera's pictures follows what was done to them."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from devices.camera import SceneCamera
from devices.probes.camera import Access, CameraProbe, CameraReading, LiveSource, Nominal, flicker, latency, noise
from devices.probes.simulated_camera import SimulatedSource

NOMINAL = Nominal(320, 180, 30)


def read(**faults: Any) -> CameraReading:
    return CameraProbe(SimulatedSource(np.random.default_rng(7), size=(320, 180), **faults), NOMINAL).read()


def test_rate_and_size_are_those_of_the_pictures() -> None:
    reading = read(fps=20.0)
    assert (reading.width, reading.height) == (320, 180)
    assert reading.rate == pytest.approx(20, rel=0.05)
    assert reading.distinct == reading.frames


def test_the_more_blurred_the_less_sharp() -> None:
    figures = [read(blur=blur).sharpness for blur in (0.0, 0.002, 0.004, 0.01)]
    assert figures == sorted(figures, reverse=True)
    assert figures[0] > 5 * figures[2]


def test_grain_does_not_count_as_sharpness() -> None:
    assert read(blur=0.02, noise=12.0).sharpness < 25


@pytest.mark.parametrize("deviation", [2.0, 6.0, 15.0])
def test_noise_is_told_in_grey_values(deviation: float) -> None:
    assert read(noise=deviation).noise == pytest.approx(deviation, rel=0.15)


def test_what_moves_is_not_noise() -> None:
    random = np.random.default_rng(1)
    before = random.normal(120, 3, (180, 320)).clip(0, 255).astype(np.uint8)
    after = random.normal(120, 3, (180, 320)).clip(0, 255).astype(np.uint8)
    after[40:120, 100:160] = 220
    assert noise(before, after) == pytest.approx(3.0, rel=0.2)


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0])
def test_flicker_is_found_at_its_depth_whatever_the_rate(fps: float) -> None:
    assert read(fps=fps, flicker=0.1).flicker == pytest.approx(0.1, rel=0.4)
    assert read(fps=fps).flicker < 0.01


def test_a_beat_that_stands_still_is_not_guessed_at() -> None:
    assert read(fps=25.0, flicker=0.1).flicker < 0.01
    assert flicker(np.full((4, 10), 100.0), 30.0) == 0


@pytest.mark.parametrize("delay", [0.04, 0.12, 0.31])
def test_latency_is_the_delay_between_flash_and_picture(delay: float) -> None:
    random = np.random.default_rng(3)
    flashes = np.cumsum(random.uniform(0.25, 0.6, 16))
    at = np.arange(0, flashes[-1] + 0.5, 1 / 30)
    light = 60 + 80.0 * (np.searchsorted(flashes, at - delay, side="right") % 2) + random.normal(0, 5, len(at))
    found = latency(flashes, at, light)
    assert found == pytest.approx(delay, abs=0.02)


def test_a_flash_that_nobody_sees_has_no_latency() -> None:
    random = np.random.default_rng(3)
    flashes = np.cumsum(random.uniform(0.25, 0.6, 16))
    at = np.arange(0, flashes[-1], 1 / 30)
    assert latency(flashes, at, random.normal(60, 5, len(at))) is None
    assert latency(flashes[:2], at, np.full(len(at), 60.0)) is None


def test_a_real_camera_is_on_only_while_it_is_looked_at_and_yields_at_once() -> None:
    random = np.random.default_rng(5)
    camera = SceneCamera(lambda _: random.integers(0, 255, (36, 64, 3), dtype=np.uint8), fps=60)
    free = iter([True] * 40 + [False] * 1000)

    def switch(on: bool) -> None:
        if on:
            camera.switch_on()
        else:
            camera.switch_off()

    whole = CameraProbe(
        LiveSource(camera, time.monotonic, time.sleep, switch, lambda: True), Nominal(64, 36, 60)
    ).read()
    assert whole.access is Access.READY
    assert whole.distinct > 10
    assert not camera.running
    began = time.monotonic()
    frames = list(LiveSource(camera, time.monotonic, time.sleep, switch, lambda: next(free)).frames(60.0))
    assert time.monotonic() - began < 5
    assert len(frames) < 41
    assert not camera.running


def test_a_camera_that_is_not_there_is_not_opened() -> None:
    camera = SceneCamera(lambda _: None, plugged=lambda: False)
    source = LiveSource(camera, time.monotonic, time.sleep, lambda _: pytest.fail("opened"), lambda: True)
    assert CameraProbe(source, NOMINAL).read().access is Access.ABSENT
