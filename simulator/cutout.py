"""Cutting a person out of the portrait's background."""

from __future__ import annotations

import cv2
import numpy as np

from simulator.relief import Floats, Image

SEED = 0  # GrabCut starts its colour clusters at random
ROUNDS = 3
NOWHERE = (0, 0, 1, 1)  # a rectangle that GrabCut asks for and ignores


def cut_out(portrait: Image, outline: str, slack: int) -> tuple[Image, Floats]:
    """The portrait with the background's colour drawn out of the person's edge, and the matte (H, W) 0..1.

    Beyond the polygon `outline` (SVG points) all is background; more than `slack` pixels inside it all is
    person; between the two GrabCut decides.
    """
    inside = np.zeros(portrait.shape[:2], np.uint8)
    points = np.array([point.split(",") for point in outline.split()], dtype=np.int32)
    cv2.fillPoly(inside, [points], 1)
    # A person who reaches the portrait's border goes on beyond it.
    extended = cv2.copyMakeBorder(inside, slack, slack, slack, slack, cv2.BORDER_REPLICATE)
    core = cv2.erode(extended, _disc(slack))[slack:-slack, slack:-slack]
    labels = np.where(core, cv2.GC_FGD, np.where(inside, cv2.GC_PR_FGD, cv2.GC_BGD)).astype(np.uint8)
    cv2.setRNGSeed(SEED)
    cv2.grabCut(portrait, labels, NOWHERE, np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    person = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    matte = np.clip(cv2.GaussianBlur(person, (0, 0), 2.0) * 3 - 1.2, 0, 1)
    return _spread_inwards_colour(portrait, person), matte


def _spread_inwards_colour(portrait: Image, person: Floats) -> Image:
    """Give the pixels at and beyond the edge the colour of the person just inside it, so that no halo shows."""
    safe = cv2.erode(person, _disc(2), borderValue=1.0)
    weight = cv2.GaussianBlur(safe, (0, 0), 2.5)[..., None] + 1e-4
    inner = cv2.GaussianBlur(portrait * safe[..., None], (0, 0), 2.5) / weight
    return np.where(safe[..., None] > 0, portrait, inner.clip(0, 255)).astype(np.uint8)


def _disc(radius: int) -> Image:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)
