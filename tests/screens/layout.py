"""What holds for every screen: words are whole and large, buttons too, and nothing lies upon another."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

from tests.screens.desk import SIZES

TOUCH = 96
"""Least height of what is pressed: 30 mm on the design's screen (0.311 mm a pixel)."""
KEY_WIDTH = 80
READABLE = 28
"""Least font size."""
SLACK = 1.5


def box(widget: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right, top in the window."""
    x, y = widget.to_window(widget.x, widget.y)
    return x, y, x + widget.width, y + widget.height


def scrolled(widget: Any) -> bool:
    """May be off the screen, until it is scrolled there."""
    from kivy.uix.scrollview import ScrollView

    return any(isinstance(one, ScrollView) for one in _ancestors(widget))


def check_words(labels: Iterable[Any], orientation: str) -> None:
    """Fails where words are cut off, too small, off the screen or upon each other."""
    labels = list(labels)
    assert labels
    for label in labels:
        assert label.texture_size[0] <= label.width + SLACK, f"too wide for its box: {label.text!r}"
        assert label.texture_size[1] <= label.height + SLACK, f"too high for its box: {label.text!r}"
        assert scrolled(label) or _on_screen(label, orientation), f"off the screen: {label.text!r}"
        assert label.font_size >= READABLE, f"too small: {label.text!r}"
    _check_apart(labels)


def check_blocks(widgets: Iterable[Any], orientation: str) -> None:
    """Fails where what is pressed is too small, off the screen or not named, or a block lies upon another."""
    from screens.widgets.buttons import Key, Pressable
    from screens.widgets.cards import Card, Notice

    blocks = [one for one in widgets if isinstance(one, Pressable | Notice | Card)]
    pressed = [one for one in blocks if isinstance(one, Pressable)]
    for one in pressed:
        assert one.height >= TOUCH, f"{one.name} is {one.height:.0f} high"
        assert one.width >= (KEY_WIDTH if isinstance(one, Key) else TOUCH), f"{one.name} is too narrow"
        assert scrolled(one) or _on_screen(one, orientation), f"{one.name} is off the screen"
    _check_apart(blocks)
    names = [one.name for one in pressed]
    assert all(names)
    assert len(names) == len(set(names))


def _check_apart(widgets: Iterable[Any]) -> None:
    for one, other in combinations([widget for widget in widgets if not scrolled(widget)], 2):
        one_in_other = one in _ancestors(other) or other in _ancestors(one)
        assert one_in_other or not _overlap(one, other), f"{_told(one)} lies upon {_told(other)}"


def _told(widget: Any) -> str:
    return repr(getattr(widget, "text", "") or getattr(widget, "name", "") or widget)


def _on_screen(widget: Any, orientation: str) -> bool:
    left, bottom, right, top = box(widget)
    width, height = SIZES[orientation]
    return bool(left >= -SLACK and bottom >= -SLACK and right <= width + SLACK and top <= height + SLACK)


def _overlap(one: Any, other: Any) -> bool:
    (a, b, c, d), (e, f, g, h) = box(one), box(other)
    return bool(min(c, g) - max(a, e) > SLACK and min(d, h) - max(b, f) > SLACK)


def _ancestors(widget: Any) -> list[Any]:
    found = []
    while widget.parent is not None and widget.parent is not widget:
        widget = widget.parent
        found.append(widget)
    return found
