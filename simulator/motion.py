"""How people and what they hold move: minimum-jerk reaches, tremor and breathing. Pure; time is an argument."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class State:
    """Where something is (n,), how fast it moves (per s) and how that changes (per s squared)."""

    position: Vector
    velocity: Vector
    acceleration: Vector

    @classmethod
    def at_rest(cls, position: Vector) -> State:
        return cls(position, np.zeros_like(position), np.zeros_like(position))


@dataclass(frozen=True, eq=False)
class Reach:
    """A minimum-jerk movement (Flash & Hogan 1985) from any state to rest at `goal`.

    A reach that begins in the middle of another takes over its velocity and acceleration: no jolt.
    """

    origin: State
    goal: Vector
    started: float
    """s"""
    duration: float
    """s; 0: it is there at once."""

    def at(self, t: float) -> State:
        """The state at time `t`; before the start the origin, after the end the goal, at rest."""
        elapsed = t - self.started
        if elapsed >= self.duration:
            return State.at_rest(self.goal)
        share = max(elapsed, 0.0) / self.duration
        start = np.array(
            [
                self.origin.position,
                self.origin.velocity * self.duration,
                self.origin.acceleration * self.duration**2 / 2,
            ]
        )
        end = np.array([self.goal - start.sum(axis=0), -start[1] - 2 * start[2], -2 * start[2]])
        quintic = np.concatenate([start, QUINTIC_TAIL @ end])
        powers = np.arange(6)
        position = share**powers @ quintic
        velocity = powers[1:] * share ** powers[:-1] @ quintic[1:] / self.duration
        acceleration = powers[2:] * powers[1:-1] * share ** powers[:-2] @ quintic[2:] / self.duration**2
        return State(position, velocity, acceleration)


# The cubic to quintic coefficients that make up what position, velocity and acceleration lack at the end.
QUINTIC_TAIL = np.linalg.inv(np.array([[1.0, 1.0, 1.0], [3.0, 4.0, 5.0], [6.0, 12.0, 20.0]]))


class Path:
    """Reach after reach. What is called for last wins, and begins where the movement happens to be."""

    def __init__(self, position: Vector) -> None:
        self._reaches = [Reach(State.at_rest(position), position, 0.0, 0.0)]

    def move(self, t: float, duration: float, *goals: Vector) -> None:
        """Leave for each of `goals` in turn, from time `t` on; `duration` in s is for each."""
        origin = self.at(t)
        self._reaches = []
        for number, goal in enumerate(goals):
            self._reaches.append(Reach(origin, goal, t + number * duration, duration))
            origin = State.at_rest(goal)

    def at(self, t: float) -> State:
        """The state at time `t`."""
        begun = [reach for reach in self._reaches if reach.started <= t]
        return (begun or self._reaches)[-1 if begun else 0].at(t)


SINES = 5


class Tremor:
    """Smooth, never repeating unrest: a few sines of random phase for each coordinate."""

    def __init__(self, amplitudes: Vector, slowest_hz: float, fastest_hz: float, seed: int) -> None:
        """`amplitudes` (n,): about the standard deviation of each coordinate."""
        random = np.random.default_rng(seed)
        sines = SINES, len(amplitudes)
        # One in each part of the range, divided by ratio: slow and fast ones are there whatever the seed.
        octaves = (np.arange(SINES)[:, None] + random.random(sines)) / SINES
        frequencies = slowest_hz * (fastest_hz / slowest_hz) ** octaves
        self._rates = 2 * np.pi * frequencies
        self._phases = random.uniform(0, 2 * np.pi, sines)
        # The faster, the smaller: muscles are low-pass filters.
        weights = slowest_hz / frequencies
        self._amplitudes = amplitudes * weights / np.sqrt((weights**2).sum(axis=0) / 2)

    def at(self, t: float) -> Vector:
        """(n,) deviations at time `t` in s."""
        return np.asarray((self._amplitudes * np.sin(self._rates * t + self._phases)).sum(axis=0))
