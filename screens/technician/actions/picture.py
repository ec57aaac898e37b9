"""The whole of what the camera sees, as it is: no mirror, nothing cut off."""

from __future__ import annotations

from kivy.properties import ListProperty

from screens.widgets.preview import Preview


def contain(picture: tuple[int, int], room: tuple[float, float]) -> tuple[float, float]:
    """The size of a `picture` that just fits into `room`, both (width, height), undistorted."""
    scale = min(room[0] / picture[0], room[1] / picture[1])
    return picture[0] * scale, picture[1] * scale


class WholePicture(Preview):
    """`box` is where the picture lies: x, y, width, height."""

    box = ListProperty([0.0, 0.0, 0.0, 0.0])

    def on_pos(self, *_: object) -> None:
        """Kivy's hook."""
        self._cover()

    def _cover(self, *_: object) -> None:
        if self.texture is not None and min(self.size) > 0:
            width, height = contain(self.texture.size, self.size)
            self.tex_coords = [0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]
            self.box = [self.center_x - width / 2, self.center_y - height / 2, width, height]
