"""The files that lint looks at, and C++ text with comments and literals blanked out."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

CPP = (".cc", ".h")


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.what}"


@dataclass(frozen=True)
class File:
    path: str  # from the repository root, with slashes
    text: str

    @property
    def is_cpp(self):
        return self.path.endswith(CPP)


@dataclass(frozen=True)
class Tree:
    root: Path
    files: tuple

    def cpp(self):
        return [file for file in self.files if file.is_cpp]


def load(root):
    """Every text file that git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    files = []
    for path in sorted(set(filter(None, listed.split("\0")))):
        try:
            files.append(File(path, (root / path).read_text(encoding="utf-8")))
        except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
            continue  # deleted in the work tree, a link to a folder, or not text
    return Tree(root, tuple(files))


def line_of(text, position):
    return text.count("\n", 0, position) + 1


# In this order: what begins first in the text wins, so a quote inside a comment is no literal.
_BLANKED = re.compile(
    r"""
    //[^\n]*                                            # comment to the end of the line
  | /\*.*?\*/                                           # comment
  | (?:\b(?:u8|u|U|L))?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"   # raw string
  | "(?:\\.|[^"\\\n])*"                                 # string
  | (?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'                 # character, but not the ' of 1'000
    """,
    re.DOTALL | re.VERBOSE,
)


def code_of(text):
    """C++ with comments and literals as blanks: positions and line numbers stay."""
    return _BLANKED.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
