"""``$jsonSchema`` of the items: types from the dataclasses' hints, words from their docstrings."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from crawler import items

Schema = dict[str, Any]

BSON_TYPES: Mapping[Any, Any] = {str: "string", int: ["int", "long"], datetime: "date"}


def object_of(properties: Mapping[str, Schema], optional: Sequence[str] = ()) -> Schema:
    """The schema of a document with these properties, all required but the ``optional`` ones."""
    required = [name for name in properties if name not in optional]
    return {"bsonType": "object", "required": required, "properties": dict(properties)}


def properties_of(kind: type) -> dict[str, Schema]:
    """The properties of documents made from a dataclass of `crawler.items`."""
    described = _docstrings()[kind.__name__]
    return {
        name: schema_of(hint) | {"description": described[name]}
        for name, hint in get_type_hints(kind).items()
    }


@cache
def schema_of(hint: Hashable) -> Schema:
    """The schema of values of a type that the items use."""
    if isinstance(hint, UnionType):
        (inner,) = (schema_of(option) for option in get_args(hint) if option is not type(None))
        kinds = inner["bsonType"]
        return {"bsonType": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}
    if get_origin(hint) is list:
        return {"bsonType": "array", "items": schema_of(get_args(hint)[0])}
    if is_dataclass(hint) and isinstance(hint, type):
        return object_of(properties_of(hint))
    return {"bsonType": BSON_TYPES[hint]}


@cache
def _docstrings() -> dict[str, dict[str, str]]:
    """The docstring under each field of each class of `crawler.items`, on one line."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(items)).body:
        if isinstance(node, ast.ClassDef):
            fields = found[node.name] = {}
            for field, text in zip(node.body, node.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
                    fields[ast.unparse(field.target)] = " ".join(ast.literal_eval(text.value).split())
    return found
