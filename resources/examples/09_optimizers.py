# Three optimizers on one valley
import torch

# A narrow valley: steep across, flat along. Plain descent jumps from
# side to side, momentum rolls, Adam measures both directions alike.
scales = torch.tensor([1.0, 30.0])
start = torch.tensor([4.0, 1.0])

sgd, momentum, adam = (start.clone().requires_grad_() for _ in range(3))
optimizers = [
    torch.optim.SGD([sgd], lr=0.03),
    torch.optim.SGD([momentum], lr=0.03, momentum=0.8),
    torch.optim.Adam([adam], lr=0.3),
]

for t in range(60):
    losses = [(scales * w * w).sum() / 2 for w in (sgd, momentum, adam)]
    for optimizer in optimizers:
        optimizer.zero_grad()
    # One backward call for all three: none of them knows the others.
    torch.stack(losses).sum().backward()
    for optimizer in optimizers:
        optimizer.step()
    print(t, *(f"{loss.item():.4f}" for loss in losses))
