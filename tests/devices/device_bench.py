"""Pictures for the tests of the devices, and waiting for what goes at its own pace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from devices.frames import Image, as_image


def shipped(package: str, file: str) -> Image:
    """A picture inside an installed package, found without importing the package."""
    spec = find_spec(package)
    assert spec is not None, f"{package} is not installed"
    assert spec.submodule_search_locations
    return photo(Path(spec.submodule_search_locations[0]) / file)


def photo(path: Path) -> Image:
    """A picture file in BGR."""
    image = cv2.imread(str(path))
    assert image is not None, f"{path} is not a picture"
    return as_image(image)


def on_frame(portrait: Image, height: int) -> Image:
    """The portrait, scaled to a height, in the middle of a 1280 x 720 frame."""
    scale = height / portrait.shape[0]
    scaled = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)[:720]
    frame = np.full((720, 1280, 3), 110, dtype=np.uint8)
    left = (1280 - scaled.shape[1]) // 2
    frame[: scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return frame


def eventually(happens: Callable[[], bool], within_s: float = 10.0) -> bool:
    """Whether something happens in time, in threads and processes that have their own pace."""
    deadline, pause = time.monotonic() + within_s, threading.Event()
    while not happens():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.005)
    return True
