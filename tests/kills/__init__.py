"""Marks under kill -9: `python -m tests.kills --count 1000` kills a marking process so often, and
looks each time whether all that was acknowledged is there. `--what many` is for marks of many
articles, `--what screen` for the screen.
"""
