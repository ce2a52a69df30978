# Tracked tensors: requires_grad and grad_fn
import torch

torch.manual_seed(0)

# A leaf: torch records what is computed from it, because gradients are
# wanted.
x = torch.ones(2, 2, requires_grad=True)
print(x)
print("x is a leaf:", x.is_leaf, "- x.grad_fn:", x.grad_fn)

# The result remembers the op that made it: that is its grad_fn.
y = x + 2
print("y.grad_fn:", y.grad_fn)

# Without requires_grad nothing is recorded; it can be switched on
# later.
a = torch.randn(2, 2)
b = (a * 3).sum()
print("b.grad_fn:", b.grad_fn)
a.requires_grad_(True)
c = (a * 3).sum()
print("c.grad_fn:", c.grad_fn)
