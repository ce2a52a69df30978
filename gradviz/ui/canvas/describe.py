"""A scene at a position as text: what the picture tells, without its colours."""

from __future__ import annotations

from collections.abc import Iterator

from gradviz.core.frame import Frame
from gradviz.ui.canvas.edges import pill_text
from gradviz.ui.canvas.look import EdgeState, Look
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.canvas.words import bad_words, state_text


def describe(scene: Scene, frame: Frame | None) -> str:
    """Return one line per box and per edge, boxes from top to bottom and from left to right."""
    look = Look.resolve(scene, frame)
    lines = [_box(scene, look, scene.number[key]) for key in scene.reading_order]
    lines += [_edge(scene, look, i) for i in range(len(scene.edges))]
    return "\n".join(lines)


def _box(scene: Scene, look: Look, number: int) -> str:
    node, frame, words = scene.nodes[number], look.nodes[number], scene.texts[number]
    parts = [node.key, str(node.kind), *(part for part in (words.title, words.name, words.detail) if part)]
    if node.is_root:
        parts.append("root")
    parts.append(state_text(frame))
    parts += (f"[{tag}]" for tag in scene.tags[number])
    for name, summary in (("value", frame.value), ("gradient", frame.gradient)):
        if summary is not None:
            parts.append(name if summary.is_finite else f"{name} with {bad_words(summary)}")
    return " | ".join(parts)


def _edge(scene: Scene, look: Look, number: int) -> str:
    source, target, port = scene.edges[number]
    return " | ".join([f"{source} -> {target}:{port}", *_flow(scene, look, number)])


def _flow(scene: Scene, look: Look, number: int) -> Iterator[str]:
    state = int(look.edge_state[number])
    gradient = look.gradients[number]
    if gradient is not None:
        yield f"up, {EdgeState(min(state, EdgeState.GRADIENT)).name.lower()} {pill_text(gradient)}"
    else:
        yield f"down, {EdgeState(state).name.lower()}"
    if scene.cut[number]:
        yield "cut"
    if look.moving[number]:
        yield "moving"
