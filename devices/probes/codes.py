"""Whether the decoders read what they ought to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import segno

from devices.code_text import text_of
from devices.codes import CodeReader, CodeReaderConfig
from devices.frames import Image, as_image
from devices.probes.probe import Probe
from devices.status import DeviceStatus

KNOWN: dict[str, bytes] = {
    "token": b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ012345678",
    "utf-8": "电子营业执照·出示码".encode(),
    "gb18030": "统一社会信用代码".encode("gb18030"),
    "address": b"https://www.gsxt.gov.cn/index.html?uniscid=91110000000000000X",
}
"""What must be read, each drawn as a code: a presented code, both encodings of Chinese, a printed licence."""
FLOOR, INK = 60, 190
"""Grey values: a phone in the sun is neither black nor white."""


@dataclass(frozen=True)
class CodesReading:
    """What became of the known codes."""

    unread: tuple[str, ...]
    """`decoder: code`, for each that a decoder did not read as it was drawn."""
    decoders: int
    missing: str = ""
    """Which decoder's library is missing, and what to install."""


class Codes(Probe[CodesReading]):
    """Draws codes and has each decoder of the chain read them."""

    def __init__(self, config: CodeReaderConfig, reader: Callable[[CodeReaderConfig], CodeReader] = CodeReader) -> None:
        self._config, self._reader = config, reader

    def read(self) -> CodesReading:
        missing, unread, decoders = [], [], 0
        for name in self._config.chain:
            one = self._reader(replace(self._config, chain=(name,), rescue_every=1))
            if one.health.status is not DeviceStatus.ONLINE:
                missing.append(name)
                continue
            decoders += 1
            for label, content in KNOWN.items():
                if [code.text for code in one.read(drawn(content))] != [text_of(content)]:
                    unread.append(f"{name}: {label}")
        return CodesReading(tuple(unread), decoders, ", ".join(missing))


def drawn(content: bytes, module: int = 5, degrees: float = 7.0) -> Image:
    """A QR code as a camera might see it: grey on grey, a little turned; BGR."""
    code = segno.make(content, error="m", micro=False)
    cells = np.array([[bool(cell) for cell in row] for row in code.matrix_iter(border=4)])
    grey = np.where(cells, FLOOR, INK).astype(np.uint8).repeat(module, axis=0).repeat(module, axis=1)
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.9)
    turned = cv2.warpAffine(grey, turn, (width, height), borderValue=(INK,))
    return as_image(cv2.cvtColor(turned, cv2.COLOR_GRAY2BGR))


@dataclass(frozen=True)
class Sighting:
    """A test card, read once before the camera."""

    width: float
    """Of the code, as a share of the picture's width."""
    tilt: float
    """Degrees by which its sides are foreshortened."""


def sighting(corners: np.ndarray[tuple[int, ...], np.dtype[np.float32]], picture_width: int) -> Sighting:
    """Of a code's corners (4, 2), clockwise from its own upper left, in pixels."""
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    across, down = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    shorter, longer = min(across, down), max(across, down)
    tilt = float(np.degrees(np.arccos(shorter / longer))) if longer > 0 else 0.0
    return Sighting(float(longer) / picture_width, tilt)
