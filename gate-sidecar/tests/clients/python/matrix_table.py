"""Table: what came of each cell, printed at the end of the run."""

from dataclasses import dataclass, field


@dataclass
class Cell:
    client: str
    provider: str
    feature: str
    result: str = "FAIL"


@dataclass
class Table:
    cells: list[Cell] = field(default_factory=list)

    def cell(self, client, provider, feature):
        """A new cell, which is a failure until it says otherwise."""
        made = Cell(client, provider, feature)
        self.cells.append(made)
        return made

    def lines(self):
        """A row for each feature of each client, a column for each provider, and a note for all but plain results."""
        columns = list(dict.fromkeys(cell.provider for cell in self.cells))
        rows = list(dict.fromkeys((cell.client, cell.feature) for cell in self.cells))
        found = {(cell.client, cell.feature, cell.provider): cell.result for cell in self.cells}
        notes = list(dict.fromkeys(result for result in found.values() if result not in ("ok", "FAIL")))
        yield " ".join(["client".ljust(10), "feature".ljust(11), *(name.ljust(10) for name in columns)]).rstrip()
        for client, feature in rows:
            results = [found.get((client, feature, name), "-") for name in columns]
            marks = [f"{result.split(',')[0].split(':')[0]} [{notes.index(result) + 1}]" if result in notes else result for result in results]
            yield " ".join([client.ljust(10), feature.ljust(11), *(mark.ljust(10) for mark in marks)]).rstrip()
        for number, note in enumerate(notes, 1):
            yield f"[{number}] {note}"
