"""A real person before a webcam in the visitor's place: enrolled by the webcam, with the licence code as a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import segno
from pydantic import SecretStr

from devices.frames import Image
from kiosk.flow import State
from kiosk.view import View
from simulator.service import World
from simulator.visitor import Character

FRAMES_TO_SETTLE = 30
"""For exposure and focus."""


class NoPicture(Exception):
    """The webcam delivers nothing."""


def portrait_of(camera: int, tell: Callable[[str], None]) -> Image:
    """A picture of whoever sits before the webcam. Raises NoPicture where there is none."""
    capture = cv2.VideoCapture(camera, cv2.CAP_V4L2)
    try:
        if not capture.isOpened():
            raise NoPicture(f"there is no camera {camera}: connect one, or name another with --camera")
        tell("look straight into the camera")
        picture = None
        for _ in range(FRAMES_TO_SETTLE):
            delivered, picture = capture.read()
            if not delivered or picture is None:
                raise NoPicture(f"camera {camera} delivers no picture: check its cable, or name another with --camera")
        return np.asarray(picture, dtype=np.uint8)
    finally:
        capture.release()


class Person:
    """Acts by themselves; the demo writes the licence code where they can show it, and remembers what they enter."""

    def __init__(self, character: Character, world: World, code_file: Path, tell: Callable[[str], None]) -> None:
        self._character, self._world, self._code_file, self._tell = character, world, code_file, tell
        self._enterprise = world.enterprise(character.enterprise)
        self._state: State | None = None
        self.password = ""

    @property
    def credit_code(self) -> str:
        """Of the enterprise that the person comes for."""
        return str(self._enterprise["credit_code"])

    @property
    def old_password(self) -> str:
        """The one that is lost."""
        return str(self._enterprise["initial_password"])

    def see(self, view: View) -> None:
        """A fresh code is laid out whenever one is asked for."""
        if view.state is State.LICENCE and self._state is not State.LICENCE:
            code = self._world.present(self.credit_code, self._character.role)
            segno.make(code, error="m", micro=False).save(str(self._code_file), scale=12)
            self._tell(f"show this code to the camera, on a phone or on paper: {self._code_file}")
        self._state = view.state

    def tick(self, now: float) -> None:
        """People need no ticks."""

    def entered(self, state: State, secret: SecretStr) -> None:
        """What was entered on the password screen is what must sign in at the end."""
        if state is State.PASSWORD:
            self.password = secret.get_secret_value()

    def stop(self) -> None:
        """Takes the code away."""
        self._code_file.unlink(missing_ok=True)
