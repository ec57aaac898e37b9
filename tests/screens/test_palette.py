"""Whoever sees little reads all of it."""

from __future__ import annotations

import pytest

from screens.palette import READ_ON

AAA = 7.0


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground"), READ_ON)
def test_contrast(ink: str, ground: str) -> None:
    darker, lighter = sorted((_luminance(ink), _luminance(ground)))
    assert (lighter + 0.05) / (darker + 0.05) >= AAA
