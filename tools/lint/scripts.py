"""Python files compile and shell scripts parse."""

import subprocess
import warnings

from sources import Finding


def check(tree):
    findings = []
    for file in tree.files:
        if file.path.endswith(".py"):
            findings += check_python(file)
        elif is_shell(file):
            findings += check_shell(file)
    return findings


def is_shell(file):
    first = file.text.split("\n", 1)[0]
    return file.path.endswith(".sh") or (first.startswith("#!") and first.endswith(("bash", "/sh")))


def check_python(file):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(file.text, file.path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return [Finding(file.path, getattr(error, "lineno", None) or 1, "python", str(error))]
    return []


def check_shell(file):
    run = subprocess.run(["bash", "-n"], input=file.text, capture_output=True, text=True)
    if run.returncode != 0:
        return [Finding(file.path, 1, "shell", run.stderr.strip().replace("\n", "; "))]
    return []
