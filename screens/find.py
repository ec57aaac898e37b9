"""Finds what can be pressed, by name: for automatic visitors and tests."""

from __future__ import annotations

from kivy.uix.widget import Widget

from screens.root import Root


def find(root: Root, name: str) -> Widget | None:
    """The widget called `name` on what can be touched now; None if there is none."""
    for widget in root.top.walk(restrict=True):
        if getattr(widget, "name", "") == name:
            return widget
    return None
