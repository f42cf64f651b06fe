"""A model fetched from a stand-in for the hub: left in the middle, gone on with, and read without it."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

# The hub's client reads where the hub is as it is imported.
BEFORE = """
import os, sys, threading
os.environ |= {"HF_ENDPOINT": sys.argv[1], "HF_HOME": sys.argv[2]}
from index.errors import GeneratorError
from index.fetch import fetch
from index.hub import WRITING, download, fetched, load_model, look_up, missing
NAME = "nobody/tiny"
stop = threading.Event()
"""


@pytest.fixture
def hub(hub_server: Any, guarded: Run, tmp_path: Path) -> Callable[[str], list[str]]:
    """Run code beside the stand-in, and return the lines that it prints."""

    def run(code: str) -> list[str]:
        done = guarded(BEFORE + code, hub_server.url, str(tmp_path))
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


def test_a_model_is_looked_up_and_nothing_of_it_fetched(hub: Any, hub_server: Any) -> None:
    said = hub("print(missing(NAME), look_up(NAME).size, fetched(NAME))")
    whole = sum(file.stat().st_size for file in hub_server.folder.iterdir())
    assert said == [f"True {whole} 0"]
    hub_server.sized = False
    assert hub("print(look_up(NAME).size)") == ["0"]
    assert not any("resolve" in path for path in hub_server.asked)


def test_a_model_left_in_the_middle_is_fetched_on_and_read(hub: Any, hub_server: Any) -> None:
    hub_server.pause, hub_server.piece = 0.05, 1000
    left = """
for come in fetch(NAME, stop=stop):
    if come:
        stop.set()
print(missing(NAME))
"""
    assert hub(left) == ["True"]
    hub_server.pause = 0.0
    whole = """
for come in fetch(NAME, stop=stop):
    pass
print(missing(NAME), fetched(NAME) == look_up(NAME).size)
from rag.generate_local import LocalGenerator
print(LocalGenerator(NAME).name)
"""
    assert hub(whole) == ["False True", "nobody/tiny"]


def test_the_weights_come_last(hub: Any, hub_server: Any) -> None:
    hub("download(NAME, progress=print, use=WRITING)")
    came = [path.rsplit("/", 1)[1] for path in hub_server.asked if "/resolve/" in path]
    assert came[-1] == "model.safetensors"
    assert came.index("model.safetensors") > came.index("tokenizer.json")


def test_a_model_the_hub_does_not_have_is_one_sentence(hub: Any) -> None:
    code = """
for ask in (lambda: look_up("nobody/none", use=WRITING), lambda: list(fetch("nobody/none", stop=stop))):
    try:
        ask()
    except GeneratorError as error:
        print(error)
"""
    said = hub(code)
    assert len(said) == 2
    assert all("nobody/none could not be downloaded" in line and "try again" in line for line in said)


def test_a_hub_out_of_reach_is_one_sentence(hub: Any) -> None:
    code = """
os.environ["HF_ENDPOINT"] = "http://127.0.0.1:9"
try:
    list(fetch(NAME, stop=stop))
except GeneratorError as error:
    print(error)
"""
    (said,) = hub(code)
    assert "127.0.0.1:9 cannot be reached" in said
