"""How much room the dock takes beside the terminal's screen."""

from __future__ import annotations

BESIDE, ABOVE = 860, 860
"""dp of the terminal's design: the dock's width beside a portrait screen, its height above a landscape one."""


def with_dock(screen: tuple[int, int], scale: float) -> tuple[int, int]:
    """Width and height in pixels of a window that has a screen of that size and the dock; `scale`: pixels to a dp."""
    width, height = screen
    if width > height:
        return width, height + round(ABOVE * scale)
    return width + round(BESIDE * scale), height
