"""Classes of tensors that see every call: tracing puts no question to them, and changes nothing that they do."""

from __future__ import annotations

import warnings

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


def test_a_function_mode_of_the_programs_sees_the_same_calls_as_without_tracing() -> None:
    source = """
from torch.overrides import TorchFunctionMode
class Mode(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        said.append(getattr(func, "__name__", str(func)))
        return func(*args, **(kwargs or {}))
said = []
net = nn.Sequential(nn.Linear(3, 4), nn.Tanh())
optimizer = torch.optim.SGD(net.parameters(), 0.1, momentum=0.5)
for i in range(3):
    with Mode():
        loss = net(torch.ones(2, 3)).pow(2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
"""
    source = f"{HEAD}{source}{COUNTED}print(counted)\n"
    _, printed = tracing.plain(source)
    assert tracing.trace(source, "all").printed == printed


def test_a_dispatch_mode_of_the_programs_sees_the_same_ops_as_without_tracing() -> None:
    # A small gradient is held while it is recorded, so that its leaf copies it: large ones only.
    source = """
from torch.utils._python_dispatch import TorchDispatchMode
class Mode(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        said.append(str(func))
        return func(*args, **(kwargs or {}))
said = []
net = nn.Sequential(nn.Linear(80, 80, bias=False), nn.Tanh())
optimizer = torch.optim.SGD(net.parameters(), 0.1, momentum=0.5)
for i in range(3):
    with Mode():
        loss = net(torch.ones(2, 80)).pow(2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
"""
    source = f"{HEAD}{source}{COUNTED}print(counted)\n"
    _, printed = tracing.plain(source)
    result = tracing.trace(source, "all")
    assert result.printed == printed
    assert [event.op for event in result.iterations[-1].forward] == ["linear", "tanh", "pow", "sum"]


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


def test_nested_tensors_have_no_shape_and_are_told_of_all_the_same() -> None:
    parts = "[torch.ones(2, 3), torch.ones(3, 3)]"
    source = f"{HEAD}w = torch.ones(4, 3, requires_grad=True)\n"
    source += f"g = torch.nested.nested_tensor({parts}, requires_grad=True)\n"
    source += "loss = torch.nested.to_padded_tensor(nn.functional.linear(g, w), 0.0).sum()\nloss.backward()\n"
    source += f"j = torch.nested.nested_tensor({parts}, layout=torch.jagged)\n"
    source += "more = nn.functional.linear(j, w).values().sum()\nmore.backward()\nprint(w.grad.sum().item())\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, printed = tracing.plain(source)
        result = tracing.trace(source, "all")
    assert result.printed == printed
    first = result.iterations[0]
    assert first.tensors[op(first, "linear").inputs[0]].shape == (2,)
    assert first.tensors[op(first, "linear").inputs[0]].values is None
