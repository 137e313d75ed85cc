"""Damaged articles: none may raise anything but a ReaderError, nor send a terminal what it obeys.

`mutations` damages files, `trial` shows one and judges, `__main__` does so many thousand times.
"""
