"""One file becomes one article."""
