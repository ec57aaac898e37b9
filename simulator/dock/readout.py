"""What the dock tells a developer, in lines of text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from kiosk.audit.store import Record, last
from kiosk.frame_times import p99
from kiosk.view import View

EVENTS = 12


def state(view: View) -> Iterator[tuple[str, str]]:
    """Where the flow is, as captions and values; empty where there is nothing to say."""
    yield "state", f"{view.state}" + (f" over {view.below}" if view.below else "")
    steps = (f"{step}{' ✓' if number < view.stage else ''}" for number, step in enumerate(view.plan))
    yield "steps", " · ".join(steps)
    left = [f"{view.remaining} s left"] if view.remaining is not None else []
    ends = [f"ends in {view.countdown} s"] if view.countdown is not None else []
    waits = [f"machine busy {view.waiting} s"] if view.busy else []
    yield "clocks", ", ".join(left + ends + waits)
    yield "lost", ", ".join(sorted(view.lost)) or "nothing"
    said = [view.problem.code] if view.problem else []
    hints = [hint for hint in (view.code_hint, view.face.hint if view.face else None) if hint]
    yield "told", ", ".join([*said, *hints])
    face = view.face
    yield "asks", f"{face.prompt}, {face.done} of {len(face.actions)} done" if face and face.prompt else ""


def frames(seconds: Sequence[float], camera: float) -> str:
    """How long frames of the screen take, and how many pictures the camera gives."""
    if not seconds:
        return ""
    rate = f"camera {camera:.0f}/s" if camera else "camera off"
    return f"median {1000 * median(seconds):.1f} ms, p99 {1000 * p99(list(seconds)):.1f} ms; {rate}"


def event(record: Record) -> str:
    """One line of the journal."""
    facts = "  ".join(f"{name}={value}" for name, value in record.facts.items())
    return f"{record.at.astimezone():%H:%M:%S}  {record.kind}  {facts}".rstrip()


def events(journal: Path) -> list[str]:
    """The newest of the journal, newest first; none while it is not there."""
    try:
        return [event(record) for record in reversed(last(journal, EVENTS))]
    except sqlite3.Error:
        return []
