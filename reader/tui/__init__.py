"""The screen. It imports the library and the output; only the commands import it."""
