"""An atlas without people: no names, owners, notes or comments."""

from typing import Any

from flowatlas.model.path import CHANGES, Plain, is_quantity
from flowatlas.model.record import Record, fields_of
from flowatlas.store.schema import atlas_type

PEOPLE = {"voices"}
REMARKS = {"notes", "comments"}
OWN_WORDS = {"owner", "by"}


def anonymous(plain: Plain) -> Plain:
    """Plain values without whatever tells who somebody is, and without notes; voices are numbered."""
    return dict(_without_people(atlas_type(), plain))


def _without_people(record: type[Record], plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    fields = fields_of(record)
    result: Plain = {}
    for key, value in plain.items():
        declared = fields.get(key)
        if key in REMARKS or (declared is not None and declared.is_personal):
            continue
        if declared is not None and declared.is_address and PEOPLE & set(str(value).split("/")):
            continue
        if key == CHANGES and isinstance(value, dict):
            result[key] = {path: _unsigned(new) for path, new in value.items() if not _is_remark(path)}
        elif declared is None or declared.record is None:
            result[key] = _unsigned(value)
        elif not declared.is_keyed or not isinstance(value, dict):
            result[key] = _without_people(declared.record, value)
        else:
            holder = declared.record
            result[key] = {
                (f"{key.removesuffix('s')}-{number}" if key in PEOPLE else name): _without_people(holder, inner)
                for number, (name, inner) in enumerate(value.items(), start=1)
            }
    return result


def _unsigned(value: Any) -> Any:
    """A value without its author; mappings that nobody declared lose what tells of people as well."""
    if isinstance(value, list):
        return [_unsigned(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    hidden = {"by"} if is_quantity(value) else OWN_WORDS | REMARKS
    return {key: _unsigned(inner) for key, inner in value.items() if key not in hidden}


def _is_remark(path: str) -> bool:
    keys = path.split("/")
    return bool(REMARKS & set(keys)) or keys[-1] in OWN_WORDS
