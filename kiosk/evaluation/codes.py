"""How the installed code reader reads pictures and films.

A picture says nothing about the one before it: the reader forgets in between, and every decoder gets its turn, as if
the code were held still until each had it. So the order of the pictures does not matter. A film is shown at its own
pace: the decoders take turns as in a visit, and a frame that comes while they are at work is missed if a newer one
follows. What a code says may open an account: the report names files, never contents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from math import inf
from pathlib import Path
from time import perf_counter

import numpy as np

from devices.codes import Code, CodeReader, CodeReaderConfig
from devices.frames import Image
from kiosk.evaluation.folders import FILMS, PICTURES, Truth, files, frames_of, load, truth_of
from kiosk.evaluation.progress import Progress, silent
from kiosk.evaluation.report import Row
from kiosk.evaluation.statistics import Rate, Times

Read = Callable[[Image], Sequence[Code]]


@dataclass(frozen=True)
class Look:
    """One picture or frame that was looked at."""

    number: int
    """Of the frame in its film, from 0."""
    done_s: float
    """When the answer was there, from the beginning of the film."""
    took_ms: float
    codes: tuple[Code, ...] = field(repr=False)


@dataclass(frozen=True)
class Sight:
    """What was read in a picture or film."""

    name: str
    """File, relative to what was asked for."""
    truth: Truth | None = field(repr=False)
    looks: tuple[Look, ...] = field(repr=False)
    """One of a picture; of a film those up to the first with a code."""
    is_film: bool = False

    @property
    def codes(self) -> tuple[Code, ...]:
        return self.looks[-1].codes if self.looks else ()

    @property
    def exact(self) -> bool:
        """One of the codes says what it should, to the byte or character."""
        return self.truth is not None and any(says(code, self.truth) for code in self.codes)


@dataclass(frozen=True)
class CodesReport:
    """What was found in a folder."""

    decoded: Rate
    """Pictures and films with a known code in which a code was read."""
    exact: Rate
    """... in which one says what it should."""
    false_reads: Rate
    """Those known to hold no code in which one was read."""
    unknown: Rate
    """Those without a truth beside them in which one was read."""
    look_ms: Times
    """Of one picture or frame."""
    film_ms: Times
    """From the beginning of a film to what its code says."""
    decoders: Mapping[str, int]
    """Which decoder read it, and how often."""
    failed: tuple[str, ...]
    """By relative path."""

    def rows(self) -> Sequence[Row]:
        """What was measured, and what came out."""
        rows: list[Row] = [
            {"measured": "a code was read, of those with a known code", "result": self.decoded},
            {"measured": "... and says exactly what it should", "result": self.exact},
            {"measured": "false reads, of those known to hold none", "result": self.false_reads},
            {"measured": "a code was read, of those without .txt or .bin", "result": self.unknown},
            {"measured": "picture or frame, ms", "result": self.look_ms},
            {"measured": "from the beginning of a film to its code, ms", "result": self.film_ms},
        ]
        return rows + [{"measured": f"read by {name}", "result": count} for name, count in self.decoders.items()]


def evaluate(folder: Path, config: CodeReaderConfig, progress: Progress = silent) -> CodesReport:
    """Measure a folder. Raises FolderFault when it holds neither pictures nor films, or a file that is none."""
    return report(list(sights(folder, config, progress)))


def sights(folder: Path, config: CodeReaderConfig, progress: Progress = silent) -> Iterator[Sight]:
    """Every picture and film, read as a visit would. Raises FolderFault."""
    patient, moving = CodeReader(replace(config, rescue_every=1)), CodeReader(config)
    for reader in (patient, moving):
        reader.read(np.zeros((480, 640), np.uint8))  # what is loaded with the first picture is none of its time
    for path in progress(files(folder, PICTURES | FILMS)):
        name, truth = str(path.relative_to(folder)), truth_of(path)
        if path.suffix.lower() in FILMS:
            moving.forget()
            yield Sight(name, truth, tuple(until_read(frames_of(path), moving.read)), is_film=True)
        else:
            patient.forget()
            yield Sight(name, truth, (look(load(path), patient.read),))


def look(image: Image, read: Read) -> Look:
    """A single picture."""
    return next(play([(0.0, image)], read))


def play(
    frames: Iterable[tuple[float, Image]], read: Read, clock: Callable[[], float] = perf_counter
) -> Iterator[Look]:
    """Show frames, each with its time in s, to a reader that takes the newest whenever it is free."""
    free = 0.0
    numbered = ((number, at, image) for number, (at, image) in enumerate(frames))
    for (number, at, image), (_, next_at, _) in pairwise(chain(numbered, [(0, inf, None)])):
        if next_at <= free or image is None:
            continue
        begun = clock()
        codes = tuple(read(image))
        took = clock() - begun
        free = max(free, at) + took
        yield Look(number, free, 1000 * took, codes)


def until_read(frames: Iterable[tuple[float, Image]], read: Read) -> Iterator[Look]:
    """Play up to the first frame in which a code was read."""
    for one in play(frames, read):
        yield one
        if one.codes:
            break


def says(code: Code, truth: Truth) -> bool:
    """Whether a code says what is written beside the picture; an editor's line feed at the end does not count."""
    if truth.raw is not None:
        return code.raw == truth.raw
    return truth.text is not None and code.text in (truth.text, truth.text.removesuffix("\n").removesuffix("\r"))


def report(seen: Sequence[Sight]) -> CodesReport:
    """What was seen, in figures."""
    known = [one for one in seen if one.truth is not None and not one.truth.says_none]
    none = [one for one in seen if one.truth is not None and one.truth.says_none]
    unknown = [one for one in seen if one.truth is None]
    failed = [(one, "not read" if not one.codes else "says something else") for one in known if not one.exact]
    failed += [(one, f"holds no code, but {one.codes[0].decoder} read one") for one in none if one.codes]
    return CodesReport(
        decoded=_read(known),
        exact=Rate(sum(one.exact for one in known), len(known)),
        false_reads=_read(none),
        unknown=_read(unknown),
        look_ms=Times.of([look.took_ms for one in seen for look in one.looks]),
        film_ms=Times.of([1000 * one.looks[-1].done_s for one in seen if one.is_film and one.codes]),
        decoders=dict(Counter(one.codes[0].decoder for one in seen if one.codes).most_common()),
        failed=tuple(f"{one.name}: {why}" for one, why in failed),
    )


def _read(seen: Sequence[Sight]) -> Rate:
    return Rate(sum(bool(one.codes) for one in seen), len(seen))
