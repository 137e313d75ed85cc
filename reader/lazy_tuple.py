"""Named tuples that are made quickly: what makes one is compiled for the first one.

`typing.NamedTuple` compiles the type of each field and a constructor for each class, which was a
fifth of what the first screen takes beyond an empty one. Nothing here reads the types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import _tuplegetter

    class _Kind(type):
        """Makes the class of a named tuple from its body."""

        def __new__(meta, name, bases, body):
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            getters = {field: _tuplegetter(at, "") for at, field in enumerate(fields)}
            more = {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return super().__new__(meta, name, bases, {"__slots__": (), **body, **more, **getters})

    class NamedTuple(tuple, metaclass=_Kind):
        """As `typing.NamedTuple`, but the fields have no descriptions."""

        def __new__(cls, *values, **named):
            """Make the first one; it compiles what makes the others."""
            cls.__new__ = staticmethod(_maker(cls))
            return cls.__new__(cls, *values, **named)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **changed):
            new = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"Got unexpected field names: {list(changed)!r}")
            return new

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            values = (f"{field}={value!r}" for field, value in self._asdict().items())
            return f"{type(self).__name__}({', '.join(values)})"

        def __getnewargs__(self):
            return tuple(self)

    def _maker(cls):
        """What makes a tuple of a class, with an argument for each field."""
        arguments = ", ".join(cls._fields)
        one = "," * (len(cls._fields) == 1)
        made = eval(  # noqa: S307 (as collections.namedtuple does; the names are ours)
            f"lambda _cls, {arguments}: _new(_cls, ({arguments}{one}))", {"_new": tuple.__new__}
        )
        made.__defaults__ = tuple(cls._field_defaults.values())
        made.__qualname__ = f"{cls.__name__}.__new__"
        return made
