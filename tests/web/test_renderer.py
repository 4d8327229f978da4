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
from guide.web.renderer import GuideRenderer
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
