"""What the actions are tried with: work that is done at once, and what was noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from kiosk.audit.events import Fact, Kind, checked
from kiosk.background import Background

Result = TypeVar("Result")


class AtOnce(Background):
    """Nobody has to wait."""

    def __init__(self) -> None:
        super().__init__(lambda action: action())

    def run(
        self, work: Callable[[], Result], then: Callable[[Result], None], failed: Callable[[BaseException], None]
    ) -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - as a worker thread does
            failed(error)
        else:
            then(result)


class Later(AtOnce):
    """Work that waits until the test lets it be done."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[Callable[[], None]] = []

    def run(
        self, work: Callable[[], Result], then: Callable[[Result], None], failed: Callable[[BaseException], None]
    ) -> None:
        self._waiting.append(lambda: AtOnce.run(self, work, then, failed))

    def now(self) -> None:
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one()


@dataclass
class Noted:
    """A journal that holds to what is declared."""

    events: list[tuple[Kind, dict[str, Fact]]] = field(default_factory=list)

    def __call__(self, kind: Kind, **facts: Fact) -> None:
        self.events.append((kind, dict(checked(kind, facts))))


@dataclass
class Seconds:
    """A clock that the test moves on."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now
