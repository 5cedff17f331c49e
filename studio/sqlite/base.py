"""The database backend of `studio.settings` for SQLite: a transaction begins when it is its writer's turn."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from studio.sqlite.turns import Turns

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@cache
def turns_of(database: str) -> Turns:
    return Turns(Path(f"{database}.turn"))


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose single statements that write take a turn, too."""

    def __init__(self, wrapper: DatabaseWrapper, connection: Any) -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        with self._wrapper.turn_for(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._wrapper.turn_for(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection. Every transaction is a writer's (`transaction_mode` IMMEDIATE), with a turn from its begin."""

    _has_turn = False

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=partial(Cursor, self))

    @contextlib.contextmanager
    def turn_for(self, query: str) -> Iterator[None]:
        """A turn for one statement that stands alone; a transaction has its own, and who reads needs none."""
        if self.in_atomic_block or self._has_turn or not query.lstrip()[:7].upper().startswith(WRITES):
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            self._give_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> Any:
        done = super()._commit()  # type: ignore[misc]  # not in the stubs
        self._give_turn()
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give_turn()

    def _take_turn(self) -> None:
        """Raises OperationalError, as SQLite does that is locked for too long."""
        if self._has_turn or self.is_in_memory_db():
            return
        within_s = float(self.settings_dict.get("OPTIONS", {}).get("timeout", 5))
        if not turns_of(str(self.settings_dict["NAME"])).take(within_s):
            raise OperationalError("database is locked: no turn to write came in time")
        self._has_turn = True

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            turns_of(str(self.settings_dict["NAME"])).give()
