"""Reading QR codes: a fast decoder on every frame, rescues now and then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.frames import Image, as_image
from devices.status import DeviceStatus, Health

LEAST_SIDE = 21  # modules along the smallest QR code: a smaller picture holds none

Corners = NDArray[np.float32]
Finding = tuple[bytes, Corners]
Decoder = Callable[[Image], list[Finding]]
"""Grey image in, contents and corners in its pixels out."""


@dataclass(frozen=True, eq=False)
class Code:
    """A QR code that was read. What it says may open an account: it shows in no repr."""

    text: str | None = field(repr=False)
    """The bytes as UTF-8 or else GB18030; None when they are neither."""
    raw: bytes = field(repr=False)
    corners: Corners
    """(4, 2): x, y in frame pixels, clockwise from the code's own upper left."""
    decoder: str


@dataclass(frozen=True)
class CodeReaderConfig:
    """Which decoders run, in which order, and how often."""

    chain: tuple[str, ...] = ("zxing", "zxing_sharpened", "zbar")
    """Names in DECODERS. The first sees every frame, the others come to its rescue."""
    rescue_every: int = 3
    """The rescues see every n-th frame in which the first decoder found nothing."""
    max_pixels: int = 1280 * 720
    """Larger frames are scaled down to this many pixels: decoding time is bounded."""


class CodeReader:
    """The chain of decoders. One whose library is missing is left out, and `health` says so."""

    def __init__(self, config: CodeReaderConfig, makers: Mapping[str, Callable[[], Decoder]] | None = None) -> None:
        self._config = config
        self._decoders: dict[str, Decoder] = {}
        self._empty_frames = 0
        self.health = Health(DeviceStatus.ONLINE)
        for name in config.chain:
            try:
                self._decoders[name] = (makers or DECODERS)[name]()
            except ImportError:
                self.health = Health(DeviceStatus.NO_DEVICE, f"codes are read without {name}: {REMEDY}")

    def read(self, image: Image) -> tuple[Code, ...]:
        """The QR codes in a BGR or grey picture of any size; never raises."""
        if min(image.shape[:2]) < LEAST_SIDE:
            return ()
        grey, scale = self._prepare(image)
        for name, decode in self._turn():
            findings = decode(grey)
            if findings:
                self._empty_frames = 0
                return tuple(Code(text_of(raw), raw, resized(at, 1 / scale), name) for raw, at in findings)
        self._empty_frames += 1
        return ()

    def _turn(self) -> list[tuple[str, Decoder]]:
        """The decoders whose turn it is."""
        chain = list(self._decoders.items())
        is_rescue = (self._empty_frames + 1) % self._config.rescue_every == 0
        return chain if is_rescue else chain[:1]

    def _prepare(self, image: Image) -> tuple[Image, float]:
        """The picture in grey and of bounded size, and the scale that was applied."""
        height, width = image.shape[:2]
        scale = min(1.0, (self._config.max_pixels / (height * width)) ** 0.5)
        if scale < 1:
            size = max(1, int(width * scale)), max(1, int(height * scale))
            image = as_image(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
        return (image if image.ndim == 2 else as_image(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))), scale


def text_of(raw: bytes) -> str | None:
    """Decoders guess the encoding, often wrongly; in China it is one of these two."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


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
