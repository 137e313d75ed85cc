"""The screen. It knows the library and the output; nothing knows it."""
