"""Code → styled lines in a box, in the colours of its language."""
