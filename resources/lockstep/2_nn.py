# torch.nn
import torch

torch.manual_seed(0)
N, D_in, H, D_out = 64, 20, 10, 3
x = torch.randn(N, D_in)
y = torch.randn(N, D_out)

# The same start. Linear keeps its weight with rows and columns exchanged.
start_1 = torch.randn(D_in, H) / D_in**0.5
start_2 = torch.randn(H, D_out) / H**0.5
model = torch.nn.Sequential(
    torch.nn.Linear(D_in, H),
    torch.nn.ReLU(),
    torch.nn.Linear(H, D_out),
)
with torch.no_grad():
    model[0].weight.copy_(start_1.T)
    model[0].bias.zero_()
    model[2].weight.copy_(start_2.T)
    model[2].bias.zero_()
loss_fn = torch.nn.MSELoss()

learning_rate = 0.01
for t in range(500):
    y_pred = model(x)
    loss = loss_fn(y_pred, y)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= learning_rate * p.grad
