"""Classes of tensors that see every call: tracing puts no question to them, and changes nothing that they do."""

from __future__ import annotations

import torch

from tests.engine import tracing
from tests.engine.traps import HEAD, checked, op

LOUD = """
class Loud(torch.Tensor):
    calls = []
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        Loud.calls.append(getattr(func, "__name__", str(func)))
        return super().__torch_function__(func, types, args, kwargs or {})
x = torch.arange(6.0).reshape(2, 3).as_subclass(Loud).detach().requires_grad_()
w = nn.Parameter(torch.ones(3, 2))
large = torch.ones(100, 100).as_subclass(Loud)
net = nn.Linear(2, 2)
net.weight = nn.Parameter(torch.eye(2).as_subclass(Loud))
optimizer = torch.optim.Adam([x, w], 0.1)
for i in range(3):
    y = net(x @ w).relu() * 1
    y.register_hook(lambda gradient: gradient * 2)
    y.mul_(2)
    y.data.numpy()
    loss = y.sum() + (large * x.sum()).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        x -= 0.1 * x.grad
    print(loss.item())
said = list(Loud.calls)
"""


COUNTED = "counted = sorted((name, said.count(name)) for name in set(said))\n"


def test_a_class_of_the_programs_sees_the_same_calls_as_without_tracing() -> None:
    source = f"{HEAD}{LOUD}{COUNTED}print(counted)\n"
    _, printed = tracing.plain(source)
    result = tracing.trace(source, "all")
    assert result.printed == printed
    last = result.iterations[-1]
    assert [event.op for event in last.forward] == [
        "matmul", "linear", "relu", "mul", "mul_", "data", "sum", "sum", "mul", "sum", "add",
    ]  # fmt: skip
    assert {update.variable for update in last.update} == {"x", "w"}


def test_gradients_of_such_tensors_are_what_torch_computes() -> None:
    result = checked(LOUD.replace("range(3)", "range(1)"))
    gradient = result.variables["w"].grad
    assert gradient is not None
    assert gradient.shape == (3, 2)


def test_a_lazy_module_is_initialised_by_its_first_call() -> None:
    source = "net = nn.Sequential(nn.LazyLinear(4), nn.LazyBatchNorm1d())\n"
    source += "loss = net(torch.arange(6.0).reshape(2, 3)).pow(2).sum()\nloss.backward()\n"
    found = checked(source).iterations[-1]
    assert torch.Size([4, 3]) == torch.Size(found.tensors[op(found, "linear").inputs[1]].shape)
