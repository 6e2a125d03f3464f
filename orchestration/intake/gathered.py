"""The rows of one table on their way out of a reader: few stay in memory, many go to a Parquet file aside.

Here: that choice, and handing the rows of a file's tables on as one Reading. Not here: making the rows (tabular.py, xes_read.py), the
raw file (raw.py). The file aside lies in the work folder inside landing, which is emptied after every file: it holds text that has not
passed the wall yet.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.contracts import Contract
from orchestration.intake.reading import Places, Reading, from_table
from orchestration.intake.text import quote

MANY_ROWS = 200_000  # held in memory at once


class Gathered:
    """Batches of one table in their order. `folder` is where many of them go."""

    def __init__(self, schema: pa.Schema, folder: Path):
        self.schema, self._folder = schema, folder
        self._writer: pq.ParquetWriter | None = None
        self.clear()

    def __len__(self) -> int:
        return self._count

    def add(self, batch: pa.RecordBatch) -> None:
        if self._waiting_rows + len(batch) > MANY_ROWS:
            self._put_aside()
        self._waiting.append(batch)
        self._waiting_rows += len(batch)
        self._count += len(batch)

    def clear(self) -> None:
        """Forget all rows."""
        self.close()
        self.path: Path | None = None
        self._waiting: list[pa.RecordBatch] = []
        self._count, self._waiting_rows = 0, 0

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def blank(self, is_whole: Sequence[bool]) -> None:
        """Leave nothing but their places (the first two columns) of the rows that are not whole; one mark a row."""
        at, before = 0, self._batches()
        self.clear()
        for batch in before:
            good = pa.array(is_whole[at : at + len(batch)])
            at += len(batch)
            nothing = pa.nulls(len(batch), pa.string())
            texts = [pc.if_else(good, values, nothing) for values in batch.columns[2:]]
            self.add(pa.RecordBatch.from_arrays([*batch.columns[:2], *texts], schema=self.schema))

    def table(self) -> pa.Table:
        """All rows, where they are few; raises ValueError where some were put aside."""
        if self.path is not None:
            raise ValueError("rows were put aside")
        return pa.Table.from_batches(self._waiting, schema=self.schema)

    def file(self) -> Path:
        """The file of all rows, few or many."""
        self._put_aside()
        self.close()
        assert self.path is not None
        return self.path

    def _batches(self) -> Iterator[pa.RecordBatch]:
        if self.path is None:
            return iter(self._waiting)
        return pq.ParquetFile(self.file()).iter_batches()

    def _put_aside(self) -> None:
        if self._writer is None:
            if self.path is not None:
                return
            self.path = self._folder / f"rows.{uuid.uuid4().hex}.parquet"
            self._writer = pq.ParquetWriter(self.path, self.schema, compression="snappy", write_statistics=False)
        self._writer.write_table(pa.Table.from_batches(self._waiting, schema=self.schema), row_group_size=MANY_ROWS)
        self._waiting, self._waiting_rows = [], 0


def reading_of(contract: Contract, parts: Sequence[Gathered], notes: dict[str, int] | None = None, places: Places | None = None) -> Reading:
    """The rows of all parts, one after the other."""
    if all(part.path is None for part in parts) and sum(map(len, parts)) <= MANY_ROWS:
        table = pa.concat_tables([part.table() for part in parts])
        return from_table(contract, table, notes, places)
    files = ", ".join(quote(str(part.file())) for part in parts if len(part))
    return Reading(contract, f"select * from read_parquet([{files}])", notes=notes or {}, places=places or {})
