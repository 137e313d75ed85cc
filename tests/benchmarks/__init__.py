"""How fast the program is, measured in one run beside what it is compared with; see `__main__`.

One module a topic, each with `tables()`. Nothing here is collected by pytest, and nothing asserts a
time: a busy machine is no failure.
"""
