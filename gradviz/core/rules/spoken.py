"""A formula in plain characters: to be read aloud, copied, and shown where no mathematical type can be set."""

from __future__ import annotations

import re
from collections.abc import Callable

_SIGNS = {
    r"\partial": "∂", r"\odot": "·", r"\cdot": "·", r"\le": "≤", r"\ge": "≥", r"\sum": "Σ", r"\prod": "∏",
    r"\sigma": "σ", r"\Phi": "Φ", r"\varphi": "φ", r"\alpha": "α", r"\beta": "β", r"\pi": "π", r"\ln": "ln",
    r"\theta": "θ", r"\eta": "η", r"\lambda": "λ", r"\mu": "μ", r"\tau": "τ", r"\epsilon": "ε", r"\gamma": "γ",
    r"\max": "max", r"\rho": "ρ", r"\delta": "δ",
    r"\leftarrow": "←", r"\ldots": "…", r"\infty": "∞", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈",
    r"\rceil": "⌉", r"\left": "",
    r"\mathrm": "", r"\mathit": "", r"\mathsf": "", r"\text": " ", r"\textstyle": "",
    r"\right": "", r"\,": " ", r"\_": "_", r"\\": "; ", "&": ",", "-": "−",
}  # fmt: skip

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_LOOSE = re.compile(r"[^\w.∞α-ω]")
"""What needs brackets under a fraction line or in an exponent."""


def spoken(tex: str) -> str:
    """Return ``tex`` in plain characters."""
    words = _Reader(tex).read()
    words = re.sub(r"\s+", " ", words).replace("( ", "(").replace(" )", ")").replace("[ ", "[").replace(" ]", "]")
    return re.sub(r"\s+([,;])", r"\1", words).replace("∂ ", "∂").replace(" / ", "/").strip()


class _Reader:
    def __init__(self, tex: str) -> None:
        self._tokens: list[str] = _TOKEN.findall(tex)
        self._at = 0
        self._commands: dict[str, Callable[[], str]] = {
            r"\frac": self._read_frac,
            r"\sqrt": self._read_sqrt,
            r"\overline": self._read_overline,
            r"\hat": self._read_hat,
            r"\tilde": self._read_tilde,
            r"\textcolor": self._read_textcolor,
            r"\mathbf": self._read_mathbf,
            r"\begin": self._read_begin,
        }

    def read(self, until: str = "") -> str:
        """Return everything up to the token ``until``."""
        words = ""
        while self._at < len(self._tokens):
            token = self._take()
            if token == until:
                break
            words += self._one(token)
        return words

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _group(self) -> str:
        token = self._take()
        return self.read("}") if token == "{" else self._one(token)

    def _one(self, token: str) -> str:
        special = self._commands.get(token)
        if special is not None:
            return special()
        if token == "{":
            return self.read("}")
        if token in "^_":
            return self._raised(token, self._group())
        return _SIGNS.get(token, token.removeprefix("\\"))

    @staticmethod
    def _raised(token: str, words: str) -> str:
        if token == "^" and words == "T":
            return "ᵀ"
        words = words.removeprefix("·").strip()
        return token + (f"({words})" if _LOOSE.search(words.removeprefix("−")) else words)

    # Commands with arguments

    def _read_frac(self) -> str:
        over, under = self._group(), self._group()
        return "/".join(f"({part})" if _LOOSE.search(part) else part for part in (over, under))

    def _read_sqrt(self) -> str:
        return f"√({self._group()})"

    def _read_overline(self) -> str:
        return f"mean({self._group()})"

    def _read_hat(self) -> str:
        return self._group() + "\u0302"

    def _read_tilde(self) -> str:
        return self._group() + "\u0303"

    def _read_textcolor(self) -> str:
        self._group()
        return self._group()

    def _read_mathbf(self) -> str:
        return "onehot" if self._group() == "1" else ""

    def _read_begin(self) -> str:
        kind = self._group()
        words = self._environment()
        return f"[{words}]" if kind == "pmatrix" else f"{{{words}}}"

    def _environment(self) -> str:
        words = ""
        while (token := self._take()) != r"\end":
            words += self._one(token)
        self._group()
        return words.strip()
