"""The part of JSON Schema that serve/openapi.json uses, checked against values. Run by itself it checks itself.

An unknown keyword is an error of the schema, so that nothing is passed over in silence.
"""
import re

ANNOTATIONS = {"description", "default", "example", "title"}
TYPES = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
}
FORMATS = {"date-time": re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")}


class Schemas:
    """Schemas of one document; its references point into that document."""

    def __init__(self, document):
        self.document = document

    def resolve(self, node):
        """What a reference leads to; any other node as it is."""
        while isinstance(node, dict) and "$ref" in node:
            place = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                place = place[part]
            node = place
        return node

    def wrong(self, value, schema, at="$"):
        """Everything in which `value` is not as `schema` says, as lines of text."""
        schema = self.resolve(schema)
        lines = []
        for keyword, wanted in schema.items():
            if keyword in ANNOTATIONS:
                continue
            check = getattr(self, "_" + keyword, None)
            if check is None:
                raise ValueError(f"keyword {keyword} is not known to tests/api/schema.py")
            lines += check(value, wanted, at, schema)
        return lines

    def _type(self, value, wanted, at, _schema):
        names = wanted if isinstance(wanted, list) else [wanted]
        return [] if any(TYPES[name](value) for name in names) else [f"{at} is no {' or '.join(names)}: {value!r:.80}"]

    def _enum(self, value, wanted, at, _schema):
        return [] if value in wanted else [f"{at} is none of {wanted}: {value!r:.80}"]

    def _pattern(self, value, wanted, at, _schema):
        fits = not isinstance(value, str) or re.search(wanted, value)
        return [] if fits else [f"{at} does not match {wanted}: {value!r:.80}"]

    def _format(self, value, wanted, at, _schema):
        fits = not isinstance(value, str) or FORMATS[wanted].match(value)
        return [] if fits else [f"{at} is no {wanted}: {value!r:.80}"]

    def _minimum(self, value, wanted, at, _schema):
        return [f"{at} is below {wanted}: {value}"] if TYPES["number"](value) and value < wanted else []

    def _maximum(self, value, wanted, at, _schema):
        return [f"{at} is above {wanted}: {value}"] if TYPES["number"](value) and value > wanted else []

    def _maxLength(self, value, wanted, at, _schema):
        return [f"{at} is longer than {wanted}"] if isinstance(value, str) and len(value) > wanted else []

    def _maxItems(self, value, wanted, at, _schema):
        return [f"{at} has more than {wanted} items"] if isinstance(value, list) and len(value) > wanted else []

    def _required(self, value, wanted, at, _schema):
        return [f"{at} has no {name}" for name in wanted if isinstance(value, dict) and name not in value]

    def _properties(self, value, wanted, at, _schema):
        if not isinstance(value, dict):
            return []
        return [line for name, schema in wanted.items() if name in value
                for line in self.wrong(value[name], schema, f"{at}.{name}")]

    def _additionalProperties(self, value, wanted, at, schema):
        if not isinstance(value, dict):
            return []
        lines = []
        for name in value.keys() - schema.get("properties", {}).keys():
            lines += [f"{at} has a {name}"] if wanted is False else self.wrong(value[name], wanted, f"{at}.{name}")
        return lines

    def _propertyNames(self, value, wanted, at, _schema):
        if not isinstance(value, dict):
            return []
        return [line for name in value for line in self.wrong(name, wanted, f"{at}'s {name}")]

    def _items(self, value, wanted, at, _schema):
        if not isinstance(value, list):
            return []
        return [line for i, item in enumerate(value) for line in self.wrong(item, wanted, f"{at}[{i}]")]

    def _oneOf(self, value, wanted, at, _schema):
        fitting = sum(not self.wrong(value, schema, at) for schema in wanted)
        return [] if fitting == 1 else [f"{at} fits {fitting} of the schemas, not one"]


# (value, schema, whether it fits)
SELF_TEST = [
    ({"a": 1}, {"type": "object", "required": ["a"]}, True),
    ({}, {"type": "object", "required": ["a"]}, False),
    ({"a": 1, "b": 2}, {"properties": {"a": {}}, "additionalProperties": False}, False),
    ({"a": 1, "b": "x"}, {"properties": {"a": {}}, "additionalProperties": {"type": "integer"}}, False),
    ({"a": 1, "b": 2}, {"propertyNames": {"enum": ["a"]}}, False),
    ({"a": "x"}, {"properties": {"a": {"type": "integer"}}}, False),
    ([1, 2, "3"], {"type": "array", "items": {"type": "integer"}}, False),
    ([1, 2], {"maxItems": 1}, False),
    (None, {"type": ["string", "null"]}, True),
    (True, {"type": "integer"}, False),
    (1, {"type": "number"}, True),
    (-1, {"minimum": 0}, False),
    (2, {"maximum": 1}, False),
    ("xyz", {"maxLength": 2}, False),
    ("b", {"enum": ["a"]}, False),
    ("0g", {"pattern": "^[0-9a-f]+$"}, False),
    ("2026-03-01T12:00:00.000Z", {"format": "date-time"}, True),
    ("2026-03-01", {"format": "date-time"}, False),
    (1, {"oneOf": [{"type": "string"}, {"type": "integer"}]}, True),
    (1, {"oneOf": [{"type": "number"}, {"type": "integer"}]}, False),
    ({"a": 1}, {"$ref": "#/named"}, False),
]


def self_test():
    """The number of values that are judged wrongly."""
    schemas = Schemas({"named": {"properties": {"a": {"type": "string"}}}})
    failed = 0
    for value, schema, fits in SELF_TEST:
        wrong = schemas.wrong(value, schema)
        if (not wrong) != fits:
            print(f"{value!r} with {schema}: {wrong}")
            failed += 1
    try:
        schemas.wrong(1, {"multipleOf": 1})
        print("an unknown keyword was passed over")
        failed += 1
    except ValueError:
        pass
    print(f"{len(SELF_TEST) + 1} cases, {failed} judged wrongly")
    return failed


if __name__ == "__main__":
    raise SystemExit(1 if self_test() else 0)
