"""A rule at a node of a trace: which tensors and constants its letters stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gradviz.core.graph import GraphNode, NodeKind, node_of
from gradviz.core.rules import rule_for
from gradviz.core.rules.model import Rule
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Timeline
from gradviz.core.trace import GradNode

Value = TensorSummary | None


@dataclass(frozen=True, slots=True)
class Case:
    """What is known at a position: ``values`` of the letters, the variables that hold them, what arrived and left.

    Of a rule with many inputs ``values`` has ``x_0``, ``x_1`` and so on; of a list of indices ``i[0]``, ``i[1]``.
    """

    name: str
    rule: Rule
    constants: Mapping[str, str]
    saved: tuple[str, ...]
    values: Mapping[str, TensorSummary] = field(repr=False)
    names: Mapping[str, str]
    output: Value = field(repr=False)
    output_name: str | None
    received: tuple[Value, ...] = field(repr=False)
    sent: tuple[Value, ...] = field(repr=False)

    @property
    def gradient(self) -> Value:
        """What arrived at the one output there is."""
        return self.received[0] if len(self.received) == 1 else None


def case_of(node: GraphNode, timeline: Timeline, position: int) -> Case | None:
    """Return the rule of ``node`` with what is known of it at ``position``; ``None`` if there is no rule."""
    held = grad_node_of(node, timeline)
    rule = None if held is None else rule_for(held.name, held.constants, held.saved)
    if held is None or rule is None:
        return None
    event = timeline.event_of_pass(held.id, position) if node.key in timeline.times else None
    values, names = _operands(held, rule, node, timeline)
    tensors = timeline.iteration.tensors
    return Case(
        name=held.name,
        rule=rule,
        constants=held.constants,
        saved=tuple(held.saved),
        values=values,
        names=names,
        output=tensors.get(node.tensor or ""),
        output_name=node.variable,
        received=() if event is None else event.grad_outputs,
        sent=() if event is None else event.grad_inputs,
    )


def grad_node_of(node: GraphNode, timeline: Timeline) -> GradNode | None:
    """Return the grad_fn that ``node`` stands for, if it is one."""
    nodes = timeline.iteration.nodes
    return nodes[node.id] if node.id is not None and node.id < len(nodes) else None


def _operands(
    held: GradNode, rule: Rule, node: GraphNode, timeline: Timeline
) -> tuple[dict[str, TensorSummary], dict[str, str]]:
    tensors, known = timeline.iteration.tensors, timeline.iteration.names
    values: dict[str, TensorSummary] = {}
    names: dict[str, str] = {}
    for letter, number, name in (*_from_graph(rule, held, node, timeline), *_from_saved(rule, held)):
        value = tensors.get(number)
        if value is not None:
            values[letter] = value
        called = name or known.get(number)
        if called is not None:
            names[letter] = called
    return values, names


def _from_graph(
    rule: Rule, held: GradNode, node: GraphNode, timeline: Timeline
) -> Iterator[tuple[str, str, str | None]]:
    """Yield letter, tensor and variable of the inputs, as the edges tell."""
    graph = timeline.graph
    if node.key not in graph:
        return
    for source, _, port in graph.in_edges(node.key, keys=True):
        letter = f"x_{port}" if rule.many else rule.inputs[port] if port < len(rule.inputs) else None
        producer = node_of(graph, source)
        tensor = producer.tensor
        if port < len(held.next) and held.next[port][1] > 0:
            tensor = _output(producer, held.next[port][1], timeline)
        if letter is not None and tensor is not None:
            yield letter, tensor, producer.variable if producer.kind is not NodeKind.OP else None


def _output(producer: GraphNode, number: int, timeline: Timeline) -> str | None:
    """Return output ``number`` of an op with several."""
    event = None if producer.event is None else timeline.iteration.forward[producer.event]
    return event.outputs[number] if event is not None and number < len(event.outputs) else None


def _from_saved(rule: Rule, held: GradNode) -> Iterator[tuple[str, str, str | None]]:
    for letter, saved in rule.saved.items():
        if saved in held.saved:
            yield letter, held.saved[saved], None
        elif saved.endswith("[]"):
            for name, number in held.saved.items():
                found = re.fullmatch(re.escape(saved[:-1]) + r"(\d+)\]", name)
                if found is not None:
                    yield f"{letter}[{found[1]}]", number, None
