"""A monkey at the keyboard: `python -m tests.monkey --keys 20000 --seed 1 [--library FOLDER]`
presses random keys in a real terminal, clicks, resizes it and sends what terminals send, and looks
whether the screen lives, answers, stays small, rests, and leaves the terminal as it was.
"""
