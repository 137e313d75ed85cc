"""The colours of the screen, by role; everything else is in the style sheet."""

from textual.theme import Theme

EVENING = Theme(
    name="evening",
    primary="#4a6fa5",
    secondary="#9db0d3",
    accent="#d9a05b",
    warning="#d9a05b",
    success="#8fb28a",
    error="#cc6666",
    background="#14161a",
    surface="#14161a",
    panel="#1d2026",
    foreground="#dcdad2",
    dark=True,
)
