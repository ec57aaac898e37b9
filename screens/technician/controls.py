"""What the technician's screens report to."""

from __future__ import annotations

from typing import Protocol

from pydantic import SecretStr

from kiosk.technician.view import Errand, Screen


class TechnicianControls(Protocol):
    """Who is told what the technician does."""

    def touched(self) -> None:
        """The screen was touched anywhere."""

    def switch_language(self) -> None:
        """To the other language."""

    def leave(self) -> None:
        """Out of the technician's screens, wherever in them."""

    def other_way(self) -> None:
        """A one-time code instead of the badge, or the other way round."""

    def enter(self, secret: SecretStr) -> None:
        """A one-time code or a PIN was typed, whichever the screen asks for."""

    def go(self, screen: Screen, chosen: str = "") -> None:
        """To another screen inside; `chosen` is the group, test or action that it is about."""

    def run(self, *names: str, with_person: bool = True) -> None:
        """Runs these tests or groups, all without a name; without a person, those that need one are skipped."""

    def stop_run(self) -> None:
        """Ends the run after the test that is running."""

    def done(self, reading: object) -> None:
        """A test with a person has its reading."""

    def given_up(self) -> None:
        """A test with a person was given up."""

    def hand_on(self, errand: Errand) -> None:
        """Does something with the report."""
