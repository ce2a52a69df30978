# A two-layer net with torch.nn
import torch

torch.manual_seed(0)

N, D_in, H, D_out = 64, 1000, 100, 10
x = torch.randn(N, D_in)
y = torch.randn(N, D_out)

# Modules hold their weights and biases; Sequential applies them in
# order.
model = torch.nn.Sequential(
    torch.nn.Linear(D_in, H),
    torch.nn.ReLU(),
    torch.nn.Linear(H, D_out),
)

# reduction="sum" adds the squared errors up instead of averaging them.
loss_fn = torch.nn.MSELoss(reduction="sum")

learning_rate = 1e-4
for t in range(500):
    y_pred = model(x)
    loss = loss_fn(y_pred, y)
    print(t, loss.item())

    # Gradients add up from call to call: clear those of all
    # parameters first.
    model.zero_grad()
    loss.backward()

    # Gradient descent, the same for every parameter.
    with torch.no_grad():
        for param in model.parameters():
            param -= learning_rate * param.grad
