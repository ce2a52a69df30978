# A vector-Jacobian product: backward from a vector
import torch

torch.manual_seed(0)

# How often y is doubled depends on the numbers: the graph is made anew
# by each run.
x = torch.randn(3, requires_grad=True)
y = x * 2
while y.data.norm() < 1000:
    y = y * 2
print(y)

# y is no single number, so backward asks for v, one weight per entry,
# and computes v times the Jacobian dy/dx.
v = torch.tensor([0.1, 1.0, 0.0001])
y.backward(v)
print(x.grad)
