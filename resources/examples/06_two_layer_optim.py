# A two-layer net with torch.optim: Adam makes the steps
import torch

torch.manual_seed(0)

N, D_in, H, D_out = 64, 1000, 100, 10
x = torch.randn(N, D_in)
y = torch.randn(N, D_out)

model = torch.nn.Sequential(
    torch.nn.Linear(D_in, H),
    torch.nn.ReLU(),
    torch.nn.Linear(H, D_out),
)
loss_fn = torch.nn.MSELoss(reduction="sum")

# The optimizer is told which tensors to change. Adam keeps a step size
# of its own for every single weight.
learning_rate = 1e-4
optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)

for t in range(500):
    # Forward.
    y_pred = model(x)
    loss = loss_fn(y_pred, y)
    print(t, loss.item())

    # Clear the old gradients, compute the new ones, make one step
    # with them.
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
