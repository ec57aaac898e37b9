"""Everything before the camera, moved by what the actor calls for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, replace
from queue import SimpleQueue
from typing import Protocol

import cv2
import numpy as np

from simulator.hall import draw_hall
from simulator.held import Placement, Sheet
from simulator.motion import Path, Tremor, Vector
from simulator.phone import Paper, Phone, licence_app
from simulator.portrait import Portrait, Pose
from simulator.printed import PrintedPhoto
from simulator.relief import Image
from simulator.replay import ReplayedFilm

ACTS: Mapping[str, Pose] = {
    "look_straight": Pose(),
    "turn_left": Pose(yaw=28),
    "turn_right": Pose(yaw=-28),
    "open_mouth": Pose(mouth=0.9),
    "look_up": Pose(pitch=13),
    "come_closer": Pose(distance=0.43),
}
ACT_TAKES = (0.5, 0.9)  # s

NOD = (Pose(pitch=12), Pose(pitch=-12), Pose())
NOD_TAKES = 0.35  # s, each way

OUTSIDE_RIGHT = Pose(x=1.05, yaw=-25)
OUTSIDE_LEFT = Pose(x=-1.05, yaw=-25)
BESIDE = Pose(x=0.3, distance=0.6)
WALK_TAKES = 1.4  # s

PHONE = Placement(x=0.31, y=0.58, yaw=8, pitch=6, roll=-3)
PAPER = Placement(x=0.38, y=0.57, yaw=6, pitch=8, roll=2, zoom=0.9, bend=0.12)
CARD = Placement(x=0.5, y=0.55, yaw=4, pitch=5, roll=-2, bend=0.05)
PHOTO = Placement(x=0.5, y=0.5)
WIGGLES = (
    Placement(x=0.5, y=0.5, yaw=28),
    Placement(x=0.5, y=0.5, yaw=-28),
    Placement(x=0.5, y=0.5, bend=0.8),
    Placement(x=0.5, y=0.5, bend=-0.8),
    Placement(x=0.5, y=0.5, pitch=22, roll=8),
    Placement(x=0.5, y=0.5, zoom=1.15),
    PHOTO,
)
BELOW = 1.8  # y of what is out of view
RAISE_TAKES = 0.7  # s
WIGGLE_TAKES = 0.7  # s
SHUTTER = 1 / 120  # s for which a frame is exposed

HEAD_UNREST = Pose(yaw=0.8, pitch=0.6, roll=0.4, mouth=0.0, distance=0.004, x=0.002, y=0.0015)
HAND_UNREST = Placement(x=0.003, y=0.004, yaw=0.9, pitch=0.9, roll=0.6, zoom=0.006, bend=0.01)
SLOW_HZ, POSTURE_HZ, HAND_HZ = 0.1, 0.7, 5.0

BACKLIGHT, SHADE = 1.2, 0.2  # of hall and people, when there is a bright window behind them

NOISE = 2.2  # grey levels, standard deviation
NOISE_GAIN = 0.05  # the tile holds the noise enlarged, about grey, so that it survives rounding
NOISE_ROOM = 64  # pixels by which the tile is larger than the frame


class Thing(Protocol):
    """What can be held before the camera."""

    def draw(self, canvas: Image, t: float, placement: Placement, motion_blur: int = 0) -> None: ...


class _Visitor:
    """A person who comes, acts and goes."""

    def __init__(self, portrait: Portrait, seed: int) -> None:
        self.portrait = portrait
        self._path = Path(_vector(OUTSIDE_RIGHT))
        self._unrest = Tremor(_vector(HEAD_UNREST), SLOW_HZ, POSTURE_HZ, seed)

    def move(self, t: float, duration: float, *poses: Pose) -> None:
        self._path.move(t, duration, *map(_vector, poses))

    def draw(self, canvas: Image, t: float) -> None:
        self.portrait.draw(canvas, Pose(*(self._path.at(t).position + self._unrest.at(t)).tolist()))


class _Hand:
    """Raises a thing, moves it and takes it away."""

    def __init__(self, thing: Thing, place: Placement, seed: int) -> None:
        self._thing = thing
        self._place = place
        self._path = Path(_vector(self._lowered()))
        self._tremor = Tremor(_vector(HAND_UNREST), SLOW_HZ, HAND_HZ, seed)

    def raise_(self, t: float) -> None:
        self._path.move(t, RAISE_TAKES, _vector(self._place))

    def lower(self, t: float) -> None:
        self._path.move(t, RAISE_TAKES, _vector(self._lowered()))

    def wiggle(self, t: float) -> None:
        self._path.move(t, WIGGLE_TAKES, *map(_vector, WIGGLES))

    def draw(self, canvas: Image, t: float) -> None:
        state = self._path.at(t)
        placement = Placement(*(state.position + self._tremor.at(t)).tolist())
        smear = abs(Placement(*state.velocity).y) * canvas.shape[0] * SHUTTER
        self._thing.draw(canvas, t, placement, round(smear))

    def _lowered(self) -> Placement:
        return replace(self._place, y=BELOW, pitch=self._place.pitch - 20)


class Scene:
    """A camera's view: `scene(t)` gives the frame at time `t` in s, or None while the camera is unplugged.

    The actor's calls may come from any thread and take effect with the next frame; frames are drawn by one
    thread, in the order of time. The same seed, calls and times give the same frames.
    """

    def __init__(self, size: tuple[int, int] = (1280, 720), seed: int = 0) -> None:
        """`size`: width and height of the frames in pixels."""
        self._size = size
        self._seed = seed
        self._random = np.random.default_rng(seed)
        self._calls: SimpleQueue[Callable[[float], None]] = SimpleQueue()
        self._hall = draw_hall(size, seed)
        self._noise = _noise_tile(size, seed)
        self._portraits: dict[str, Portrait] = {}
        self._phone = Phone(size, seed)
        self._visitor: _Visitor | None = None
        self._companion: _Visitor | None = None
        self._hand: _Hand | None = None
        self.plugged = True
        """whether there is a camera to open"""
        self.backlit = False
        """whether the people stand before a bright window"""

    def visitor_enters(self, portrait_name: str) -> None:
        """A person in `PORTRAITS` walks in, alone, and looks at the camera; the first time takes about a second."""
        visitor = _Visitor(self._portrait(portrait_name), self._seed)

        def enter(t: float) -> None:
            self._visitor, self._companion = visitor, None
            visitor.move(t, WALK_TAKES, ACTS["look_straight"])

        self._calls.put(enter)

    def companion_enters(self, portrait_name: str) -> None:
        """Another person in `PORTRAITS` walks in and stands beside the visitor."""
        companion = _Visitor(self._portrait(portrait_name), self._seed + 1)

        def enter(t: float) -> None:
            self._companion = companion
            companion.move(t, WALK_TAKES, BESIDE)

        self._calls.put(enter)

    def visitor_leaves(self) -> None:
        """The visitor walks out of the picture, and who came along too."""

        def leave(t: float) -> None:
            for person in (self._visitor, self._companion):
                if person:
                    person.move(t, WALK_TAKES, OUTSIDE_LEFT)

        self._calls.put(leave)

    def act(self, action: str) -> None:
        """The visitor does one of `ACTS`, and stays so. Raises ValueError for any other."""
        if action not in ACTS:
            raise ValueError(f"no act {action!r}: choose one of {', '.join(ACTS)}")
        pose = ACTS[action]

        def act(t: float) -> None:
            if self._visitor:
                self._visitor.move(t, self._random.uniform(*ACT_TAKES), pose)

        self._calls.put(act)

    def nod(self) -> None:
        """The visitor nods, and looks straight again."""
        self._calls.put(lambda t: self._visitor.move(t, NOD_TAKES, *NOD) if self._visitor else None)

    def show_phone(self, code_text: str, company: str, place: Placement = PHONE) -> None:
        """The visitor raises the phone, the licence app presenting a code, and holds it at `place`."""

        page = licence_app(code_text, "出示执照", company)

        def show(t: float) -> None:
            self._phone.show(page)
            self._raise(t, self._phone, place)

        self._calls.put(show)

    def show_paper(self, code_text: str, company: str = "示范商贸有限公司") -> None:
        """The visitor raises a printed licence."""
        paper = Paper(code_text, company, self._size, self._seed)
        self._calls.put(lambda t: self._raise(t, paper, PAPER))

    def show_card(self, card: Image) -> None:
        """Somebody raises a card, (H, W, 3) BGR for a frame 720 high."""
        sheet = Sheet(card, self._size, self._seed)
        self._calls.put(lambda t: self._raise(t, sheet, CARD))

    def hold_photo(self, portrait_name: str) -> None:
        """Somebody holds a printed photo before the camera."""
        photo = PrintedPhoto(portrait_name, self._size, self._seed)
        self._calls.put(lambda t: self._raise(t, photo, PHOTO))

    def hold_film(self, frames: Sequence[Image], fps: float) -> None:
        """Somebody holds a tablet before the camera that plays `frames` (H, W, 3) over and over."""
        film = ReplayedFilm(frames, fps, self._size, self._seed)
        self._calls.put(lambda t: self._raise(t, film, PHOTO))

    def visitor_becomes(self, portrait_name: str) -> None:
        """From one frame to the next somebody else is there, in the same place and posture."""
        portrait = self._portrait(portrait_name)

        def become(t: float) -> None:
            if self._visitor:
                self._visitor.portrait = portrait

        self._calls.put(become)

    def wiggle_photo(self) -> None:
        """What is held is turned, bent, tilted and brought closer, and back."""
        self._calls.put(lambda t: self._hand.wiggle(t) if self._hand else None)

    def hide(self) -> None:
        """What is held goes down."""
        self._calls.put(lambda t: self._hand.lower(t) if self._hand else None)

    lower_photo = hide

    def unplug(self) -> None:
        """The camera's cable is pulled."""
        self.plugged = False

    def plug(self) -> None:
        """The camera is plugged in again."""
        self.plugged = True

    def __call__(self, t: float) -> Image | None:
        """(H, W, 3) BGR, a new array each time; None while unplugged."""
        while not self._calls.empty():
            self._calls.get()(t)
        if not self.plugged:
            return None
        frame = self._hall.copy()
        for person in (self._companion, self._visitor):
            if person is not None:
                person.draw(frame, t)
        if self.backlit:
            frame = _against_the_light(frame, self._hall)
        if self._hand is not None:
            self._hand.draw(frame, t)
        left, top = self._random.integers(NOISE_ROOM, size=2)
        noise = self._noise[top : top + self._size[1], left : left + self._size[0]]
        return np.asarray(cv2.addWeighted(frame, 1, noise, NOISE_GAIN, -128 * NOISE_GAIN), dtype=np.uint8)

    def _portrait(self, name: str) -> Portrait:
        if name not in self._portraits:
            self._portraits[name] = Portrait(name, self._size)
        return self._portraits[name]

    def _raise(self, t: float, thing: Thing, place: Placement) -> None:
        self._hand = _Hand(thing, place, self._seed)
        self._hand.raise_(t)


def _against_the_light(frame: Image, hall: Image) -> Image:
    """Whatever stands before the hall is in the shade."""
    people = (frame != hall).any(axis=2, keepdims=True)
    bright, dark = (cv2.convertScaleAbs(frame, alpha=factor) for factor in (BACKLIGHT, SHADE))
    return np.where(people, dark, bright).astype(np.uint8)


def _noise_tile(size: tuple[int, int], seed: int) -> Image:
    shape = size[1] + NOISE_ROOM, size[0] + NOISE_ROOM, 3
    noise = np.random.default_rng(seed).normal(128, NOISE / NOISE_GAIN, shape)
    return np.clip(noise, 0, 255).astype(np.uint8)


def _vector(pose: Pose | Placement) -> Vector:
    return np.array(astuple(pose), dtype=np.float64)
