"""Reference pictures pass the terminal's gate or are refused in its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.vision import covers
from devices.face.detect import FaceDetector
from devices.face.gate import GateHint
from devices.frames import Image, as_image
from kiosk.contract import DLIB, SFACE, Language
from kiosk.i18n import Catalogues
from simulator.enrolment import EnrolmentRefused, templates
from simulator.people import reference_picture
from simulator.portrait import Portrait, Pose

CATALOGUES = Catalogues(Path(__file__).parents[2] / "kiosk" / "locale")
SIZE = (1280, 720)


def posed(pose: Pose, *others: Pose) -> Image:
    canvas = np.full((*SIZE[::-1], 3), 110, dtype=np.uint8)
    for one in (pose, *others):
        Portrait("hopper", SIZE).draw(canvas, one)
    return canvas


def lit(factor: float, offset: float = 0.0) -> Image:
    return as_image(np.clip(reference_picture("hopper") * factor + offset, 0, 255).astype(np.uint8))


UNFIT: Mapping[GateHint, Callable[[], Image]] = {
    GateHint.NO_FACE: lambda: np.full((*SIZE[::-1], 3), 110, dtype=np.uint8),
    GateHint.SEVERAL_FACES: lambda: posed(Pose(x=-0.2), Pose(x=0.2)),
    GateHint.TOO_FAR: lambda: posed(Pose(distance=1.6)),
    GateHint.TOO_NEAR: lambda: posed(Pose(distance=0.3)),
    GateHint.OFF_CENTRE: lambda: posed(Pose(x=-0.36)),
    GateHint.TOO_DARK: lambda: lit(0.2),
    GateHint.TOO_BRIGHT: lambda: lit(0.2, 200),
    GateHint.BLURRED: lambda: as_image(cv2.GaussianBlur(posed(Pose()), (0, 0), 9)),
    GateHint.TURNED_AWAY: lambda: posed(Pose(yaw=28)),
}


def refusal(picture: Image, language: Language, folder: Path) -> str:
    with pytest.raises(EnrolmentRefused) as refused:
        templates([picture], folder, CATALOGUES[language])
    return str(refused.value)


@pytest.mark.parametrize("hint", UNFIT)
def test_a_picture_that_the_gate_does_not_pass_is_refused_in_its_words(hint: GateHint, tmp_path: Path) -> None:
    words = CATALOGUES.text(Language.ZH_CN, f"face.hint.{hint}")
    assert words in refusal(UNFIT[hint](), Language.ZH_CN, tmp_path)


def test_a_covered_face_is_no_reference(model_paths: Mapping[str, Path], tmp_path: Path) -> None:
    picture = reference_picture("hopper")
    (face,) = FaceDetector(model_paths["yunet"]).detect(picture)
    words = CATALOGUES.text(Language.EN, "face.hint.covered")
    assert words in refusal(covers.mask(picture, face.landmarks), Language.EN, tmp_path)


def test_one_unfit_picture_among_good_ones_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnrolmentRefused, match="picture 2"):
        templates([reference_picture("hopper"), lit(0.2)], tmp_path, CATALOGUES[Language.EN])


def test_a_good_picture_gives_the_templates_of_both_engines(tmp_path: Path) -> None:
    (taken,) = templates([reference_picture("collins")], tmp_path, CATALOGUES[Language.EN])
    assert {one.engine for one in taken} == {SFACE, DLIB}
