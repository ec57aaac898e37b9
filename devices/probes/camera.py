"""What a camera delivers: its rate, its picture, its focus."""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.camera import STARTING_S, Camera, Clock
from devices.frames import Frame, Image, as_image
from devices.probes.probe import Probe

SETTLING_S = 0.5
"""Not looked at: the first pictures are still being exposed."""
LOOKING_S = 1.0
ASKING_S = 0.004
WIDTH = 640
"""Pixels: focus is measured at one width, or a finer camera would always look less sharp."""
TILES = 4
MAINS_HZ = 100.0
"""Lamps on 50 Hz mains brighten twice a period."""
LEAST_ALIAS_HZ = 1.5


class Access(StrEnum):
    """Whether the device can be opened at all."""

    READY = "ready"
    ABSENT = "absent"
    FORBIDDEN = "forbidden"
    """It is there, but this user may not open it."""


@dataclass(frozen=True)
class Nominal:
    """What the configuration asks of the camera."""

    width: int
    height: int
    fps: int


@dataclass(frozen=True)
class CameraReading:
    """Some second and a half of pictures, measured. Grey values are 0..255."""

    access: Access
    nominal: Nominal
    frames: int = 0
    width: int = 0
    height: int = 0
    rate: float = 0.0
    """Frames a second, as they really came."""
    distinct: int = 0
    """How many pictures differed from the one before, the first included."""
    brightness: float = 0.0
    """Mean grey value."""
    burnt: float = 0.0
    """Share of pixels that are as bright as can be."""
    detail: float = 0.0
    """Standard deviation of the grey values in the tile that has the most."""
    sharpness: float = 0.0
    """Variance of the Laplacian in the sharpest tile, of the mean pictures at 640 pixels' width."""
    noise: float = 0.0
    """Standard deviation of one pixel's grey value from picture to picture."""
    flicker: float = 0.0
    """Depth by which the light of lamps on 50 Hz mains pulses, as a share of the light."""


class Source(ABC):
    """Where frames come from: a camera, or its simulated twin."""

    @abstractmethod
    def access(self) -> Access:
        """Whether the device can be opened."""

    @abstractmethod
    def frames(self, seconds: float) -> Iterator[Frame]:
        """Every frame of the next `seconds`, counted from the first; none when the camera stays silent."""


class LiveSource(Source):
    """A camera, switched on for as long as it is looked at.

    `switch` opens (True) and closes (False) it: in a running terminal its owner's way of doing so. `free` is asked
    before every picture whether nobody else needs the camera: a visitor goes first.
    """

    def __init__(
        self,
        camera: Camera[Any],
        clock: Clock,
        wait: Callable[[float], None],
        switch: Callable[[bool], None],
        free: Callable[[], bool],
    ) -> None:
        self._camera, self._clock, self._wait, self._switch, self._free = camera, clock, wait, switch, free

    def access(self) -> Access:
        if not self._camera.present():
            return Access.ABSENT
        return Access.READY if self._camera.allowed() else Access.FORBIDDEN

    def frames(self, seconds: float) -> Iterator[Frame]:
        self._switch(True)
        try:
            number, end = 0, self._clock() + STARTING_S
            while self._clock() < end and self._free():
                frame = self._camera.newest()
                if frame is None or frame.number == number:
                    self._wait(ASKING_S)
                    continue
                if number == 0:
                    end = frame.at + seconds
                number = frame.number
                yield frame
        finally:
            self._switch(False)


class CameraProbe(Probe[CameraReading]):
    """Looks through a camera for a moment."""

    def __init__(self, source: Source, nominal: Nominal) -> None:
        self._source, self._nominal = source, nominal

    def read(self) -> CameraReading:
        access = self._source.access()
        if access is not Access.READY:
            return CameraReading(access, self._nominal)
        meter = Meter()
        first: float | None = None
        for frame in self._source.frames(SETTLING_S + LOOKING_S):
            first = frame.at if first is None else first
            if frame.at - first >= SETTLING_S:
                meter.add(frame)
        return meter.reading(self._nominal)


class Meter:
    """Measures frames one by one and keeps none of them but the last."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._rows: list[NDArray[np.float64]] = []
        self._noises: list[float] = []
        self._sums: list[NDArray[np.float64]] = []
        """Of every other picture, and of those between."""
        self._before: Image | None = None
        self._print: int | None = None
        self._distinct = 0
        self._burnt = 0.0
        self._shape = (0, 0)

    def add(self, frame: Frame) -> None:
        """Measure a BGR frame; those of another size than the first count, but are not looked at."""
        grey = as_image(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY))
        if self._before is not None and grey.shape != self._before.shape:
            self._times.append(frame.at)
            return
        self._shape = frame.image.shape[0], frame.image.shape[1]
        small = normal(grey)
        print_ = zlib.crc32(grey.tobytes())
        self._distinct += print_ != self._print
        self._print = print_
        self._times.append(frame.at)
        self._rows.append(small.mean(axis=1))
        self._burnt += float((small >= 250).mean())
        if len(self._sums) < 2:
            self._sums.append(small.astype(np.float64))
        else:
            self._sums[(len(self._rows) - 1) % 2] += small
        if self._before is not None:
            self._noises.append(noise(self._before, grey))
        self._before = grey

    def reading(self, nominal: Nominal) -> CameraReading:
        """What all frames together come to."""
        count = len(self._rows)
        if count < 2:
            return CameraReading(Access.READY, nominal, frames=len(self._times))
        even, odd = self._sums[0] / (count - count // 2), self._sums[1] / (count // 2)
        mean = (even + odd) / 2
        rate = (len(self._times) - 1) / max(self._times[-1] - self._times[0], 1e-6)
        return CameraReading(
            Access.READY,
            nominal,
            frames=len(self._times),
            width=self._shape[1],
            height=self._shape[0],
            rate=rate,
            distinct=self._distinct,
            brightness=float(mean.mean()),
            burnt=self._burnt / count,
            detail=max(float(tile.std()) for tile in tiles(mean)),
            sharpness=sharpness(even, odd),
            noise=float(np.median(self._noises)),
            flicker=flicker(np.array(self._rows), rate),
        )


def normal(grey: Image) -> Image:
    """A grey picture at the width at which pictures are measured."""
    height, width = grey.shape
    return as_image(cv2.resize(grey, (WIDTH, max(1, height * WIDTH // width)), interpolation=cv2.INTER_AREA))


def tiles(picture: NDArray[Any]) -> list[NDArray[Any]]:
    """The picture cut into 4 x 4 parts."""
    return [tile for band in np.array_split(picture, TILES) for tile in np.array_split(band, TILES, axis=1)]


def sharpness(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Variance of the Laplacian in the tile where it is highest: a wall beside a sharp face says nothing.

    Of two pictures of the same, grey and 640 wide, only what both show counts, which the noise of neither is. The
    higher, the sharper; it depends on what is in view, so compare like with like.
    """
    edges = (tiles(cv2.Laplacian(picture.astype(np.float32), cv2.CV_32F)) for picture in (one, other))
    return max(float(((a - a.mean()) * (b - b.mean())).mean()) for a, b in zip(*edges, strict=True))


def noise(before: Image, after: Image) -> float:
    """Standard deviation of one pixel's noise, by the difference of two grey pictures.

    What moves is left out by looking only at the smaller three quarters of the differences, what pulses in all of a
    row by taking the row's median away.
    """
    difference = after[::4, ::4].astype(np.float32) - before[::4, ::4]
    sizes = np.abs(difference - np.median(difference, axis=1, keepdims=True))
    quiet = sizes[sizes <= np.quantile(sizes, 0.75)]
    return float(quiet.mean()) * QUIET_TO_DEVIATION


QUIET_TO_DEVIATION = 1.374
"""The smaller three quarters of a normal distribution's sizes have a mean of 0.515 deviations; a difference of two
pixels deviates by a root of two more: 1 / (0.515 * 1.414)."""


def flicker(rows: NDArray[np.float64], rate: float) -> float:
    """Depth of the pulsing of lamps on 50 Hz mains, as a share of the light.

    `rows`: (frames, height), mean grey value of each row of each frame. A camera of `rate` frames a second sees 100 Hz
    as a slower beat, with bands that wander over the rows; where the beat would stand still nothing can be told: 0.
    """
    beat = abs(MAINS_HZ - round(MAINS_HZ / rate) * rate)
    count = len(rows)
    if beat < LEAST_ALIAS_HZ or count < 8:
        return 0.0
    light = rows / np.maximum(rows.mean(axis=0), 1.0) - 1
    window = np.hanning(count)
    phases = window * np.exp(-2j * np.pi * beat * np.arange(count) / rate)
    return float(2 * np.abs(phases @ light).mean() / window.sum())


def latency(flashes: NDArray[np.float64], at: NDArray[np.float64], light: NDArray[np.float64]) -> float | None:
    """Seconds from the screen's changing to the camera's picture of it; None where the flashing is not seen.

    `flashes`: when the screen changed from dark to bright or back, starting with bright, on the clock of `at`.
    `at`, `light`: time and mean grey value of each frame. The delay is the one at which the light follows the
    flashing best.
    """
    if len(flashes) < MIN_FLASHES or len(at) < MIN_FLASHES:
        return None
    delays = np.arange(0.0, LONGEST_LATENCY_S, LATENCY_STEP_S)
    bright = np.array([np.searchsorted(flashes, at - delay, side="right") % 2 for delay in delays], dtype=float)
    likeness = [_correlation(one, light) for one in bright]
    best = int(np.argmax(likeness))
    return float(delays[best]) if likeness[best] >= LEAST_LIKENESS else None


MIN_FLASHES = 6
LONGEST_LATENCY_S = 0.6
LATENCY_STEP_S = 0.002
LEAST_LIKENESS = 0.6


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    spread = float(a.std() * b.std())
    return float(((a - a.mean()) * (b - b.mean())).mean()) / spread if spread > 1e-9 else 0.0
