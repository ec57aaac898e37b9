"""Kivy's surroundings, to be prepared before anything of Kivy is imported: it reads them while it is imported."""

from __future__ import annotations

import os
import socket
from pathlib import Path

DESIGN = (1080, 1920)
"""Pixels of the portrait screen that all sizes (dp) are drawn for, shorter side first."""
SIZES = {"portrait": DESIGN, "landscape": (1920, 1080)}
"""Pixels of that screen, upright and on its side."""
MAX_FPS = 60
"""Twice the camera's: at its own rate every other picture would come too late for its frame."""
FIRST_X_PORT = 6000
ANSWER_SECONDS = 5.0
REMEDY = "start the terminal in its graphical session, or set DISPLAY"


class NoWindow(Exception):
    """There is no display, or none that takes a window."""


def scale_of(size: tuple[int, int]) -> float:
    """Pixels to a dp on a terminal's screen of `size` pixels."""
    return min(min(size) / min(DESIGN), max(size) / max(DESIGN))


def prepare(size: tuple[int, int], *, fullscreen: bool, kivy_home: Path, window: tuple[int, int] | None = None) -> None:
    """Sets Kivy up as a kiosk's toolkit: one window of `size` pixels, no keys, no settings, no files of its own.

    `kivy_home` is where Kivy may put what it cannot do without; it is created. `window` is the window's size where the
    terminal's screen is but a part of it.
    """
    kivy_home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        KIVY_HOME=str(kivy_home),
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_LOG_MODE="PYTHON",  # leaves the handlers of Python's logging alone
        KIVY_METRICS_DENSITY=f"{scale_of(size):.4f}",
        KIVY_METRICS_FONTSCALE="1",
    )
    # Without this SDL, where it finds no display, draws into memory and nobody notices.
    os.environ.setdefault("SDL_VIDEODRIVER", "x11,wayland")
    from kivy.config import Config

    width, height = window or size
    settings: dict[str, dict[str, object]] = {
        "kivy": {"exit_on_escape": 0, "log_level": "warning", "keyboard_mode": ""},
        "graphics": {
            "width": width,
            "height": height,
            "fullscreen": "auto" if fullscreen else 0,
            "borderless": int(fullscreen),
            "show_cursor": int(not fullscreen),
            "resizable": 0,
            "maxfps": MAX_FPS,
            "multisamples": 0,
        },
        "input": {"mouse": "mouse,disable_multitouch"},
    }
    for section, options in settings.items():
        for option, value in options.items():
            Config.set(section, option, value)
    Config.remove_option("input", "%(name)s")  # SDL hands in the touches; probing for devices would double them


def check_display() -> None:
    """Raises NoWindow unless there is a display that answers: without one the toolkit would end the process."""
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    display = os.environ.get("DISPLAY")
    if not display:
        raise NoWindow(f"there is no display: {REMEDY}")
    host, _, number = display.rpartition(":")
    number = number.partition(".")[0]
    family = socket.AF_INET if host else socket.AF_UNIX
    address = (host, FIRST_X_PORT + int(number)) if host else f"/tmp/.X11-unix/X{number}"  # noqa: S108 - X11's place
    try:
        with socket.socket(family) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(address)
    except (OSError, ValueError) as error:
        raise NoWindow(f"the display {display!r} does not answer ({error}): {REMEDY}") from None
