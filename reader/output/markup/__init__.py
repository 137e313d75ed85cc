"""Markup that several export formats share."""
