"""How one table of the records contract is read: its columns, its key, what it refers to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.domain.text import why_unstorable
from accounts.services.imports.values import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models import Manager

Fields = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        name: as in the contract.
        field: attribute of the model that takes the value.
        read: from text to value; raises `BadValueError`.
        required: the file must have it; without it no row means anything.
        optional: the contract lets it be absent, so that its absence is not worth a warning.
    """

    name: str
    field: str
    read: Callable[[str], object]
    required: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table.

    Attributes:
        name: file name without its ending.
        rows: where the rows are kept.
        key: model attributes that tell rows apart.
        looked_up_by: set where the key may hold NULL, which a database takes for always different: existing rows are
            then found by this part of the key, which is never NULL.
        history: model attributes whose earlier values are kept when a row changes. Rows that change in nothing are not
            written at all then.
        stamp: model attribute that takes the time of the import that brought a row, "" for none.
        refers: model attribute to the rows among which it must exist; a None value refers to nothing.
        complete: last touch over a row's values, for what depends on two columns; raises `BadValueError`.
        batch_rows: rows held in memory and written at once.
    """

    name: str
    rows: Manager[Any]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    looked_up_by: str = ""
    history: tuple[str, ...] = ()
    stamp: str = ""
    refers: dict[str, Manager[Any]] = field(default_factory=dict)
    complete: Callable[[Fields], Fields] | None = None
    batch_rows: int = 5000

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, each once, in the contract's order."""
        return tuple(dict.fromkeys(column.name for column in self.columns))

    def missing(self, present: Iterable[str]) -> tuple[str, ...]:
        """Give the required columns that a file lacks."""
        there = set(present)
        return tuple(dict.fromkeys(c.name for c in self.columns if c.required and c.name not in there))

    def worth_a_warning(self, present: Iterable[str]) -> tuple[str, ...]:
        """Give the columns that a file lacks though the contract does not call them optional."""
        there = set(present)
        return tuple(
            dict.fromkeys(c.name for c in self.columns if not (c.required or c.optional or c.name in there)),
        )


class RowReader:
    """Turns the cells of one file's rows into values for the model."""

    def __init__(self, table: Table, header: Sequence[str]) -> None:
        self._table = table
        places = {name: place for place, name in enumerate(header)}
        self._plan = [(places[c.name], c.name, c.field, c.read) for c in table.columns if c.name in places]
        self.fields = tuple(dict.fromkeys(entry[2] for entry in self._plan))

    def read(self, cells: Sequence[str]) -> Fields:
        """Read one row.

        Raises:
            BadValueError: naming the column and what is wrong with it.
        """
        values: Fields = {}
        for place, name, field_name, read in self._plan:
            cell = cells[place]
            try:
                fault = why_unstorable(cell)
                if not fault:
                    values[field_name] = read(cell)
            except BadValueError as error:
                fault = str(error)
            if fault:
                reason = f"{name} {fault}"
                raise BadValueError(reason)
        return self._table.complete(values) if self._table.complete else values
