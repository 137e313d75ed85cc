"""Turns TeX into a line of text, in the linear form of `mathml`: x^2, (a + b)/2, √(x).

The most frequent commands are supported. A formula with anything else, a matrix or a macro, is
shown as written, and so is one without a command, which needs no conversion.
"""

from __future__ import annotations

from functools import lru_cache

from reader.articles.html.mathml import grouped, joined, marked
from reader.lazy_re import late

LENGTH_LIMIT = 2_000
"""Characters; a longer formula is shown as written."""

DEPTH_LIMIT = 30
"""Levels of groups; a formula with more is shown as written."""

_TOKEN = late(r"\\[a-zA-Z]+|\\.|\s+|\d+(?:\.\d+)?|.", 16)
_DISPLAYED = late(r"\$\$([^$]{1,2000})\$\$")
_COMMAND = late(r"\\[a-zA-Z]{2}")
_LETTERS = dict(
    pair.split("=")
    for pair in """alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ
    vartheta=ϑ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ pi=π varpi=ϖ rho=ρ varrho=ϱ sigma=σ varsigma=ς
    tau=τ upsilon=υ phi=ϕ varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π
    Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω infty=∞ partial=∂ nabla=∇ hbar=ħ ell=ℓ Re=ℜ Im=ℑ aleph=ℵ
    emptyset=∅ varnothing=∅ forall=∀ exists=∃ nexists=∄ angle=∠ triangle=△ prime=′ degree=° top=⊤
    bot=⊥ ldots=… dots=… cdots=⋯ vdots=⋮ ddots=⋱ dotsc=… dotsb=⋯ sum=∑ prod=∏ coprod=∐ int=∫ iint=∬
    iiint=∭ oint=∮ bigcup=⋃ bigcap=⋂ bigvee=⋁ bigwedge=⋀ bigoplus=⨁ bigotimes=⨂ lfloor=⌊ rfloor=⌋
    lceil=⌈ rceil=⌉ langle=⟨ rangle=⟩ lbrace={ rbrace=} lbrack=[ rbrack=] lvert=| rvert=| lVert=‖
    rVert=‖ Vert=‖ vert=| backslash=\\ checkmark=✓ square=□ star=⋆ dagger=† ddagger=‡""".split()
)
_OPERATORS = dict(
    pair.split("=", 1)
    for pair in """times=× cdot=· div=÷ pm=± mp=∓ ast=∗ circ=∘ bullet=• oplus=⊕ otimes=⊗ odot=⊙
    cap=∩ cup=∪ setminus=∖ land=∧ wedge=∧ lor=∨ vee=∨ lnot=¬ neg=¬ le=≤ leq=≤ leqslant=≤ ge=≥ geq=≥
    geqslant=≥ ne=≠ neq=≠ ll=≪ gg=≫ lt=< gt=> approx=≈ equiv=≡ cong=≅ sim=∼ simeq=≃ propto=∝ in=∈
    notin=∉ ni=∋ subset=⊂ subseteq=⊆ supset=⊃ supseteq=⊇ mid=∣ parallel=∥ perp=⊥ to=→ rightarrow=→
    leftarrow=← gets=← leftrightarrow=↔ Rightarrow=⇒ Leftarrow=⇐ Leftrightarrow=⇔ iff=⟺
    implies=⟹ mapsto=↦ longrightarrow=⟶ Longrightarrow=⟹
    uparrow=↑ downarrow=↓ vdash=⊢ models=⊨ prec=≺ succ=≻
    colon=: therefore=∴ because=∵""".split()
)
_NAMES = frozenset(
    """arccos arcsin arctan arg cos cosh cot csc deg det dim exp gcd hom inf ker lg lim liminf
    limsup ln log max min mod Pr sec sin sinh sup tan tanh""".split()
)
_UNSEEN = frozenset(
    """left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle limits
    nolimits displaystyle textstyle scriptstyle nonumber notag rm bf it""".split()
)
_TEXTS = frozenset(
    """text textbf textit textrm textsf texttt textnormal mbox hbox operatorname mathrm""".split()
)
_FACES = frozenset(
    """mathbf mathit mathsf mathtt mathcal mathscr mathfrak boldsymbol bm pmb mathop mathrel mathbin
    mathbb""".split()
)
_DOUBLE_STRUCK = {"C": "ℂ", "E": "𝔼", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"}
_ACCENTS = {
    "acute": "\u0301", "bar": "\u0304", "breve": "\u0306", "check": "\u030c", "ddot": "\u0308",
    "dot": "\u0307", "grave": "\u0300", "hat": "\u0302", "mathring": "\u030a",
    "overline": "\u0305", "tilde": "\u0303", "vec": "\u20d7", "widehat": "\u0302",
    "widetilde": "\u0303",
}  # fmt: skip
_FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac"))
_BLANKS = frozenset((r"\,", r"\;", r"\:", r"\ ", r"\>", r"\quad", r"\qquad", "~"))
_SIGNS = frozenset("+-=<>/*,:;")


class _NotSetError(Exception):
    """A formula contains something that is not supported."""


def shown(formula: str, mark: str) -> str:
    """A formula that is between these marks in a text: in linear form, or as written if
    that is not possible.
    """
    text = linear(formula.strip())
    return f"{mark}{formula}{mark}" if text is None else text


def with_formulas(text: str) -> str:
    """A text in which formulas between `$$`, which a script was meant to typeset, are
    in linear form.
    """
    return _DISPLAYED.sub(lambda found: shown(found[1], "$$"), text)


@lru_cache(maxsize=512)
def linear(tex: str) -> str | None:
    """A formula in linear form; None if it is to be shown as written."""
    if len(tex) > LENGTH_LIMIT or not _COMMAND.search(tex):
        return None
    reading = _Reading(_TOKEN.findall(tex))
    try:
        text = reading.row("", 0)
    except _NotSetError:
        return None
    return " ".join(text.split()) or None


class _Reading:
    """Reads the tokens of a formula."""

    def __init__(self, parts: list[str]) -> None:
        self._parts, self._at = parts, 0

    def _next(self) -> str:
        """Take the next token; "" at the end."""
        if self._at == len(self._parts):
            return ""
        self._at += 1
        return self._parts[self._at - 1]

    def _peeked(self) -> str:
        while self._at < len(self._parts) and self._parts[self._at].isspace():
            self._at += 1
        return self._parts[self._at] if self._at < len(self._parts) else ""

    def row(self, end: str, depth: int) -> str:
        """Read up to the token `end`, and take it."""
        if depth > DEPTH_LIMIT:
            raise _NotSetError
        pieces: list[tuple[str, bool]] = []
        in_letters = False
        while (part := self._next()) != end:
            if not part:
                raise _NotSetError
            if part.isspace() or part == r"\!" or part[1:] in _UNSEEN:
                self._skip_dot(part)
                continue
            atom, is_operator = self._atom(part, depth)
            scripted = self._scripted(atom, depth)
            is_letter = part.isalpha() and scripted == atom
            if is_letter and in_letters:  # adjacent letters stay together
                pieces[-1] = pieces[-1][0] + scripted, False
            else:
                pieces.append((scripted, is_operator and scripted == atom))
            in_letters = is_letter
        return joined(pieces)

    def _skip_dot(self, part: str) -> None:
        """Skip the dot of `\\left.`, which means no bracket."""
        if part in (r"\left", r"\right") and self._peeked() == ".":
            self._at += 1

    def _scripted(self, base: str, depth: int) -> str:
        scripts = {"_": "", "^": ""}
        while (mark := self._peeked()) in ("_", "^", "'"):
            self._at += 1
            if mark == "'":
                base += "′"
            elif scripts[mark]:
                raise _NotSetError
            else:
                scripts[mark] = self._argument(depth).strip()
        return marked([base, *scripts.values()], ("_", "^")) if any(scripts.values()) else base

    def _argument(self, depth: int) -> str:
        part = self._peeked()
        self._at += 1
        if part == "{":
            return self.row("}", depth + 1)
        if part[:1].isdigit() and len(part) > 1:  # in x^10 only 1 is the script
            self._at -= 1
            self._parts[self._at] = part[1:]
            return part[0]
        if not part or part in "}^_":
            raise _NotSetError
        return self._atom(part, depth + 1)[0]

    def _atom(self, part: str, depth: int) -> tuple[str, bool]:
        """Read a single item; returns its text and whether it is an operator."""
        if part == "{":
            return self.row("}", depth + 1), False
        if part in _BLANKS:
            return " ", False
        if part in ("^", "_"):  # without a base, as in ^{10}B
            self._at -= 1
            return "", False
        if part[0] != "\\":
            if part in "}&$%#":
                raise _NotSetError
            return part, part in _SIGNS
        if len(part) == 2 and not part[1].isalpha():
            return _escaped(part[1]), False
        return self._command(part[1:], depth)

    def _command(self, name: str, depth: int) -> tuple[str, bool]:
        if name in _OPERATORS:
            return _OPERATORS[name], True
        if name in _LETTERS:
            return _LETTERS[name], False
        if name in _NAMES:
            return name, False
        if name in _TEXTS:
            return self._verbatim(), False
        return self._shape(name, depth), False

    def _shape(self, name: str, depth: int) -> str:
        if name in _FRACTIONS:
            above, below = self._argument(depth), self._argument(depth)
            return f"{grouped(above)}/{grouped(below)}"
        if name == "sqrt":
            index = ""
            if self._peeked() == "[":
                self._at += 1
                index = self.row("]", depth + 1)
            root = f"√({self._argument(depth).strip()})"
            return f"{root}^(1/{grouped(index)})" if index else root
        if name in _FACES:
            inner = self._argument(depth)
            return _DOUBLE_STRUCK.get(inner, inner) if name == "mathbb" else inner
        if name in _ACCENTS and len(inner := self._argument(depth).strip()) == 1:
            return inner + _ACCENTS[name]
        raise _NotSetError

    def _verbatim(self) -> str:
        """Read a text in braces, in which blanks are kept."""
        if self._peeked() != "{" or "}" not in self._parts[self._at :]:
            raise _NotSetError
        end = self._parts.index("}", self._at)
        text = "".join(self._parts[self._at + 1 : end])
        if any(mark in text for mark in "{\\$"):
            raise _NotSetError
        self._at = end + 1
        return text


def _escaped(mark: str) -> str:
    if mark in "{}%$#&_":
        return mark
    if mark == "|":
        return "‖"
    raise _NotSetError
