"""Observing pictures that no camera of a terminal took: portraits on licences, stills of other people's cameras."""

from __future__ import annotations

import cv2

from devices.face.engine import FaceEngine
from devices.face.gate import GateHint
from devices.face.observation import FaceObservation
from devices.frames import Image, as_image

SMALLEST_FRAME = (480, 640)  # height, width of what a camera gives
BORDER = 0.3  # of the longer side, on every side
GREY = (110, 110, 110)
FRAMING = {GateHint.NO_FACE, GateHint.OFF_CENTRE, GateHint.TOO_NEAR}


def observe_still(engine: FaceEngine, picture: Image) -> tuple[Image, FaceObservation]:
    """Look at a BGR picture for a template; the picture comes back as it was looked at.

    The gate's bounds for the place and size of a face are about a person before a camera. A picture smaller than any
    frame may be a crop that the face fills: where its framing is all that the gate holds against it, it is looked at
    again with a grey border. Every other bound holds as it does for frames.
    """
    observation = engine.observe(picture, want_mouth=False, want_template=True)
    height, width = picture.shape[:2]
    if observation.hint not in FRAMING or height >= SMALLEST_FRAME[0] or width >= SMALLEST_FRAME[1]:
        return picture, observation
    border = round(BORDER * max(height, width))
    framed = as_image(cv2.copyMakeBorder(picture, *(border,) * 4, cv2.BORDER_CONSTANT, value=GREY))
    return framed, engine.observe(framed, want_mouth=False, want_template=True)
