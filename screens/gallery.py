"""Pictures of every screen in every language and orientation, for designers: `python -m screens.gallery FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
from pydantic import SecretStr

from devices.frames import Frame
from kiosk.contract import Language, Service
from kiosk.flow import Event
from kiosk.i18n import Catalogues
from kiosk.technician.view import TechnicianView
from kiosk.view import View
from papers.fonts import chinese_fonts
from screens.environment import SIZES, prepare
from screens.samples import SAMPLES
from screens.technician.action_samples import SAMPLES as ACTIONS
from screens.technician.action_samples import Still, page_of
from screens.technician.samples import SAMPLES as TECHNICIANS

LOCALE = Path(__file__).parent.parent / "kiosk" / "locale"
SETTLING_FRAMES = 8


class Nobody:
    """Controls that nobody listens to."""

    def act(self, event: Event, value: Service | SecretStr | None = None) -> None:
        """See `Controls`."""

    def switch_language(self) -> None:
        """See `Controls`."""

    def touched(self) -> None:
        """See `Controls`."""


def test_card() -> Frame:
    """A picture in place of a camera's: soft colours with a lighter middle, (720, 1280, 3)."""
    y, x = np.mgrid[0:720, 0:1280].astype(np.float32)
    light = np.exp(-(((x - 640) / 420) ** 2 + ((y - 400) / 360) ** 2))[..., None]
    image = np.array([120, 90, 70], np.float32) + light * np.array([70, 90, 110], np.float32)
    return Frame(image.astype(np.uint8), at=0.0, number=1)


class NoTechnician:
    """Controls that no technician's touch goes through."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


def samples() -> Iterator[tuple[str, View]]:
    """Every sample in every language, by the name of its picture."""
    for language in Language:
        for name, view in SAMPLES.items():
            yield f"{name}.{language}", replace(view, language=language)


def technicians_samples() -> Iterator[tuple[str, TechnicianView]]:
    """The technician's, likewise."""
    for language in Language:
        for name, view in TECHNICIANS.items():
            yield f"technician-{name}.{language}", replace(view, language=language)


def actions_samples() -> Iterator[tuple[str, str, object, TechnicianView]]:
    """The service actions', likewise: the action's name, its view, and the technician's view."""
    for language in Language:
        for name, (action, view) in ACTIONS.items():
            yield f"action-{name}.{language}", action, view, page_of(action, language)


def main(folder: Path, cache: Path) -> None:
    """Writes the pictures as PNG into `folder`."""
    prepare(SIZES["portrait"], fullscreen=False, kivy_home=cache / "kivy")
    from kivy.base import EventLoop
    from kivy.core.window import Window

    from screens.picture import take
    from screens.root import Root, load
    from screens.technician.hands_on.samples import samples as hands_on
    from screens.technician.hands_on.samples import tools_of
    from screens.technician.layer import TechnicianLayer

    load(chinese_fonts(cache))
    picture, numbers, catalogues = test_card(), count(1), Catalogues(LOCALE)

    def newest() -> Frame:
        return replace(picture, number=next(numbers))

    root = Root(Nobody(), catalogues, frames=newest)
    stills = {action: Still(view) for action, view in ACTIONS.values()}
    layer = TechnicianLayer(NoTechnician(), catalogues, tools_of(catalogues, newest), stills)

    def show_action(action: str, view: object, page: TechnicianView) -> None:
        stills[action].view = view
        layer.show(None)
        layer.show(page)

    root.stand_by(layer, lambda: None)
    Window.add_widget(root)
    EventLoop.status = "started"
    for orientation, size in SIZES.items():
        Window.size = size
        shows: list[tuple[str, Callable[[], None]]] = [
            *((name, partial(root.show, view)) for name, view in samples()),
            *((name, partial(layer.show, view)) for name, view in technicians_samples()),
            *((name, partial(show_action, action, view, page)) for name, action, view, page in actions_samples()),
        ]
        for name, show in shows:
            show()
            for _ in range(SETTLING_FRAMES):
                EventLoop.idle()
            path = folder / orientation / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            take(path)
        layer.show(None)
        for name, test in hands_on(catalogues):
            Window.add_widget(test)
            test.begin()
            for _ in range(SETTLING_FRAMES * 2):
                EventLoop.idle()
            take(folder / orientation / f"{name}.png")
            test.end()
            Window.remove_widget(test)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(Path(sys.argv[1]), Path(scratch))
