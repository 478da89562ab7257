"""A thread holds one transaction at a time, so that threads never wait for each other's connections."""

import pytest

from storage.state.engine import CONNECTIONS, State, StateAwayError


def test_a_second_transaction_on_the_same_thread_is_a_programming_error(state: State) -> None:
    with state.read(), pytest.raises(RuntimeError, match="pass its connection on"):
        state.begin().__enter__()
    with state.begin():
        pass


def test_after_a_transaction_that_failed_the_thread_begins_the_next(state: State) -> None:
    with pytest.raises(ValueError, match="undone"), state.begin():
        raise ValueError("undone")
    with state.read():
        pass


def test_when_every_connection_is_in_use_the_store_is_away(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state.engine.pool, "_timeout", 0.01)
    held = [state.engine.connect() for _ in range(CONNECTIONS)]
    with pytest.raises(StateAwayError, match="connections are in use"), state.read():
        pass
    for connection in held:
        connection.close()
