"""Bytes of a file → metadata fields: fenced heads, unfenced heads, and each producer's dialect."""
