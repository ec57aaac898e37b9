"""Every test with a person as it may look, for the gallery."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

import cv2
import numpy as np

from devices.codes import Code
from devices.frames import Frame, as_image
from devices.probes.codes import CARD
from devices.speaker import NoSpeaker
from kiosk.background import Background
from kiosk.contract import Language
from kiosk.i18n import Catalogues
from kiosk.technician.tools import Tools
from kiosk.voice import utterance
from screens.technician.hands_on import HANDS_ON
from screens.technician.hands_on.hands_on import HandsOn

SIZE = (1280, 720)
PICTURES = 4
"""Of the same, each with noise of its own, as they come from a camera."""
VIEW_DEGREES = 65.0


class AtOnce:
    """In the place of the threads beside the main loop."""

    def run(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[BaseException], None]
    ) -> None:
        """See `Background.run`."""
        then(work())


class Sheet:
    """A camera before which somebody holds a sheet of paper."""

    def __init__(self) -> None:
        self._number = 0
        sheet = np.full((SIZE[1], SIZE[0], 3), 96, np.uint8)
        cv2.rectangle(sheet, (340, 90), (940, 690), (208, 210, 212), -1)
        for row in range(150, 660, 34):
            cv2.putText(
                sheet, "RESET KIOSK TEST CARD 0123456789", (370, row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (50,) * 3, 2
            )
        blurred, noise = cv2.GaussianBlur(sheet, (0, 0), 3.2), np.random.default_rng(1)
        noisy = (np.clip(blurred + noise.normal(0, 2, sheet.shape), 0, 255) for _ in range(PICTURES))
        self._pictures = [as_image(image.astype(np.uint8)) for image in noisy]

    def __call__(self) -> Frame:
        """The newest picture: a new one at each question."""
        self._number += 1
        return Frame(self._pictures[self._number % PICTURES], time.monotonic(), self._number)


def card_in(_: object) -> tuple[Code, ...]:
    """The test card, some way off and tilted."""
    corners = np.array([[560, 280], [710, 262], [712, 446], [560, 428]], np.float32)
    return (Code(CARD, CARD.encode(), corners, "sample"),)


def nothing(*_: object) -> None:
    """Nobody listens, nothing is done."""


def tools_of(catalogues: Catalogues, frames: Callable[[], Frame | None]) -> Tools:
    """Devices of which only the camera is there."""
    return Tools(
        frames=frames,
        lend=nothing,
        speaker=NoSpeaker(),
        set_volume=nothing,
        clock=time.monotonic,
        utterance=partial(utterance, catalogues),
        codes=card_in,
        background=cast(Background, AtOnce()),
        view_degrees=VIEW_DEGREES,
        print_page=nothing,
    )


def samples(catalogues: Catalogues) -> Iterator[tuple[str, HandsOn]]:
    """Each test in each language, by the name of its picture; to be begun and ended by whoever takes it."""
    tools = tools_of(catalogues, Sheet())
    for language in Language:
        for check, test in HANDS_ON.items():
            name = f"technician-hands_on-{check}.{language}"
            yield name, test(partial(catalogues.text, language), tools, nothing, nothing)
