import csv
import io
import math

from gradviz.core.history import History
from gradviz.core.messages.replies import Sampled
from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.core.table import ROWS, csv_pieces
from tests import traces


def rows(history: History, losses: list[float | None]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_pieces(history, losses)))))


def test_a_row_for_each_iteration_with_what_is_known() -> None:
    history = History()
    value, grad = traces.random(3, 4), traces.random(3, 4, seed=1)
    losses = [3.0, math.nan, None, 0.1]
    history.add(Sampled(1, 0, tuple(losses), (ParameterSample("w, 1", value, grad),), 2, {"SGD": 0.5}))
    history.add(Sampled(1, 4, (), (), updates=(UpdateSample("w, 1", value, 1e-3),), updated=2))
    table = rows(history, losses)
    assert [row["iteration"] for row in table] == ["0", "1", "2", "3"]
    assert [row["loss"] for row in table] == ["3.0", "nan", "", "0.1"]
    assert [row["gradient norm w, 1"] for row in table] == ["", "", repr(grad.norm), ""]
    assert table[2] | {"iteration": "", "loss": ""} == {
        "iteration": "",
        "loss": "",
        "gradient norm w, 1": repr(grad.norm),
        "parameter norm w, 1": repr(value.norm),
        "update/parameter w, 1": "0.001",
        "learning rate SGD": "0.5",
    }


def test_a_long_run_comes_in_pieces() -> None:
    history = History()
    losses: list[float | None] = [float(i) for i in range(2 * ROWS + 1)]
    history.append(0, losses)
    pieces = list(csv_pieces(history, losses))
    assert len(pieces) == 4
    assert [float(row["loss"]) for row in rows(history, losses)] == losses


def test_a_gradient_that_is_missing_is_an_empty_cell() -> None:
    history = History()
    history.add(Sampled(1, 0, (1.0,), (ParameterSample("w", traces.random(2)),)))
    assert rows(history, [1.0])[0]["gradient norm w"] == ""
