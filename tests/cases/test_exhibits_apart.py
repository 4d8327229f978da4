"""Strangers' pictures in a process of its own: the same outcome, and nothing within reach of a decoder gone wrong."""

import sys
from pathlib import Path

import pytest
from pictures import LIMITS, drawn, saved, telling_jpeg

from guide.cases.exhibits.arrival import RefusedFileError, picture
from guide.cases.exhibits.decoding import decoder
from guide.reading import apart

FILES = {
    "image/png": saved(drawn(), "PNG"),
    "image/jpeg": telling_jpeg(drawn()),
    "image/webp": saved(drawn(), "WEBP", quality=80),
    "image/gif": saved(drawn(mode="P"), "GIF"),
    "image/heic": (Path(__file__).parent / "files" / "small.heic").read_bytes(),
}


def test_a_picture_is_the_same_as_if_it_were_decoded_here():
    """Every kind, one process for all; what is broken or too large is refused with the same notice."""
    small = {**LIMITS, "pixels": LIMITS["pixels"]._replace(value=100)}
    with decoder() as decode:
        for media, data in FILES.items():
            assert picture(data, media, LIMITS) == decode(data, media, LIMITS)
        for data, limits in ((FILES["image/png"][:200], LIMITS), (FILES["image/png"], small)):
            with pytest.raises(RefusedFileError) as here:
                picture(data, "image/png", limits)
            with pytest.raises(RefusedFileError) as there:
                decode(data, "image/png", limits)
            assert here.value.notice == there.value.notice


ATTACKS = {
    "reads_a_file": "open('/etc/hostname').read()",
    "opens_a_socket": "__import__('socket').socket()",
    "starts_a_program": "__import__('subprocess').run(['true'])",
    "takes_all_memory": "bytearray(2_000_000_000)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_decoder_that_was_taken_over_reaches_nothing(attack, tmp_path, monkeypatch):
    """No file, no socket, no program, no memory beyond the limit, and no setting of ours."""
    (tmp_path / "taken_over.py").write_text(
        "import os, socket, subprocess\n"
        "from guide.reading.apart import serve\n"
        "def answer(message):\n"
        "    try:\n"
        f"        {ATTACKS[attack]}\n"
        "    except (OSError, MemoryError):\n"
        "        return b'nothing' + os.environ.get('GUIDE_STORE', '').encode()\n"
        "    return b'reached'\n"
        "serve(answer)\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path(apart.__file__).parents[2]}")
    monkeypatch.setenv("GUIDE_STORE", "secret")
    with apart.apart("taken_over") as process:
        assert process.ask(b"go") == b"nothing"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no signal for it")
def test_a_picture_after_one_that_ended_the_process_is_decoded(tmp_path, monkeypatch):
    """A crash is an error for its own file only, and gives the turn back."""
    (tmp_path / "crashes.py").write_text(
        "import os\n"
        "from guide.reading.apart import serve\n"
        "serve(lambda message: message if message != b'crash' else os.abort())\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path(apart.__file__).parents[2]}")
    with apart.apart("crashes") as process:
        assert process.ask(b"one") == b"one"
        with pytest.raises(apart.ApartError):
            process.ask(b"crash")
        assert process.ask(b"two") == b"two"


def test_one_such_process_works_at_a_time(monkeypatch):
    """Another waits for its turn, and is told so when a minute has passed."""
    with decoder() as one, decoder() as two:
        one(FILES["image/png"], "image/png", LIMITS)
        monkeypatch.setattr(apart, "_WAIT", 0.1)
        with pytest.raises(RefusedFileError) as busy:
            two(FILES["image/png"], "image/png", LIMITS)
        assert "exhibit.refused.busy" == busy.value.notice.id
    monkeypatch.undo()  # others on this machine may have their turn before
    with decoder() as three:
        assert three(FILES["image/png"], "image/png", LIMITS)
