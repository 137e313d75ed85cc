"""`reader completions SHELL`: a script that lets a shell complete commands, options and names.

Options come from the parser (by shtab). For categories, sites, tags and ids the script calls
`reader completions categories|sites|tags|ids|…`, which reads the index as it is, without a scan.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from reader.console import options
from reader.console.libraries import named, subscribing_root
from reader.console.parser import ArgumentParser, whole
from reader.output.safe import safe_line

SUMMARY = "print the completion script of a shell"
EXAMPLES = (
    ("reader completions bash > ~/.local/share/bash-completion/completions/reader", "for bash"),
    ('reader completions zsh > "${fpath[1]}/_reader"', "for zsh"),
)


SHELLS = ("bash", "zsh", "fish", "tcsh")
NAMES = ("categories", "sites", "tags", "ids", "feeds", "filters")
_FIELDS = {"categories": "category", "sites": "site"}
_IDS = 200

_PREAMBLE = {
    "bash": r"""
# Names from the library that begin with the typed word, quoted in the same way as that word. The
# script lets readline quote the results of a function with `of_files` in its name.
_reader_names() {
  local quote=${2:0:1} typed=${2#[\'\"]} one
  local -a libraries
  _reader_libraries
  [[ $quote == [\'\"] ]] || quote= typed=${typed//\\/}
  while IFS= read -r one; do
    one=${one%%$'\t'*}
    [[ $one == "$typed"* ]] || continue
    case $quote$one in
      \"*[\"\$\`\\]* | \'*\'*) ;;
      [\'\"]*) printf '%s\n' "$one" ;;
      *) printf '%q\n' "$one" ;;
    esac
  done < <(reader completions "$1" "${libraries[@]}" 2>/dev/null)
}
# The folders that the line names with -L, wherever they stand.
_reader_libraries() {
  local i folder
  for ((i = 1; i < ${#COMP_WORDS[@]}; i++)); do
    case ${COMP_WORDS[i]} in
      -L | --library) [[ ${COMP_WORDS[i + 1]} == = ]] && ((i++)); folder=${COMP_WORDS[++i]} ;;
      -L?*) folder=${COMP_WORDS[i]#-L} ;;
      --library=*) folder=${COMP_WORDS[i]#*=} ;;
      *) continue ;;
    esac
    folder=${folder#[\'\"]} folder=${folder%[\'\"]}
    libraries+=("-L${folder//\\/}")
  done
}
_reader_categories() { _reader_names categories "$1"; }
_reader_sites() { _reader_names sites "$1"; }
_reader_tags() { _reader_names tags "$1"; }
_reader_feeds() { _reader_names feeds "$1"; }
_reader_filters() { _reader_names filters "$1"; }
_reader_ids_of_files() { _reader_names ids "$1"; compgen -f -- "$1"; }
""",
    "zsh": r"""
_reader_names() {
  local -a found
  found=("${(@f)$(_reader_told $1)}")
  compadd -- "${found[@]}"
}
# What the library names that the line names with -L, if it does.
_reader_told() {
  local -a libraries
  local i
  for ((i = 1; i < $#words; i++)); do
    case $words[i] in
      -L|--library) libraries+=("-L${(Q)words[++i]}") ;;
      -L?*) libraries+=("-L${(Q)words[i]#-L}") ;;
      --library=*) libraries+=("-L${(Q)words[i]#*=}") ;;
    esac
  done
  reader completions $1 "${libraries[@]}" 2>/dev/null
}
_reader_categories() { _reader_names categories }
_reader_sites() { _reader_names sites }
_reader_tags() { _reader_names tags }
_reader_feeds() { _reader_names feeds }
_reader_filters() { _reader_names filters }
_reader_ids_of_files() {
  local -a found titles
  titles=("${(@f)$(_reader_told ids)}")
  found=("${titles[@]%%$'\t'*}")
  titles=("${titles[@]//$'\t'/  }")
  compadd -l -d titles -- "${found[@]}"
  _files
}
""",
    "fish": r"""
# What the library names that the line names with -L, if it does.
function _reader_names
  set -l libraries
  set -l words (commandline -op)
  for i in (seq (count $words))
    switch $words[$i]
      case -L --library
        set -a libraries "-L"(string unescape -- $words[(math $i + 1)])
      case '--library=*'
        set -a libraries "-L"(string unescape -- (string replace -- --library= '' $words[$i]))
      case '-L?*'
        set -a libraries (string unescape -- $words[$i])
    end
  end
  reader completions $argv[1] $libraries 2>/dev/null
end
function _reader_categories; _reader_names categories; end
function _reader_sites; _reader_names sites; end
function _reader_tags; _reader_names tags; end
function _reader_feeds; _reader_names feeds; end
function _reader_filters; _reader_names filters; end
function _reader_ids_of_files
  _reader_names ids
  _reader_files
end
function _reader_files; complete -C "'' "(commandline -ct); end
""",
}
"""The functions with which each shell asks for names. Tcsh has none, for it would split names at
blanks.
"""

_FILES = {
    "bash": "_shtab_compgen_files",
    "zsh": "_files",
    "fish": "(_reader_files)",
    "tcsh": "f",
}


_BY_METAVAR = {
    "ID|FILE": "ids",
    "FILE|ID|-": "ids",
    "NAME[,NAME]": "tags",
    "FEED": "feeds",
    "FILTER": "filters",
    "FEED|FILE": "feeds",
}
"""What completes an argument, by its placeholder in the help."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=(
            "bash",
            "zsh",
            "fish",
            "tcsh",
            "categories",
            "sites",
            "tags",
            "ids",
            "feeds",
            "filters",
        ),
        metavar="SHELL",
        help="bash, zsh, fish, or tcsh (which completes no names from the library); the scripts "
        "call it with categories, sites, tags, ids, feeds or filters to get these names",
    )
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print a script, or all names of one kind, one a line."""
    if arguments.what in SHELLS:
        print(_script(arguments.what))
        return 0
    for line in _names(arguments):
        print(line)
    return 0


def _script(shell: str) -> str:
    import shtab

    return shtab.complete(_parser(), shell, preamble=_PREAMBLE)  # type: ignore[arg-type] # a dict, by shell, too


def _parser() -> ArgumentParser:
    """The parser, told what completes each argument."""
    parser, commands = whole()
    for command in commands.values():
        for action in command._actions:
            name = {"--category": "categories", "--site": "sites", "--tag": "tags"}.get(
                next(iter(action.option_strings), ""),
                _BY_METAVAR.get(str(action.metavar), ""),
            )
            if name:
                action.complete = _asking_for(name)  # type: ignore[attr-defined] # shtab reads it
            elif action.metavar in ("FILE", "PATH", "URL|FILE"):
                action.complete = _FILES  # type: ignore[attr-defined] # as above
    return parser


def _asking_for(name: str) -> dict[str, str]:
    """What completes names of one kind, by shell; tcsh completes files where they are allowed."""
    asked = f"_reader_{name}_of_files" if name == "ids" else f"_reader_{name}"
    shells = {"bash": asked, "zsh": asked, "fish": f"({asked})"}
    return shells | {"tcsh": _FILES["tcsh"]} if name == "ids" else shells


def _names(arguments: Namespace) -> Iterator[str]:
    if arguments.what == "filters":
        yield from (safe_line(one.name) for one in arguments.settings.filter)
        return
    if arguments.what == "feeds":
        from reader.feeds import subscriptions

        for one in subscriptions.load(subscribing_root(arguments)).feeds:
            yield safe_line(one.name)
        return
    library = named(arguments)
    if arguments.what == "ids":
        for entry in library.entries(limit=_IDS):
            yield f"{entry.id[:8]}\t{safe_line(entry.title)}"
    elif arguments.what == "tags":
        yield from map(safe_line, library.tags_to_give())
    else:
        yield from map(safe_line, library.names(_FIELDS[arguments.what]))
    library.close()
