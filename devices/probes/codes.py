"""Whether the decoders read what they ought to."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import segno

from devices.code_text import text_of
from devices.codes import CodeReader, CodeReaderConfig, Corners
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


CARD = "RESET KIOSK TEST CARD 0123456789 ABCDEFGHIJK"
"""What the test card says: as much as a presented code (version 3, level M), and with its spaces none."""
CARD_MM = 45.0
"""Side of its code without the quiet zone: a code on a phone."""


@dataclass(frozen=True)
class Sighting:
    """The test card, read once before the camera."""

    distance: float
    """Millimetres from the lens."""
    tilt: float
    """Degrees by which it is turned away from the line of sight."""


@dataclass(frozen=True)
class CardReading:
    """Where the test card was read."""

    reads: int
    nearest: float = 0.0
    farthest: float = 0.0
    """Millimetres from the lens."""
    tilt: float = 0.0
    """Degrees."""


def sighting(corners: Corners, size: tuple[int, int], view_degrees: float, side: float = CARD_MM) -> Sighting | None:
    """Where a code of `side` millimetres is, by perspective; None where it cannot be so.

    `corners` (4, 2): clockwise from its own upper left, in pixels of a picture of `size` (width, height) across which
    the camera sees `view_degrees`. The lens is taken for one without distortion.
    """
    width, height = size
    focal = width / 2 / math.tan(math.radians(view_degrees) / 2)
    lens = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    half = side / 2
    square = np.array([[-half, half, 0], [half, half, 0], [half, -half, 0], [-half, -half, 0]])
    try:
        # The solver for squares (IPPE) fails on some that are held straight, as of OpenCV 5.0.
        found, turn, place = cv2.solvePnP(
            square, corners.astype(np.float64), lens, np.zeros(4), flags=cv2.SOLVEPNP_ITERATIVE
        )
    except cv2.error:
        return None
    if not found:
        return None
    distance = float(np.linalg.norm(place))
    if not math.isfinite(distance) or place[2, 0] <= 0:
        return None
    facing = float(np.abs(cv2.Rodrigues(turn)[0][:, 2] @ place[:, 0])) / distance
    return Sighting(distance, math.degrees(math.acos(min(1.0, facing))))
