"""A figure: its name in Prometheus' words, what it says, and where it is found. Tables of them are all there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

Values = Mapping[str, Any]
Labels = tuple[str, ...]
Samples = Iterable[tuple[Labels, float | None]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of each thing of a kind. `of` finds it in what is told of the thing; None: it is not known.

    A name that ends in `_total` counts; all others go up and down.
    """

    name: str
    text: str
    of: Callable[[Values], Any]


def at(*path: str, times: float = 1.0) -> Callable[[Values], float | None]:
    """Where a number stands among what is told, and what it is to be multiplied with for its base unit."""

    def found(told: Values) -> float | None:
        value: Any = told
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else None
        return float(value) * times if isinstance(value, int | float) else None

    return found


def family(name: str, text: str, labels: Sequence[str], samples: Samples) -> Metric:
    """What Prometheus reads of one figure; what is not known is left out."""
    kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
    made = kind(name, text, labels=labels)
    for values, value in samples:
        if value is not None:
            made.add_metric(values, float(value))
    return made


def families(
    figures: Iterable[Figure], labels: Sequence[str], things: Sequence[tuple[Labels, Values]]
) -> Iterable[Metric]:
    """Each figure of all things; `things` are what labels them and what is told of them."""
    for one in figures:
        yield family(one.name, one.text, labels, ((values, one.of(told)) for values, told in things))


def states(
    name: str, text: str, labels: Sequence[str], known: Sequence[str], things: Sequence[tuple[Labels, Values]]
) -> Metric:
    """The `state` of each thing: 1 for the one it has, 0 for the others, so that no series goes stale."""
    samples = (
        ((*values, state), float(told.get("state") == state)) for values, told in things for state in known
    )  # fmt: skip
    return family(name, text, (*labels, "state"), samples)
