"""Triage over a Dask data frame: the same rows as in one go, on several workers, of which one is killed meanwhile."""

import os
import signal
import threading

import pandas as pd
import pytest
from commandline import run as guide
from strategies import NOW

from guide import default_book
from guide.cases import sample
from guide.cases.weights import weights as of_sample
from guide.desk import triage, weights
from guide.desk.board import from_cases

frames = pytest.importorskip("dask.dataframe")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("default")

BOOK = default_book()


@pytest.fixture(scope="module")
def frame():
    return from_cases(sample.cases(BOOK, of_sample(BOOK), 120, 8, NOW)).frame.astype("string")


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as started:
        yield started


def test_a_killed_worker_changes_nothing_in_the_result(cluster, frame):
    from guide.desk.spread import spread

    many = pd.concat([frame] * 40, ignore_index=True)
    many["case"] = [f"C{n}" for n in range(len(many))]
    with distributed.Client(cluster):
        spread_ = spread(frames.from_pandas(many, npartitions=24), BOOK, NOW, weights=weights(BOOK)).persist()
        victim = next(iter(cluster.workers.values())).pid
        threading.Timer(0.5, os.kill, (victim, signal.SIGKILL)).start()
        result = spread_.compute().reset_index(drop=True)
    alone = triage(many, BOOK, NOW)
    for name in ("case", "group", "action", "turn", "rules", "score", "due"):
        assert result[name].astype(str).tolist() == alone[name].astype(str).tolist(), name


def test_rows_are_set_aside_as_on_one_machine(cluster, frame):
    """An id that a row of another part has, a word that is none, and a log: each row by its number in the table."""
    from guide.desk.spread import spread

    many = frame.rename(columns={"case": "编号"})
    many["log"] = ["2026-11-20 09:00 【杭州市】快件已由【门卫】签收" if n % 3 == 0 else "" for n in range(len(many))]
    many.loc[many["log"] != "", ["tracking", "signer"]] = ""
    many.loc[[50, 90], "编号"] = many.loc[3, "编号"]
    many.loc[[90, 100], "tracking"] = "on the moon"
    with distributed.Client(cluster):
        parts = frames.from_pandas(many, npartitions=7, sort=False)
        result = spread(parts, BOOK, NOW, weights=weights(BOOK), columns={"编号": "case"}).compute()
    alone = triage(many, BOOK, NOW, columns={"编号": "case"})
    assert alone["wrong"].ne("").sum() == 3
    for name in ("编号", "tracking", "group", "action", "wrong"):
        assert result[name].astype(str).tolist() == alone[name].astype(str).tolist(), name
    assert result["signer"].eq("guard").sum() >= 38


def test_the_command_writes_a_folder_that_is_whole(cluster, frame, tmp_path, capsys):
    source, out = tmp_path / "cases.parquet", tmp_path / "out.parquet"
    frame.to_parquet(source)
    args = ("triage", str(source), "-o", str(out), "--now", f"{NOW:%Y-%m-%dT%H:%M}")
    code, _, _ = guide(capsys, *args, "--dask", cluster.scheduler_address)
    assert code == 0
    assert len(pd.read_parquet(out)) == len(frame)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.parquet", "out.parquet"]
