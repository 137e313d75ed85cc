"""The one list of invisible characters, for everything that removes them.

The constants are parts of a character class of a regular expression. Joiners of letters (U+200C,
U+200D) change how the letters look, so they are not among them; addresses may not contain them.
"""

from __future__ import annotations

UNSEEN = "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
"""Soft hyphens, zero-width spaces and word joiners, direction marks, invisible operators of
formulas, byte order marks.
"""

CONTROLS = "\x00-\x1f\x7f-\x9f"
"""C0 and C1 controls, including tabs and line breaks."""

NOT_IN_ADDRESSES = f"{CONTROLS}{UNSEEN}\u200c\u200d\u2028\u2029"
