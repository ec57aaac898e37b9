"""Portraits whose answers are known: two that packages carry, both in the public domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import cv2

from devices.frames import Image, as_image


@dataclass(frozen=True)
class KnownFace:
    """A portrait in a package, which is located and not imported."""

    person: str
    package: str
    file: str
    licence: str


KNOWN_FACES: Mapping[str, KnownFace] = {
    "collins": KnownFace("Eileen Collins, NASA astronaut", "skimage", "data/astronaut.png", "public domain (NASA)"),
    "hopper": KnownFace(
        "Grace Hopper, US Navy",
        "matplotlib",
        "mpl-data/sample_data/grace_hopper.jpg",
        "public domain (US Navy)",
    ),
}


def known_pictures() -> dict[str, Image]:
    """Those that are installed, as BGR pictures by name."""
    found = {}
    for name, face in KNOWN_FACES.items():
        spec = find_spec(face.package)
        folders = spec.submodule_search_locations if spec else None
        picture = cv2.imread(str(Path(folders[0]) / face.file)) if folders else None
        if picture is not None:
            found[name] = as_image(picture)
    return found
