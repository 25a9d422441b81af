"""The colours of the page, in one place: the style sheet takes them from here, and the tests compute contrasts on them.

Hues follow Okabe and Ito (blue, green, orange for labels), darkened for text; nothing is told by colour alone: labels carry a
letter, kinds of mention their own underline.
"""

from __future__ import annotations

COLOURS = {
    # paper and ink
    "ink": "#17202b",
    "ink-soft": "#4a5565",
    "paper": "#faf8f4",
    "card": "#ffffff",
    "rule": "#ddd8cd",
    "field": "#7b8490",  # borders of form fields: 3:1 on card
    "accent": "#12365e",
    "accent-soft": "#e9eef5",
    "focus": "#b4460f",
    "match": "#ffe48a",
    # labels: text, tint behind a passage, bar
    "rec": "#0a4480",
    "rec-tint": "#e2edf8",
    "rec-bar": "#1767ad",
    "good": "#0b6b3d",
    "good-tint": "#dbf1e7",
    "good-bar": "#2ba37c",
    "find": "#7d4a00",
    "find-tint": "#fcf0d6",
    "find-bar": "#e0a030",
    "other-bar": "#c9ccd2",
    # mentions: underlines
    "person": "#b23a10",
    "country": "#7c2d8e",
    "body": "#006d78",
    "cue": "#4f5560",
    # strength of a recommendation, dark to light
    "must": "#0a2c52",
    "should": "#2d78bd",
    "may": "#85b4df",
    "none": "#c9ccd2",
}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.1)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.1): from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
