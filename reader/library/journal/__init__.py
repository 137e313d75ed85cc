"""What the reader did: written, folded, marked and taken back. Precious."""
