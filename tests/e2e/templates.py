"""SAM templates for tests, as Python values written to a file."""

import json
from pathlib import Path

FUNCTIONS = Path(__file__).parent / "functions"

# Generous, so that a busy machine does not turn a test of something else into a timeout.
TIMEOUT = 30


def function(handler: str, code: Path = FUNCTIONS, **properties) -> dict:
    """One function.  `variables` is Environment.Variables; other keywords are SAM properties."""
    variables = properties.pop("variables", None)
    if variables is not None:
        properties["Environment"] = {"Variables": variables}
    base = {"Runtime": "python3.12", "CodeUri": str(code), "Handler": handler, "Timeout": TIMEOUT}
    return {"Type": "AWS::Serverless::Function", "Properties": base | properties}


def inline_function(source: str, **properties) -> dict:
    """A function whose whole code stands in the template."""
    resource = function("index.handler", **properties)
    del resource["Properties"]["CodeUri"]
    resource["Properties"]["InlineCode"] = source
    return resource


def layer(content: Path) -> dict:
    """A layer version, for `Layers=[ref("Name")]`."""
    return {"Type": "AWS::Serverless::LayerVersion", "Properties": {"ContentUri": str(content)}}


def ref(name: str) -> dict:
    return {"Ref": name}


def write_template(folder: Path, **resources: dict) -> Path:
    """A template whose logical ids are the keywords; for functions they are also the names."""
    document = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": resources,
    }
    path = folder / "template.json"
    path.write_text(json.dumps(document, indent=2))
    return path
