"""What the handbook sets of Voila, Jupyter and their kernels: every setting that differs from their own."""

import os

from traitlets.config import Config

from guide.web.chapters import Chapter
from guide.web.kernel_manager import GuideKernels, GuideKernelSpecs
from guide.web.lines import PromptConnection
from guide.web.site import site

#: Kernels that wait for the next visitor of the first page.
_WAITING = 1
_PREHEATED = "wizard"
_POSIX = os.name == "posix"
_EXTENSIONS = ["@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager", "anywidget"]


def settings_for(pages: dict[str, Chapter]) -> Config:
    """The settings for these pages."""
    waiting = {pages[_PREHEATED].filename: {"pool_size": _WAITING}} if _PREHEATED in pages else {}
    return Config(
        VoilaConfiguration={
            "template": "guide",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "strip_sources": True,
            "show_tracebacks": False,
            "file_allowlist": [],
            "extension_allowlist": _EXTENSIONS,
            "preheat_kernel": True,
            "multi_kernel_manager_class": GuideKernels,
            "kernel_spec_manager_class": GuideKernelSpecs,
            "resources": {"site": site(pages.values())},
        },
        VoilaKernelManager={"kernel_pools_config": {"default": {"pool_size": 0}, **waiting}},
        # On a busy machine the output of a cell may come long after its reply; four seconds would leave the page empty.
        VoilaExecutor={"timeout": 60, "iopub_timeout": 60},
        # What nbconvert does to a notebook before it is run changes nothing in ours, and is made anew for each page.
        VoilaExporter={"filters": {"prose": "guide.web.site.prose"}, "default_preprocessors": []},
        Voila={
            "kernel_websocket_connection_class": PromptConnection,
            # Sockets in a private folder instead of open ports; their paths must be short.
            **({"connection_dir_root": "/tmp"} if _POSIX else {}),
        },
        **({"KernelManager": {"transport": "ipc"}} if _POSIX else {}),
    )
