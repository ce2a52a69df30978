"""What all tests of the engine share."""

import pytest
import torch


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    """Compute in one thread: on a busy machine threads of torch wait for each other most of the time."""
    torch.set_num_threads(1)
