"""Following modules leaves torch, and the program's memory, as they were."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def in_fresh_python(code: str) -> str:
    """Run ``code`` where nothing of torch is loaded yet, and return what it prints."""
    found = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_parts_of_torch_imported_meanwhile_find_the_true_call() -> None:
    # torch.fx keeps `Module.__call__` from the time it is imported: a program that imports it while it is recorded
    # must not leave it with what stood in.
    printed = in_fresh_python(
        """
        from gradviz.core.trace import Program
        from gradviz.engine.listener import Listener
        from gradviz.engine.policy import policy_for
        from gradviz.engine.run import Request, run
        from gradviz.engine.streams import silence
        import sys, torch

        original = torch.nn.Module.__call__
        source = "import torch.fx\\nimport torch\\nw = torch.ones(2, requires_grad=True)\\n(w * w).sum().backward()"
        for name in [name for name in sys.modules if name.startswith("torch.fx")]:
            del sys.modules[name]
        run(Request(Program("p", source)), policy_for("last"), Listener(), silence())
        import torch.fx._symbolic_trace as tracing
        print(tracing._orig_module_call is original, torch.nn.Module.__call__ is original)
        """
    )
    assert printed.split() == ["True", "True"]


def test_a_run_with_an_optimizer_leaves_nothing_of_the_program_alive() -> None:
    # The first optimizer makes torch import its compiler, which looks for `Module.__call__` too.
    printed = in_fresh_python(
        """
        import gc, weakref
        from gradviz.core.trace import Program
        from gradviz.engine.listener import Listener
        from gradviz.engine.policy import policy_for
        from gradviz.engine.run import Request, run
        from gradviz.engine.streams import silence

        class Seen(Listener):
            def namespace_made(self, variables):
                self.variables = variables

        source = '''
        import torch
        class Mark: pass
        mark = Mark()
        net = torch.nn.Linear(2, 1)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(2):
            optimizer.zero_grad()
            net(torch.ones(3, 2)).sum().backward()
            optimizer.step()
        '''
        import textwrap
        seen = Seen()
        run(Request(Program("p", textwrap.dedent(source))), policy_for("last"), seen, silence())
        mark = weakref.ref(seen.variables["mark"])
        del seen
        gc.collect()
        print(mark() is None)
        """
    )
    assert printed.split() == ["True"]
