"""Rendered attacks before the real engines and the capture of the face step: films on a screen, swapped faces, photos.

An attack that does not look at the terminal (a film, a photo) is seen once and put to every pair of actions; one that
reacts is played for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from central.matching import Calibration
from devices.face.engine import FaceEngine
from devices.face.sface import Template, cosine
from devices.liveness import Action, Captured, CaptureLimits, FaceCapture, Failed, Setback
from devices.observations import FaceSeen
from kiosk.contract import SFACE
from kiosk.evaluation.liveness import PAIRS
from kiosk.evaluation.report import Row
from kiosk.evaluation.statistics import Rate
from simulator import attacks
from simulator.attacks import FPS, REACTING, SETTLED, SMALL, WIGGLE_EVERY_S
from simulator.people import reference_picture
from simulator.scene import Scene

SEED = 3
EVERYTHING = tuple(Action)


@dataclass(frozen=True)
class Attempt:
    """What one attempt came to."""

    attack: str
    asked: tuple[Action, ...]
    actions_done: int
    captured: bool
    as_victim: bool
    """The frontal frames that would be sent are like the victim's reference."""
    passive: float | None
    """The median that would be sent."""
    reason: Setback | None
    """Why it failed."""

    def accepted(self, calibration: Calibration) -> bool:
        """Captured, and live by the passive score."""
        live = self.passive is not None and self.passive >= calibration.passive_minimum
        return self.captured and self.as_victim and live


@dataclass(frozen=True)
class Summary:
    """All attempts of one attack."""

    attack: str
    acted: Rate
    captured: Rate
    accepted: Rate
    """Captured as the victim, and live by the passive score: the service would be taken in."""
    lowest_passive: float | None
    highest_passive: float | None


class Judge:
    """Plays attacks before the engines."""

    def __init__(self, engine: FaceEngine, calibration: Calibration, limits: CaptureLimits | None = None) -> None:
        self._engine = engine
        self._limits = limits or CaptureLimits()
        self._calibration = calibration
        reference = engine.observe(reference_picture(attacks.VICTIM), want_mouth=False, want_template=True).template
        if reference is None:
            raise ValueError("the victim's portrait does not pass the gate")
        self._reference: Template = reference

    def reacting(self, name: str, attack: Callable[[Scene], attacks.React], asked: tuple[Action, ...]) -> Attempt:
        """One attempt of an attack that follows the terminal's prompts."""
        scene = Scene(SMALL, SEED)
        react = attack(scene)
        told = ""
        capture = FaceCapture(asked, self._limits, SETTLED)
        most, number = 0, 0
        while True:
            at = number / FPS
            number += 1
            image = scene(at)
            if image is None or at < SETTLED:
                continue
            progress = capture.feed(FaceSeen(number, at, self._engine.observe(image, True, True)))
            most = max(most, progress.actions_done)
            if progress.outcome is not None:
                return self._attempt(name, asked, most, progress.outcome)
            if progress.prompt != told:
                told = progress.prompt
                react(told)

    def unseeing(self, name: str, attack: Callable[[Scene], None], *, wiggled: bool = False) -> list[Attempt]:
        """An attack that does not look, put to every pair of actions."""
        scene = Scene(SMALL, SEED)
        attack(scene)
        seen: list[FaceSeen] = []
        for number in range(round((SETTLED + self._limits.overall_s + 1) * FPS)):
            at = number / FPS
            if wiggled and number % round(WIGGLE_EVERY_S * FPS) == 0:
                scene.wiggle_photo()
            image = scene(at)
            if image is not None and at >= SETTLED:
                seen.append(FaceSeen(number, at, self._engine.observe(image, True, True)))
        return [self._put(name, seen, asked) for asked in PAIRS]

    def _put(self, name: str, seen: Sequence[FaceSeen], asked: tuple[Action, ...]) -> Attempt:
        capture, most = FaceCapture(asked, self._limits, seen[0].at), 0
        for one in seen:
            progress = capture.feed(one)
            most = max(most, progress.actions_done)
            if progress.outcome is not None:
                break
        return self._attempt(name, asked, most, progress.outcome)

    def _attempt(self, name: str, asked: tuple[Action, ...], actions_done: int, outcome: object) -> Attempt:
        if not isinstance(outcome, Captured):
            reason = outcome.reason if isinstance(outcome, Failed) else None
            return Attempt(name, asked, actions_done, captured=False, as_victim=False, passive=None, reason=reason)
        mean = np.mean(outcome.templates, axis=0)
        return Attempt(
            name,
            asked,
            actions_done,
            captured=True,
            as_victim=cosine(mean, np.array(self._reference)) >= self._calibration.engines[SFACE].minimum,
            passive=median(outcome.passive) if outcome.passive else None,
            reason=None,
        )


def measure(engine: FaceEngine, calibration: Calibration) -> list[Summary]:
    """Every attack with every pair of actions, and the genuine person: ten minutes."""
    judge = Judge(engine, calibration)
    attempts = [judge.reacting("no attack", attacks.genuine, asked) for asked in PAIRS]
    attempts += judge.unseeing("printed photo, wiggled", attacks.printed, wiggled=True)
    for filmed in PAIRS:
        for one in judge.unseeing("", lambda scene, filmed=filmed: attacks.replay(scene, filmed)):  # type: ignore[misc]
            attempts.append(_named(one, filmed))
    attempts += judge.unseeing("film in a loop: all actions", lambda scene: attacks.replay(scene, EVERYTHING))
    for name, attack in REACTING.items():
        attempts += [judge.reacting(name, attack, asked) for asked in PAIRS]
    names = dict.fromkeys(one.attack for one in attempts)
    return [_summary(name, [one for one in attempts if one.attack == name], calibration) for name in names]


def rows(summaries: Sequence[Summary]) -> list[Row]:
    return [
        {
            "before the camera": one.attack,
            "did an action": one.acted,
            "completed both": one.captured,
            "and scored live": one.accepted,
            "passive score of those": _range(one.lowest_passive, one.highest_passive),
        }
        for one in summaries
    ]


def _named(one: Attempt, filmed: tuple[Action, ...]) -> Attempt:
    kind = "the actions asked for" if one.asked == filmed else "another pair of actions"
    return replace(one, attack=f"film in a loop: {kind}")


def _summary(name: str, attempts: Sequence[Attempt], calibration: Calibration) -> Summary:
    scores = [one.passive for one in attempts if one.captured and one.passive is not None]
    return Summary(
        attack=name,
        acted=Rate(sum(one.actions_done > 0 for one in attempts), len(attempts)),
        captured=Rate(sum(one.captured and one.as_victim for one in attempts), len(attempts)),
        accepted=Rate(sum(one.accepted(calibration) for one in attempts), len(attempts)),
        lowest_passive=min(scores, default=None),
        highest_passive=max(scores, default=None),
    )


def _range(lowest: float | None, highest: float | None) -> str:
    return "-" if lowest is None or highest is None else f"{lowest:.2g} to {highest:.2g}"
