"""Tests of `reader.sync`."""
