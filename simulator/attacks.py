"""Attempts to pass the face step as somebody else, played before a scene's camera. All of them are rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from simulator.relief import Image
from simulator.scene import ACTS, WALK_TAKES, Scene

VICTIM, ATTACKER = "hopper", "collins"
FPS = 15
SMALL = (640, 480)
SETTLED = WALK_TAKES + 0.2
"""s after which who walked in stands, and what was raised is held."""
STRAIGHT_S, ACT_S = 1.0, 1.4
"""How long somebody who is filmed looks straight and does an action."""
WIGGLE_EVERY_S = 5.0

React = Callable[[str], None]
"""Told of each prompt of the terminal when it comes."""


def willing(scene: Scene) -> React:
    """Whoever is there does what is asked."""

    def react(prompt: str) -> None:
        if prompt in ACTS:
            scene.act(prompt)

    return react


def genuine(scene: Scene) -> React:
    """No attack: the victim comes and does what is asked."""
    scene.visitor_enters(VICTIM)
    return willing(scene)


def cut(scene: Scene) -> React:
    """The victim looks straight; for every action somebody else is there from one frame to the next, and is gone again.

    As if two films, or a film and a face, were switched: nothing moves, nobody has to hurry.
    """
    scene.visitor_enters(VICTIM)

    def react(prompt: str) -> None:
        if prompt in ACTS:
            scene.visitor_becomes(VICTIM if prompt == "look_straight" else ATTACKER)
            scene.act(prompt)

    return react


def photo_before_face(scene: Scene) -> React:
    """A printed photo of the victim looks straight; for every action the attacker lowers it and acts."""
    scene.visitor_enters(ATTACKER)
    scene.hold_photo(VICTIM)

    def react(prompt: str) -> None:
        if prompt in ACTS:
            scene.act(prompt)
            if prompt == "look_straight":
                scene.hold_photo(VICTIM)
            else:
                scene.hide()

    return react


REACTING: Mapping[str, Callable[[Scene], React]] = {
    "face cut to another for the actions": cut,
    "photo held, own face for the actions": photo_before_face,
}


def film(actions: Sequence[str], seed: int = 5) -> list[Image]:
    """The victim before a camera of 15 frames a second: looks straight, does each action in turn, looks straight."""
    scene = Scene(SMALL, seed)
    scene.visitor_enters(VICTIM)
    acts = [(0.0, SETTLED), *((act, s) for one in actions for act, s in (("look_straight", STRAIGHT_S), (one, ACT_S)))]
    frames: list[Image] = []
    number = 0
    for act, seconds in [*acts, ("look_straight", STRAIGHT_S)]:
        if isinstance(act, str):
            scene.act(act)
        for _ in range(round(seconds * FPS)):
            image = scene(number / FPS)
            number += 1
            if isinstance(act, str) and image is not None:
                frames.append(image)
    return frames


def replay(scene: Scene, actions: Sequence[str]) -> None:
    """A tablet plays a film of the victim doing these actions, over and over."""
    scene.hold_film(film(actions), FPS)


def printed(scene: Scene) -> None:
    """A printed photo of the victim is held."""
    scene.hold_photo(VICTIM)


def _printed(scene: Scene) -> React:
    printed(scene)
    return lambda _: None


def _bent(scene: Scene) -> React:
    """The photo is turned, bent and brought closer whenever something is asked for."""
    printed(scene)
    return lambda _: scene.wiggle_photo()


def _replayed(scene: Scene) -> React:
    replay(scene, FILMED)
    return lambda _: None


FILMED = ("turn_left", "open_mouth")
ATTACKS: Mapping[str, Callable[[Scene], React]] = {
    "printed photo": _printed,
    "printed photo, bent": _bent,
    "film on a screen": _replayed,
    **REACTING,
}
"""All of them, each as what is set before the camera and how it reacts."""
