# A mean and its gradient: every entry is 4.5
import torch

torch.manual_seed(0)

# Forward: three small steps, from x to one number.
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
print(z, out)

# Backward: out is the mean of 3 (x + 2)^2, so for
# 4 entries d(out)/dx = 6 (x + 2) / 4: here 4.5.
out.backward()
print(x.grad)
