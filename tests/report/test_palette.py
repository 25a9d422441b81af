"""Contrast as WCAG AA asks for, and hues that colour-blind readers can tell apart."""

from __future__ import annotations

import itertools

import pytest

from pipeline.report.palette import COLOURS, contrast

# Viénot, Brettel and Mollon (1999), on linear RGB, for deuteranopia and protanopia; Machado et al. (2009) for tritanopia.
BLIND = {
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
PAPERS = ("paper", "card", "rec-tint", "good-tint", "find-tint", "accent-soft", "match")
TEXT = [("ink", paper) for paper in PAPERS] + [
    *((ink, paper) for ink in ("ink-soft", "accent") for paper in ("paper", "card", "accent-soft")),
    *(("ink-soft", f"{label}-tint") for label in ("rec", "good", "find")),
    *((label, paper) for label in ("rec", "good", "find") for paper in ("paper", "card", f"{label}-tint")),
]
WHITE_ON = ("accent", "rec", "good", "find", "ink")
GRAPHICS = [
    *((mention, paper) for mention in ("person", "country", "body", "cue") for paper in PAPERS[:5]),
    *(("focus", paper) for paper in PAPERS[:5]),
    ("field", "card"),
    ("rec-bar", "paper"),
    ("should", "paper"),
    ("must", "paper"),
]


@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_contrast(ink, paper):
    assert contrast(COLOURS[ink], COLOURS[paper]) >= 4.5


@pytest.mark.parametrize("ground", WHITE_ON)
def test_white_text_contrast(ground):
    assert contrast("#ffffff", COLOURS[ground]) >= 4.5


@pytest.mark.parametrize(("line", "paper"), GRAPHICS)
def test_graphics_contrast(line, paper):
    assert contrast(COLOURS[line], COLOURS[paper]) >= 3.0


def _linear(colour: str) -> list[float]:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def _lab(linear: list[float]) -> tuple[float, float, float]:
    r, g, b = (min(max(c, 0.0), 1.0) for c in linear)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("blindness", BLIND)
@pytest.mark.parametrize(
    "group", [("rec-bar", "good-bar", "find-bar"), ("must", "should", "may", "none"), ("rec", "good", "find")]
)
def test_hues_stay_apart(blindness, group):
    for one, other in itertools.combinations(group, 2):
        seen = [
            _lab([sum(k * c for k, c in zip(row, _linear(COLOURS[name]), strict=True)) for row in BLIND[blindness]])
            for name in (one, other)
        ]
        distance = sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5
        assert distance >= 12, f"{one} and {other}: {distance:.1f}"


def test_contrast_of_black_and_white():
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
