"""What a function finds around it."""

import os
import sys


def variables(event, context):
    return dict(os.environ)


def place(event, context):
    return {"cwd": os.getcwd(), "path": sys.path, "version": list(sys.version_info[:2]), "stdin": sys.stdin.read()}


AT_IMPORT = dict(os.environ)


def variables_at_import(event, context):
    return AT_IMPORT
