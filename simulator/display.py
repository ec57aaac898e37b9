"""A display where there is none: Xvfb for as long as it is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
from types import TracebackType


class NoDisplay(Exception):
    """There is no display and none can be made."""


class Display:
    """The machine's display where it has one, else a virtual one of `width` x `height` pixels. A context manager."""

    def __init__(self, width: int, height: int) -> None:
        self._size = f"{width}x{height}x24"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def virtual(self) -> bool:
        """Whether nobody can see it."""
        return self._process is not None

    def __enter__(self) -> Display:
        """Sets DISPLAY where it is not set. Raises NoDisplay."""
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            return self
        program = shutil.which("Xvfb")
        if program is None:
            raise NoDisplay("there is no display and no Xvfb to make one: apt-get install xvfb, or set DISPLAY")
        reads, writes = os.pipe()
        self._process = subprocess.Popen(  # noqa: S603 - found on the PATH above
            [program, "-displayfd", str(writes), "-screen", "0", self._size, "-nolisten", "tcp"],
            pass_fds=(writes,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writes)
        with os.fdopen(reads) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise NoDisplay("Xvfb did not start: run it by hand to see why")
        os.environ["DISPLAY"] = f":{number}"
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            del os.environ["DISPLAY"]
