"""Real Kivy in one window for all tests of the screens, on a virtual display where there is no other."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from kiosk.i18n import Catalogues
from papers.fonts import chinese_fonts
from tests.screens.desk import CATALOGUES, Desk, Shown, Visitor


@pytest.fixture(scope="session")
def display() -> Iterator[None]:
    """An X server."""
    if "DISPLAY" in os.environ:
        yield
        return
    if shutil.which("Xvfb") is None:
        pytest.skip("no display and no Xvfb; apt-get install xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1920x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as ready:
        os.environ["DISPLAY"] = f":{ready.readline().strip()}"
    yield
    del os.environ["DISPLAY"]
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="session")
def window(display: None, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """The window with the root of all widgets in it."""
    from screens.environment import prepare

    assert "kivy" not in sys.modules, "Kivy was imported before its surroundings were prepared"
    cache = tmp_path_factory.mktemp("cache")
    prepare((1080, 1920), fullscreen=False, kivy_home=cache / "kivy")
    from kivy.config import Config

    Config.set("graphics", "maxfps", 0)  # no frame waits for its time
    from kivy.base import EventLoop
    from kivy.core.window import Window

    from screens.root import Root, load

    load(chinese_fonts(cache))
    visitor, desk = Visitor(), Desk()
    root = Root(visitor, Catalogues(CATALOGUES), frames=desk.frame)
    Window.add_widget(root)
    EventLoop.status = "started"
    return Shown(root, visitor, desk)


@pytest.fixture
def shown(window: Shown) -> Shown:
    """The window, portrait, with nothing remembered of earlier tests."""
    window.reset()
    return window
