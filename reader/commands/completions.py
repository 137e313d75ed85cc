"""`reader completions SHELL`: what the shell needs to complete commands, options and names.

Options come from the parser (by shtab); categories, sites, tags and ids from the index as it is, by
`reader completions categories|sites|tags|ids`, which the script calls. Nothing is scanned for that.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from reader.commands.arguments import parsers
from reader.commands.forgiving import ArgumentParser
from reader.commands.libraries import named
from reader.output.safe import safe_line

SHELLS = ("bash", "zsh", "tcsh")
NAMES = ("categories", "sites", "tags", "ids")
_IDS = 200

_PREAMBLE = {
    "bash": """
_reader_of() {
  local IFS=$'\\n'
  local one
  for one in $(reader completions "$1" 2>/dev/null); do
    case "$one" in *' '*) ;; "$2"*) printf '%s\\n' "${one%%\t*}" ;; esac
  done
}
_reader_categories() { _reader_of categories "$1"; }
_reader_sites() { _reader_of sites "$1"; }
_reader_tags() { _reader_of tags "$1"; }
_reader_ids() { reader completions ids 2>/dev/null | cut -f1 | grep "^$1"; compgen -f -- "$1"; }
""",
    "zsh": """
_reader_of() {
  local -a found
  found=("${(@f)$(reader completions $1 2>/dev/null | cut -f1)}")
  compadd -- $found
}
_reader_categories() { _reader_of categories }
_reader_sites() { _reader_of sites }
_reader_tags() { _reader_of tags }
_reader_ids() {
  local -a found titles
  titles=("${(@f)$(reader completions ids 2>/dev/null)}")
  found=("${titles[@]%%$'\\t'*}")
  compadd -d titles -- $found
  _files
}
""",
}


def run(arguments: Namespace) -> int:
    """Print a script, or the names of one kind, one a line."""
    if arguments.what in SHELLS:
        print(_script(arguments.what))
        return 0
    for line in _names(arguments):
        print(line)
    return 0


def _script(shell: str) -> str:
    import shtab

    return shtab.complete(_parser(), shell, preamble=_PREAMBLE)  # type: ignore[arg-type]


def _parser() -> ArgumentParser:
    """The parser with what completes each argument: names come from the library."""
    parser, commands = parsers()
    files = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    for command in commands.values():
        for action in command._actions:
            name = {"--category": "categories", "--site": "sites", "--tag": "tags"}.get(
                next(iter(action.option_strings), ""),
                {"ID|FILE": "ids", "FILE|ID|-": "ids", "NAME[,NAME]": "tags"}.get(
                    str(action.metavar), ""
                ),
            )
            if name:
                asked = f"_reader_{name}"
                action.complete = {"bash": asked, "zsh": asked}  # type: ignore[attr-defined]
            elif action.metavar in ("FILE", "PATH"):
                action.complete = files  # type: ignore[attr-defined]
    return parser


def _names(arguments: Namespace) -> Iterator[str]:
    library = named(arguments)
    if arguments.what == "ids":
        for entry in library.entries(limit=_IDS):
            yield f"{entry.id[:8]}\t{safe_line(entry.title)}"
    elif arguments.what == "tags":
        yield from map(safe_line, library.tags_to_give())
    else:
        for count in getattr(library.stats(0), arguments.what):
            if count.name:
                yield safe_line(count.name)
    library.close()
