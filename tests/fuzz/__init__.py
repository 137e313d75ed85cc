"""Damaged files: none may raise anything but a ReaderError, nor send a terminal what it obeys.

`mutations` damages files, `targets` says what is damaged and tried, `trial` shows an article and
judges, `__main__` does so many thousand times.
"""
