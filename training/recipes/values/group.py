"""Values that belong together."""

from collections.abc import Iterator
from typing import Any
from typing import Self

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic.fields import FieldInfo


class Group(BaseModel):
    """Some of a recipe's values, and groups of them.

    No two values of a recipe have the same name, so that files and command lines need not say in
    which group a value is. Nothing is converted: what is of another type or out of its range
    raises `pydantic.ValidationError`.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    def groups(self) -> Iterator["Group"]:
        """The groups in this one."""
        return (part for _, part in self if isinstance(part, Group))

    def flat(self) -> dict[str, Any]:
        """All values by name, whatever their groups."""
        found = {name: value for name, value in self if not isinstance(value, Group)}
        for group in self.groups():
            found |= group.flat()
        return found

    def fields(self) -> dict[str, FieldInfo]:
        """What is said of each value, likewise."""
        known = type(self).model_fields
        found = {name: known[name] for name in self.flat() if name in known}
        for group in self.groups():
            found |= group.fields()
        return found

    def changed(self, /, **values: Any) -> Self:
        """The same with other values of those names, whatever their groups."""
        own = {
            name: part.changed(**{n: values[n] for n in part.flat().keys() & values})
            if isinstance(part, Group)
            else part
            for name, part in self
        }
        inner = {name for group in self.groups() for name in group.flat()}
        return type(self)(**own | {n: value for n, value in values.items() if n not in inner})
