"""reader, a terminal news reader for folders of saved articles."""

__version__ = "0.1.0"
