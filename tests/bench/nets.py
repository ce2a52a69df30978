"""The three nets that tracing is measured on: the tutorial's, a transformer of twelve layers, an unrolled RNN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional
from typing_extensions import override

TOKENS = 512


@dataclass(frozen=True)
class Net:
    """A forward pass that returns the loss, an update, and the parameters."""

    name: str
    forward: Callable[[], torch.Tensor]
    update: Callable[[], None]
    parameters: list[torch.Tensor]

    def iterate(self) -> None:
        """Run one iteration."""
        torch.autograd.backward(self.forward())
        self.update()


def _descend(parameters: list[torch.Tensor], rate: float) -> Callable[[], None]:
    def update() -> None:
        with torch.no_grad():
            for parameter in parameters:
                if parameter.grad is not None:
                    parameter.sub_(rate * parameter.grad)
                    parameter.grad = None

    return update


def tutorial() -> Net:
    """Return the two-layer net of the tutorial."""
    generator = torch.Generator().manual_seed(0)
    x, y = (torch.randn(64, width, generator=generator) for width in (1000, 10))
    w1 = torch.randn(1000, 100, generator=generator).requires_grad_()
    w2 = torch.randn(100, 10, generator=generator).requires_grad_()

    def forward() -> torch.Tensor:
        return (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()

    return Net("tutorial", forward, _descend([w1, w2], 1e-6), [w1, w2])


class Block(nn.Module):
    """One layer of the transformer."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    @override
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, length, width = x.shape
        parts = self.qkv(self.before(x)).split(width, 2)
        q, k, v = (t.view(batch, length, self.heads, width // self.heads).transpose(1, 2) for t in parts)
        scores = (q @ k.transpose(-2, -1)) * (q.shape[-1] ** -0.5)
        mask = torch.ones(length, length, dtype=torch.bool).triu(1)
        attention = scores.masked_fill(mask, float("-inf")).softmax(-1)
        x = x + self.proj((attention @ v).transpose(1, 2).reshape(batch, length, width))
        down: torch.Tensor = self.down(functional.gelu(self.up(self.between(x))))
        return x + down


class Transformer(nn.Module):
    """A small GPT."""

    def __init__(self, layers: int, width: int, length: int) -> None:
        super().__init__()
        self.token, self.place = nn.Embedding(TOKENS, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, 4) for _ in range(layers))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, TOKENS, bias=False)

    @override
    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        x = self.token(tokens) + self.place(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        out: torch.Tensor = self.head(self.norm(x))
        return out


def transformer(layers: int = 12) -> Net:
    """Return a GPT of ``layers`` layers, width 128, on 4 sequences of 64 tokens."""
    torch.manual_seed(0)
    model = Transformer(layers, 128, 64)
    tokens, targets = (torch.randint(0, TOKENS, (4, 64)) for _ in range(2))
    parameters: list[torch.Tensor] = list(model.parameters())

    def forward() -> torch.Tensor:
        return functional.cross_entropy(model(tokens).view(-1, TOKENS), targets.view(-1))

    return Net("transformer", forward, _descend(parameters, 1e-3), parameters)


class Recurrent(nn.Module):
    """A plain RNN, unrolled."""

    def __init__(self) -> None:
        super().__init__()
        self.read, self.carry, self.out = nn.Linear(32, 64), nn.Linear(64, 64), nn.Linear(64, 1)

    @override
    def forward(self, steps: torch.Tensor) -> torch.Tensor:
        state = torch.zeros(steps.shape[1], 64)
        for step in steps:
            state = torch.tanh(self.read(step) + self.carry(state))
        out: torch.Tensor = self.out(state)
        return out


def recurrent(steps: int = 200) -> Net:
    """Return an RNN unrolled over ``steps`` steps, batch 16."""
    torch.manual_seed(0)
    model = Recurrent()
    data, target = torch.randn(steps, 16, 32), torch.randn(16, 1)
    parameters: list[torch.Tensor] = list(model.parameters())

    def forward() -> torch.Tensor:
        loss: torch.Tensor = (model(data) - target).pow(2).mean()
        return loss

    return Net("recurrent", forward, _descend(parameters, 1e-3), parameters)


ALL = (tutorial, transformer, recurrent)
