"""Reads the front matter of a file: fenced and unfenced heads, their fields, each
producer's dialect.
"""
