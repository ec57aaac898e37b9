"""How a camera is set: pictures are put upright, and drivers told what they know."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from devices.camera import SceneCamera
from devices.camera_setting import CameraSetting, Lens, steer, upright
from devices.codes import CodeReader, CodeReaderConfig
from devices.frames import Image, as_image
from tests.devices.codes_drawn import TOKEN, held_at
from tests.devices.device_bench import eventually

TURNED = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}


def as_mounted(image: Image, setting: CameraSetting) -> Image:
    """What a camera delivers that is mounted as `setting` says: what `upright` has to take back."""
    if setting.rotation:
        image = as_image(cv2.rotate(image, TURNED[setting.rotation]))
    return as_image(cv2.flip(image, 1)) if setting.mirrored else image


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_however_it_is_mounted_pictures_come_upright_and_unmirrored(rotation: int, mirrored: bool) -> None:
    scene = np.random.default_rng(1).integers(0, 255, (36, 64, 3), dtype=np.uint8)
    setting = CameraSetting(mirrored=mirrored, rotation=rotation)  # type: ignore[arg-type]
    assert np.array_equal(upright(as_mounted(scene, setting), setting), scene)


def test_a_camera_hands_on_what_its_setting_makes_of_its_pictures() -> None:
    scene = held_at(220, 140)
    setting = CameraSetting(mirrored=True, rotation=90)
    camera = SceneCamera(lambda _: as_mounted(scene, setting), fps=60)
    camera.adjust(setting)
    camera.switch_on()
    assert eventually(lambda: camera.newest() is not None)
    frame = camera.newest()
    camera.switch_off()
    assert frame is not None
    assert frame.image.shape == scene.shape
    assert frame.image.flags.c_contiguous


def test_codes_are_read_through_a_camera_that_mirrors_and_lies_on_its_side() -> None:
    setting = CameraSetting(mirrored=True, rotation=270)
    (code,) = CodeReader(CodeReaderConfig()).read(upright(as_mounted(held_at(220, 140), setting), setting))
    assert code.text == TOKEN
    assert code.corners[:, 0].min() == pytest.approx(220, abs=40), "where it was held, not where a mirror shows it"


class Driver:
    """Takes the properties that it knows."""

    def __init__(self, *known: int) -> None:
        self.known, self.told = known, dict[int, float]()

    def __call__(self, name: int, value: float) -> bool:
        if name in self.known:
            self.told[name] = value
        return name in self.known


def test_a_driver_is_told_what_is_set_by_hand_and_what_is_left_to_it() -> None:
    driver = Driver(cv2.CAP_PROP_AUTOFOCUS, cv2.CAP_PROP_FOCUS, cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE)
    assert steer(driver, CameraSetting(focus=30, exposure=200)) == {Lens.FOCUS, Lens.EXPOSURE}
    assert driver.told == {
        cv2.CAP_PROP_AUTOFOCUS: 0.0,
        cv2.CAP_PROP_FOCUS: 30.0,
        cv2.CAP_PROP_AUTO_EXPOSURE: 1.0,
        cv2.CAP_PROP_EXPOSURE: 200.0,
    }
    assert steer(driver, CameraSetting()) == {Lens.FOCUS, Lens.EXPOSURE}
    assert driver.told[cv2.CAP_PROP_AUTOFOCUS] == 1.0
    assert driver.told[cv2.CAP_PROP_AUTO_EXPOSURE] == 3.0
    assert steer(Driver(), CameraSetting(focus=1)) == frozenset()


@pytest.mark.parametrize("wrong", [{"focus": -1}, {"focus": 1024}, {"exposure": 0}])
def test_what_no_driver_takes_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        CameraSetting(**wrong)  # type: ignore[arg-type]
