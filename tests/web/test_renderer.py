"""The renderer: what is the same for every visitor is made once."""

import asyncio
from pathlib import Path

import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from voila.configuration import VoilaConfiguration
from voila.paths import collect_template_paths
from webserver import write_notebook

import guide.web
from guide.web.chapters import chapters
from guide.web.kernel_manager import GuideKernelSpecs
from guide.web.lines import PromptClient
from guide.web.renderer import GuideRenderer, once
from guide.web.settings import settings_for

TEMPLATES = Path(guide.web.__file__).parent / "templates"


@pytest.fixture
def renderer(tmp_path, monkeypatch):
    """A function that gives the renderer of another visitor."""
    monkeypatch.setenv("JUPYTER_PATH", str(TEMPLATES))
    monkeypatch.setattr(GuideRenderer, "_environment", None)
    write_notebook(tmp_path, "00_start", ("zh", "# 开始"), ("code", "pass"))
    config = settings_for(chapters(tmp_path))

    def new():
        made = GuideRenderer(
            voila_configuration=VoilaConfiguration(config=config),
            traitlet_config=config,
            notebook_path="00_start.ipynb",
            template_paths=collect_template_paths(["voila", "nbconvert"], "guide"),
            contents_manager=AsyncLargeFileManager(root_dir=str(tmp_path)),
            kernel_spec_manager=GuideKernelSpecs(),
            base_url="/",
            page_config={},
        )
        asyncio.run(made.initialize())
        return made

    return new


def test_templates_are_compiled_for_the_first_visitor_and_shared_with_the_others(renderer):
    first, second = renderer(), renderer()
    assert first.exporter is not second.exporter
    assert first.exporter.template is second.exporter.template


def test_a_notebook_is_not_prepared_by_what_would_change_nothing_in_it(renderer):
    """What is left is what the templates below ours name."""
    assert ["CSSHTMLHeaderPreprocessor"] == [type(one).__name__ for one in renderer().exporter._preprocessors]


def test_what_voila_tells_each_page_is_worked_out_once_and_is_the_pages_own():
    """A page adds to it, which no other page may see."""
    asked = []
    config = once(lambda **given: asked.append(given) or {"appVersion": "1"})
    first = config(base_url="/", log=None)
    first["kernelId"] = "x"
    assert {"appVersion": "1"} == config(base_url="/", log=None)
    assert [{"base_url": "/", "log": None}] == asked


def test_the_servers_line_to_a_kernel_has_no_thread_for_its_heartbeat(tmp_path):
    """It was begun and ended with each page, and nobody asked it."""
    client = PromptClient(transport="ipc", ip=str(tmp_path / "kernel"))
    client.shell_port, client.iopub_port, client.stdin_port, client.hb_port, client.control_port = range(1, 6)
    client.start_channels()
    try:
        assert client.shell_channel.is_alive()
        assert client._hb_channel is None
    finally:
        client.stop_channels()
