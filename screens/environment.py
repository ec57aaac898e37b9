"""Kivy's surroundings, to be prepared before anything of Kivy is imported: it reads them while it is imported."""

from __future__ import annotations

import os
from pathlib import Path

DESIGN = (1080, 1920)
"""Pixels of the portrait screen that all sizes (dp) are drawn for, shorter side first."""
MAX_FPS = 30


def prepare(size: tuple[int, int], *, fullscreen: bool, kivy_home: Path) -> None:
    """Sets Kivy up as a kiosk's toolkit: one window of `size` pixels, no keys, no settings, no files of its own.

    `kivy_home` is where Kivy may put what it cannot do without; it is created.
    """
    kivy_home.mkdir(parents=True, exist_ok=True)
    scale = min(min(size) / min(DESIGN), max(size) / max(DESIGN))
    os.environ.update(
        KIVY_HOME=str(kivy_home),
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_LOG_MODE="PYTHON",  # leaves the handlers of Python's logging alone
        KIVY_METRICS_DENSITY=f"{scale:.4f}",
        KIVY_METRICS_FONTSCALE="1",
    )
    from kivy.config import Config

    width, height = size
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
