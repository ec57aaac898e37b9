"""Painting the whole screen with a finger: which cells felt it."""

from __future__ import annotations

from kiosk.diagnostics.checks.touch import Grid

CELL_DP = 108.0
"""Some 33 mm on the design's screen: several fingers wide, and a sweep across the screen paints a whole row."""
LEAST_CELLS = 4

Cell = tuple[int, int]
"""Column and row, from 0 at the upper left."""


class Painting:
    """A screen of `size` pixels, cut into cells of about `cell` pixels. Positions count from the upper left."""

    def __init__(self, size: tuple[float, float], cell: float = CELL_DP) -> None:
        self._size = size
        self.columns, self.rows = (max(LEAST_CELLS, round(length / cell)) for length in size)
        self._painted: set[Cell] = set()

    def touch(self, x: float, y: float) -> Cell | None:
        """The finger is felt here; the cell that it paints, None where it was painted already.

        What lies between two touches is not painted: a sweep over dead cells looks just like that.
        """
        width, height = self._size
        column, row = int(x / width * self.columns), int(y / height * self.rows)
        cell = min(max(column, 0), self.columns - 1), min(max(row, 0), self.rows - 1)
        if cell in self._painted:
            return None
        self._painted.add(cell)
        return cell

    @property
    def missing(self) -> int:
        """Cells."""
        return self.columns * self.rows - len(self._painted)

    def reading(self) -> Grid:
        """For `touch.grid`."""
        return Grid(self.columns, self.rows, frozenset(self._painted))
