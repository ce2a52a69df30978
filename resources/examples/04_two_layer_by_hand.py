# A two-layer net by hand: tensors and autograd only
import torch

torch.manual_seed(0)

# N is the batch size, D_in, H and D_out are the widths of the input, of
# the hidden layer and of the output.
N, D_in, H, D_out = 64, 1000, 100, 10

# The data: no gradients are wanted for them.
x = torch.randn(N, D_in)
y = torch.randn(N, D_out)

# The weights are leaves: backward will fill w1.grad and w2.grad.
w1 = torch.randn(D_in, H, requires_grad=True)
w2 = torch.randn(H, D_out, requires_grad=True)

learning_rate = 1e-6
for t in range(500):
    # Forward: clamp(min=0) is ReLU. Intermediate values need no
    # names, the graph keeps what backward needs.
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    print(t, loss.item())

    # Backward: the gradient of the loss for every tracked leaf.
    loss.backward()

    # The step itself must not become part of a graph.
    with torch.no_grad():
        w1 -= learning_rate * w1.grad
        w2 -= learning_rate * w2.grad

        # backward adds to .grad: set it to zero for the next round.
        w1.grad.zero_()
        w2.grad.zero_()
