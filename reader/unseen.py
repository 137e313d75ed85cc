"""Characters that nobody sees: the one list of them, for all who take them out.

They are parts of a character class of a regular expression. What joins letters (U+200C, U+200D)
changes how these look, so it is none of them, but has no place in an address.
"""

from __future__ import annotations

UNSEEN = "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
"""Soft hyphens, blanks and joiners without a width, marks that turn a line's direction, invisible
signs of formulas, byte-order marks.
"""

CONTROLS = "\x00-\x1f\x7f-\x9f"
"""C0 and C1 controls, the tabulator and line breaks among them."""

NOT_IN_ADDRESSES = f"{CONTROLS}{UNSEEN}\u200c\u200d\u2028\u2029"
