"""Pieces of markup, which the export formats are made of."""
