"""What a table would come to: its columns, what is wrong with it, and what would change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.pages.table_import.table_form import TableForm
from api.table_import.columns import ColumnMap, suggested
from api.table_import.kept_columns import check_name, keep_columns, kept_under
from api.table_import.problems import RowProblem, RowsError, TableError
from api.table_import.registration import BODIES, Outcome, register_table
from api.table_import.table_file import TableFile, read_table
from api.web.services import Services

SHOWN = 20  # problems and changes
_UNSEEN = frozenset({"simulated"})  # fields that no town's table has


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLook:
    """A table as it was looked at: its form, its columns, and which of them is which field.

    `unmapped`: fields that every row must have and that no column is. `problems`: what is wrong with its rows. `file_problem`: what
    is wrong with its columns. `outcome`: what would change, where nothing is wrong.
    """

    form: TableForm
    columns: Sequence[str]
    rows: int
    map: ColumnMap
    fields: Sequence[str]
    required: frozenset[str]
    unmapped: Sequence[str] = ()
    problems: Sequence[RowProblem] = ()
    file_problem: TableError | None = None
    outcome: Outcome | None = None

    @property
    def unread(self) -> Sequence[str]:
        """The columns that are no field."""
        return [column for column in self.columns if column and column not in self.map.columns.values()]

    @property
    def may_register(self) -> bool:
        """Whether there is anything to register, and nothing wrong."""
        return self.outcome is not None and bool(self.outcome.new or self.outcome.changed)


def look_at(services: Services, form: TableForm) -> TableLook:
    """Read the form's table and see what it comes to, and register it where the form says so and nothing is wrong.

    Raises TableError for a file that cannot be read as a table, StateAwayError.
    """
    table = read_table(form.content, form.name)
    of_all = BODIES[form.what].model_fields
    fields = [name for name in of_all if name not in _UNSEEN]
    look = TableLook(
        form=form,
        columns=table.columns,
        rows=len(table.rows),
        map=form.columns or ColumnMap(),
        fields=fields,
        required=frozenset(name for name in fields if of_all[name].is_required()),
    )
    try:
        if form.columns is None:
            look = replace(look, map=_first_map(services, form, table, fields))
        look.map.check(table.columns, fields)
        if form.keep is not None:
            check_name(form.keep)
        if unmapped := look.map.unmapped(look.required):
            return replace(look, unmapped=[name for name in fields if name in unmapped])  # in the form's order
        return replace(look, outcome=_outcome(services, form, table, look.map))
    except TableError as error:
        return replace(look, file_problem=error)
    except RowsError as error:
        return replace(look, problems=error.problems)


def _first_map(services: Services, form: TableForm, table: TableFile, fields: Sequence[str]) -> ColumnMap:
    """Return the columns as they were kept, and else as their names say."""
    with services.state.read() as connection:
        kept = kept_under(connection, form.use)
    return kept.over(suggested(table.columns, fields))


def _outcome(services: Services, form: TableForm, table: TableFile, columns: ColumnMap) -> Outcome:
    now = services.clock()
    outcome = register_table(
        table, columns, form.what, services.state, services.catalogue, services.registry, now=now, dry_run=not form.registers
    )
    if form.registers and form.keep is not None:
        with services.state.begin() as connection:
            keep_columns(connection, form.keep, columns)
    return outcome
