"""Who is chosen on the dock is who the terminal sees."""

from __future__ import annotations

import pytest

from devices.face.engine import FaceEngine
from devices.frames import Image
from kiosk.contract import Language
from kiosk.flow import State
from kiosk.view import FaceView, View
from simulator.attacks import ATTACKS
from simulator.dock.cast import NOBODY, PEOPLE, Cast
from simulator.scene import WALK_TAKES, Scene
from tests.kiosk.technician.actions.hands import AtOnce

SIZE = (640, 480)
FACES = {**{name: len(portraits) for name, portraits in PEOPLE.items()}, "printed photo": 1, "printed photo, bent": 1}


class Hall:
    """A scene whose time passes as a test says."""

    def __init__(self) -> None:
        self.scene = Scene(SIZE)
        self.cast = Cast(self.scene, None, {}, AtOnce())
        self.now = 0.0

    def later(self, seconds: float = WALK_TAKES + 0.3) -> Image:
        """The picture when whoever moves has come to rest."""
        self.scene(self.now)  # what was called for begins
        self.now += seconds
        frame = self.scene(self.now)
        assert frame is not None
        return frame

    def asked(self, prompt: str) -> None:
        """The terminal asks for something in the face step; for nothing after it."""
        face = FaceView(prompt) if prompt else None
        self.cast.see(View(State.FACE, "face", Language.EN, face=face))


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.mark.parametrize("name", FACES)
def test_as_many_faces_are_seen_as_there_are_people(name: str, hall: Hall, engine: FaceEngine) -> None:
    hall.cast.stand("two people")
    hall.later()
    hall.cast.stand(name)
    assert hall.cast.before == name
    assert engine.observe(hall.later(), want_mouth=False, want_template=False).faces == FACES[name]


def test_who_plays_along_turns_when_asked_and_looks_straight_after_it(hall: Hall, engine: FaceEngine) -> None:
    hall.cast.stand("Grace Hopper")
    hall.later()
    yaws = []
    for prompt in ("turn_left", ""):
        hall.asked(prompt)
        yaws.append(abs(engine.observe(hall.later(), want_mouth=False, want_template=False).yaw))
    assert yaws[0] > 15 > yaws[1]


def test_who_does_not_play_along_waits_for_the_developer(hall: Hall, engine: FaceEngine) -> None:
    hall.cast.stand("Grace Hopper")
    hall.later()
    hall.cast.play_along()
    hall.asked("turn_left")
    assert abs(engine.observe(hall.later(), want_mouth=False, want_template=False).yaw) < 15
    hall.cast.act("turn_left")
    assert abs(engine.observe(hall.later(), want_mouth=False, want_template=False).yaw) > 15


def test_without_phones_it_is_said_why(hall: Hall) -> None:
    assert not hall.cast.connected
    hall.cast.show_code("licence code")
    assert "phones" in hall.cast.trouble
    hall.cast.scan()
    assert "no code to scan" in hall.cast.trouble
    hall.cast.show_again("the same code again")
    assert "no code was shown" in hall.cast.trouble


def test_nobody_is_there_at_first(hall: Hall) -> None:
    assert hall.cast.before == NOBODY
    assert NOBODY not in ATTACKS
