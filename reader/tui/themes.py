"""The colours of the screen, by role; everything else is in the style sheet."""

from textual.theme import Theme

THEMES = (
    Theme(
        name="evening",
        primary="#4a6fa5",
        accent="#d9a05b",
        warning="#d9a05b",
        success="#8fb28a",
        error="#cc6666",
        background="#14161a",
        surface="#14161a",
        panel="#1d2026",
        foreground="#dcdad2",
        dark=True,
    ),
    Theme(
        name="morning",
        primary="#b9cbe4",
        accent="#8a4b08",
        warning="#a05a00",
        success="#3b6d3a",
        error="#a62c2c",
        background="#faf8f2",
        surface="#faf8f2",
        panel="#efebe0",
        foreground="#24221c",
        dark=False,
    ),
)
