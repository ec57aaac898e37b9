"""Who may visit: portraits of two people that locked packages ship, both in the public domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np

from simulator.relief import Image


@dataclass(frozen=True)
class PortraitSource:
    """A portrait, where it ships and where in it things are (portrait pixels)."""

    person: str
    package: str
    file: str
    """Path inside the package."""
    licence: str
    face: tuple[int, int, int, int]
    """x, y, width and height of the face as a detector boxes it."""
    head: tuple[int, int, int, int]
    """x, y, width and height of the whole head with hair and hat."""
    outline: str
    """A polygon just outside the person as SVG writes its points: "x,y x,y ..."."""
    slack: int
    """How far inside the outline the background may still begin."""


PORTRAITS: Mapping[str, PortraitSource] = MappingProxyType(
    {
        "collins": PortraitSource(
            person="Eileen Collins, NASA astronaut",
            package="skimage",
            file="data/astronaut.png",
            licence="public domain (NASA)",
            face=(178, 63, 90, 114),
            head=(154, 12, 148, 168),
            outline=(
                "12,511 12,440 30,295 52,248 92,216 110,208 110,176 132,146 180,144 180,136 170,130 "
                "150,116 146,85 157,42 193,15 235,8 279,28 304,64 308,97 291,128 280,138 270,153 264,172 "
                "296,190 313,230 309,256 342,280 360,322 367,343 420,336 484,366 508,430 511,511"
            ),
            slack=20,
        ),
        "hopper": PortraitSource(
            person="Grace Hopper, US Navy",
            package="matplotlib",
            file="mpl-data/sample_data/grace_hopper.jpg",
            licence="public domain (US Navy)",
            face=(182, 120, 170, 213),
            head=(146, 22, 228, 316),
            outline=(
                "10,599 20,500 30,440 38,410 50,388 76,369 127,356 180,338 200,316 201,303 190,297 "
                "176,286 169,272 162,245 156,215 153,190 150,165 149,106 160,92 176,80 184,62 212,43 "
                "222,28 265,23 296,32 304,42 322,46 344,66 354,86 367,88 370,110 371,135 367,170 374,190 "
                "370,230 363,280 348,300 334,309 331,318 380,345 396,353 437,371 487,391 500,415 508,450 511,480 "
                "511,599"
            ),
            slack=5,
        ),
    }
)


class CarrierMissing(Exception):
    """A package that carries a file is not installed."""


def carried(package: str, file: str) -> Path:
    """A file inside an installed package, which is not imported. Raises CarrierMissing."""
    spec = find_spec(package)
    path = Path(spec.submodule_search_locations[0]) / file if spec and spec.submodule_search_locations else None
    if path is None or not path.is_file():
        raise CarrierMissing(f"{file} of package {package} is missing: install requirements/demo.txt")
    return path


def reference_picture(name: str) -> Image:
    """(H, W, 3) BGR: the portrait as it ships, upright, for enrolment at the central service."""
    source = PORTRAITS[name]
    picture = cv2.imread(str(carried(source.package, source.file)))
    if picture is None:
        raise CarrierMissing(f"{source.file} of package {source.package} cannot be read: install it again")
    return np.asarray(picture, dtype=np.uint8)
