# by hand
import torch

torch.manual_seed(0)
N, D_in, H, D_out = 64, 20, 10, 3
x = torch.randn(N, D_in)
y = torch.randn(N, D_out)

# The start: the other two programs draw the same numbers.
w1 = (torch.randn(D_in, H) / D_in**0.5).requires_grad_()
b1 = torch.zeros(1, H, requires_grad=True)
w2 = (torch.randn(H, D_out) / H**0.5).requires_grad_()
b2 = torch.zeros(1, D_out, requires_grad=True)

learning_rate = 0.01
for t in range(500):
    y_pred = (x.mm(w1) + b1).clamp(min=0).mm(w2) + b2
    loss = (y_pred - y).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        for p in (w1, b1, w2, b2):
            p -= learning_rate * p.grad
            p.grad = None
