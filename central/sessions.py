"""The order of a visit's steps: pure."""

from __future__ import annotations

from kiosk.contract import HolderRole, Service, Step

SETS_PASSWORD = frozenset({Service.RESET, Service.RESET_AND_UNLOCK})


def steps_of(ways: dict[str, tuple[Step, ...]], service: Service, holder: HolderRole, face: bool) -> tuple[Step, ...]:
    """The steps that a service needs by a region's `ways`; empty when there is no way for this holder."""
    way = ways.get(f"{holder}_{'with' if face else 'without'}_face", ())
    return (*way, Step.PASSWORD) if way and service in SETS_PASSWORD else way


def remaining(steps: list[str], proven: int) -> tuple[Step, ...]:
    """What is left to prove, in order."""
    return tuple(Step(step) for step in steps[proven:])


def is_proven(steps: list[str], proven: int) -> bool:
    """Whether every proof has been given; a new password is not one."""
    return remaining(steps, proven) in ((), (Step.PASSWORD,))
