# A gradient that is inf or NaN although the loss is fine
import torch

torch.manual_seed(0)

# The slope of sqrt at 0 is infinite: the value is 0, the gradient inf.
x = torch.tensor([0.0, 1.0, 4.0], requires_grad=True)
x.sqrt().sum().backward()
print("sqrt:", x.grad)

# log(0) is -inf. where() hides it, but backward still goes there, and
# 0 times infinity is NaN.
p = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
entropy = -torch.where(p > 0, p * torch.log(p), 0.0).sum()
entropy.backward()
print("entropy:", entropy.item(), "- gradient:", p.grad)

# The cure: make the operand harmless before log sees it.
q = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
safe = torch.where(q > 0, q, 1.0)
entropy = -(q * torch.log(safe)).sum()
entropy.backward()
print("repaired:", entropy.item(), "- gradient:", q.grad)
