"""Reading QR codes: a fast decoder on every frame, rescues where a code is likely, and now and then everywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.code_text import text_of
from devices.frames import Image, as_image
from devices.left_behind import LeftBehind
from devices.status import DeviceStatus, Health

SWIFT = "zxing"
SWIFT_PIXELS = 640 * 480  # the worst that was made for it took 42 ms: there is no need to be ready to leave it behind
LEAST_SIDE = 21  # modules along the smallest QR code: a smaller picture holds none

Corners = NDArray[np.float32]
Finding = tuple[bytes, Corners]
Decoder = Callable[[Image], list[Finding]]
"""Grey image in, contents and corners in its pixels out."""
Region = tuple[slice, slice]
"""Rows and columns of a picture."""
WHOLE: Region = (slice(None), slice(None))


@dataclass(frozen=True, eq=False)
class Code:
    """A QR code that was read. What it says may open an account: it shows in no repr."""

    text: str | None = field(repr=False)
    """As `code_text.text_of` has it."""
    raw: bytes = field(repr=False)
    corners: Corners
    """(4, 2): x, y in frame pixels, clockwise from the code's own upper left."""
    decoder: str


@dataclass(frozen=True, kw_only=True)
class CodeReaderConfig:
    """Which decoders run, in which order, where, and how often."""

    chain: tuple[str, ...] = ("zxing", "zxing_sharpened", "zbar")
    """Names in DECODERS. The first sees every frame, the others come to its rescue."""
    rescue_every: int = 3
    """Of frames in which nothing new was found the rescues see the region, and every n-th wholly."""
    region: float = 0.75
    """Side of the square in the middle where a code is held, in shares of the picture's shorter side."""
    max_pixels: int = 1280 * 720
    """Larger frames are scaled down to this many pixels."""
    budget_ms: int = 100
    """For one frame. A decoder that is not done by then is left behind, and none other begins."""


class CodeReader:
    """The chain of decoders. One whose library is missing is left out, and `health` says so."""

    def __init__(
        self,
        config: CodeReaderConfig,
        makers: Mapping[str, Callable[[], Decoder]] | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._config, self._clock = config, clock
        self._decoders: dict[str, LeftBehind[[Image], list[Finding]]] = {}
        self.health = Health(DeviceStatus.ONLINE)
        for name in config.chain:
            try:
                self._decoders[name] = LeftBehind((makers or DECODERS)[name]())
            except ImportError:
                self.health = Health(DeviceStatus.NO_DEVICE, f"codes are read without {name}: {REMEDY}")
        self.forget()

    def forget(self) -> None:
        """What was read, and where, is forgotten: somebody else may come."""
        self._known: frozenset[bytes] = frozenset()
        self._last_seen: Region | None = None
        self._frames_without_news = 0

    @property
    def is_idle(self) -> bool:
        """No decoder is at work that was left behind."""
        return not any(decoder.is_busy for decoder in self._decoders.values())

    def read(self, image: Image) -> tuple[Code, ...]:
        """The QR codes in a BGR or grey picture of any size; never raises.

        A code that was in the last frame too is no news: the search goes on for another beside it.
        """
        if min(image.shape[:2]) < LEAST_SIDE:
            return ()
        end = self._clock() + self._config.budget_ms / 1000
        grey, scale = self._prepare(image)
        codes: dict[bytes, Code] = {}
        for name, region in self._looks(grey.shape, codes):
            found = self._decode(name, np.ascontiguousarray(grey[region]), end)
            offset = np.array([region[1].start or 0, region[0].start or 0], np.float32)
            for raw, corners in found:
                codes.setdefault(raw, Code(text_of(raw), raw, resized(corners + offset, 1 / scale), name))
            if not codes.keys() <= self._known:
                break
        self._note(tuple(codes.values()), grey.shape, scale)
        return tuple(codes.values())

    def _looks(self, shape: tuple[int, ...], found: Mapping[bytes, Code]) -> Iterator[tuple[str, Region]]:
        """Which decoder sees what, in order. `found`: what the first has read by the time that it is asked for more.

        The first sees all of the picture at once: it is so fast that a region would save little, and a presented code
        beside a printed one must not be overlooked. The others take far longer, and begin where a code is likely.
        """
        first, *rescues = self._decoders
        yield first, WHOLE
        self._frames_without_news += 1
        lost = None if found else self._last_seen
        region = lost or middle(shape, self._config.region)
        yield from ((name, region) for name in rescues)
        if self._frames_without_news % self._config.rescue_every == 0:
            self._last_seen = None
            yield from ((name, WHOLE) for name in rescues)

    def _decode(self, name: str, grey: Image, end: float) -> list[Finding]:
        """What one decoder finds by the time `end`."""
        decoder = self._decoders[name]
        if name == SWIFT and grey.size <= SWIFT_PIXELS and not decoder.is_busy:
            return decoder.now(grey)
        return decoder.within(end - self._clock(), grey) or []

    def _note(self, codes: tuple[Code, ...], shape: tuple[int, ...], scale: float) -> None:
        if not self._known.issuperset(code.raw for code in codes):
            self._frames_without_news = 0
        self._known = frozenset(code.raw for code in codes)
        if codes:
            self._last_seen = around(resized(np.concatenate([code.corners for code in codes]), scale), shape)

    def _prepare(self, image: Image) -> tuple[Image, float]:
        """The picture in grey and of bounded size, and the scale that was applied."""
        height, width = image.shape[:2]
        scale = min(1.0, (self._config.max_pixels / (height * width)) ** 0.5)
        if scale < 1:
            size = max(1, int(width * scale)), max(1, int(height * scale))
            step = int(1 / scale)  # averaging all pixels of a huge picture would take longer than decoding it
            image = as_image(cv2.resize(image[::step, ::step], size, interpolation=cv2.INTER_AREA))
        # A decoder that is left behind goes on looking: it must not look at pixels that belong to somebody else.
        return (image.copy() if image.ndim == 2 else as_image(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))), scale


def middle(shape: tuple[int, ...], share: float) -> Region:
    """The square in the middle of a picture; its side is a share of the shorter side."""
    side = int(min(shape) * share)
    top, left = (shape[0] - side) // 2, (shape[1] - side) // 2
    return slice(top, top + side), slice(left, left + side)


def around(corners: Corners, shape: tuple[int, ...]) -> Region:
    """Where a code is looked for next: half its size farther out on each side, as it may have moved."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = np.maximum((high - low) / 2, LEAST_SIDE)
    left, top = np.clip(low - margin, 0, None).astype(int)
    right, bottom = np.ceil(high + margin).astype(int)
    return slice(int(top), min(int(bottom), shape[0])), slice(int(left), min(int(right), shape[1]))


def resized(corners: Corners, factor: float) -> Corners:
    return (corners * factor).astype(np.float32)


def _zxing() -> Decoder:
    from devices.zxing import ZXing  # here, because only the vision process reads codes

    return ZXing().scan


def _zxing_sharpened() -> Decoder:
    from devices.zxing import ZXing

    return ZXing().scan_sharpened


def _zbar() -> Decoder:
    from devices.zbar import ZBarScanner  # here, because its import fails where libzbar is missing

    return ZBarScanner().scan


DECODERS: Mapping[str, Callable[[], Decoder]] = {
    "zxing": _zxing,
    "zxing_sharpened": _zxing_sharpened,
    "zbar": _zbar,
}
REMEDY = "install its library (zbar: apt install libzbar0)"
