# A vanishing gradient: twelve sigmoids in a row
import torch

torch.manual_seed(0)

# The slope of a sigmoid is at most 0.25: every layer shrinks the
# gradient that passes through it.
layers = 12
weights = [torch.randn(8, 8) * 0.35 for _ in range(layers)]
for w in weights:
    w.requires_grad_()

h = torch.randn(4, 8)
for w in weights:
    h = torch.sigmoid(h @ w)
loss = h.pow(2).mean()
loss.backward()

# From the last layer back to the first the norm falls step by step.
for number, w in enumerate(weights, start=1):
    print(f"layer {number:2}: gradient norm {w.grad.norm().item():.2e}")

# Try it: put torch.relu, or a sum h + torch.sigmoid(h @ w), in place of
# the sigmoid.
