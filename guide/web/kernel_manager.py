"""Kernels for visitors: a fixed command, a clean environment, and no dead one handed out."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from traitlets import default

from guide.ui.registry import SERVED
from guide.web.forking import NAME, ForkProvisioner
from guide.web.lines import PromptClient

KERNEL_NAME = "python3"
_ARGV = [
    sys.executable,
    "-m",
    "guide.web.kernel_process",
    "-f",
    "{connection_file}",
    "--HistoryManager.enabled=False",
]
_NAMES = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT"})
_PREFIXES = ("PYTHON", "GUIDE_")
# The JUPYTER_* names a kernel needs to find its files; tokens live under the same prefix and must not pass.
_JUPYTER = frozenset({"JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_PLATFORM_DIRS"})


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a kernel: variables on an allow-list, so no secret and no visitor's address."""
    return {
        name: value
        for name, value in environment.items()
        if name in _NAMES or name in _JUPYTER or name.startswith(_PREFIXES)
    }


class GuideKernelSpecs(KernelSpecManager):
    """One kernel, this interpreter: what else is installed on the machine does not matter."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Name the only kernel."""
        return {KERNEL_NAME: ""}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Give our launcher for the only kernel there is."""
        if kernel_name != KERNEL_NAME:
            raise NoSuchKernel(kernel_name)
        how = {"kernel_provisioner": {"provisioner_name": NAME}} if ForkProvisioner.nursery else {}
        return KernelSpec(argv=_ARGV, display_name="Python 3", language="python", metadata=how)

    def get_all_specs(self) -> dict[str, Any]:
        """Describe the only kernel."""
        spec = self.get_kernel_spec(KERNEL_NAME).to_dict()
        return {KERNEL_NAME: {"resource_dir": "", "spec": spec}}


class GuideKernel(ServerKernelManager):
    """One kernel, ready as soon as it answers."""

    @default("client_class")
    def _client_class(self) -> str:
        return f"{PromptClient.__module__}.{PromptClient.__name__}"

    @default("client_factory")
    def _client_factory(self) -> type[PromptClient]:
        return PromptClient


class GuideKernels(AsyncMappingKernelManager):
    """Culls what is idle, scrubs what is started, and remembers which kernels were replaced after a crash."""

    def __init__(self, **kwargs: Any) -> None:
        self.replaced: set[str] = set()
        self.owners: dict[str, str] = {}  # kernel -> the secret of the browser whose page it is
        self.lines: dict[str, set[Any]] = {}  # kernel -> the lines of pages to it
        self.allowances: dict[str, Any] = {}  # kernel -> what its visitor may send, over all lines
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]

    @default("kernel_manager_class")
    def _kernel_manager_class(self) -> str:
        return f"{GuideKernel.__module__}.{GuideKernel.__name__}"

    @default("cull_idle_timeout")
    def _cull_idle_timeout(self) -> int:
        return 20 * 60

    @default("cull_interval")
    def _cull_interval(self) -> int:
        return 60

    @default("cull_connected")
    def _cull_connected(self) -> bool:
        return True

    @default("cull_busy")
    def _cull_busy(self) -> bool:
        return True  # work without end looks busy for ever

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """Start a kernel with nothing inherited but the allow-list."""
        kwargs["env"] = clean_environment({**os.environ, **kwargs.get("env", {}), SERVED: "1"})
        kernel_id: str = await super().start_kernel(**kwargs)
        # A crashed kernel is restarted empty under the same id, and its page would look alive.
        self.add_restart_callback(kernel_id, lambda: self.replaced.add(kernel_id), "restart")
        return kernel_id

    def start_watching_activity(self, kernel_id: str) -> None:
        """Note when a kernel was last at work; for that its word that it is done is enough."""
        super().start_watching_activity(kernel_id)  # type: ignore[no-untyped-call]
        kernel: Any = self.get_kernel(kernel_id)
        told = kernel._activity_stream.socket
        told.subscribe(b"kernel.")
        told.unsubscribe(b"")

    def is_fresh(self, kernel_id: str) -> bool:
        """Tell whether the kernel still is the one that rendered the page."""
        return kernel_id in self and kernel_id not in self.replaced

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget the kernel and what was noted about it, and end the lines to it: no page may think that it lives."""
        for line in self.lines.pop(kernel_id, set()):
            line.close(1001, "gone")
        self.replaced.discard(kernel_id)
        self.owners.pop(kernel_id, None)
        self.allowances.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)
