"""The shape of the house: who imports whom, what is heavy, what leaves this machine."""

import ast
import json
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("index", "rag", "ui")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
MAY_NOT_IMPORT = {"index": {"rag", "ui"}, "rag": {"ui"}, "ui": set()}

HEAVY = {
    *(
        "torch",
        "transformers",
        "sentence_transformers",
        "tokenizers",
        "onnxruntime",
        "faiss",
        "huggingface_hub",
    ),
    *(
        "gradio",
        "gradio_client",
        "fastapi",
        "uvicorn",
        "starlette",
        "pydantic",
        "httpx",
        "httpx2",
        "openai",
        "keyring",
    ),
    *("pandas", "sklearn", "scipy", "datasets", "pymilvus", "ray"),
    *("opencc", "rjieba", "pypinyin", "snowballstemmer", "charset_normalizer"),
}
"""What a module may import only inside a function, so that nothing is loaded before it is needed."""

NEVER_ON_ASK = (
    "torch",
    "transformers",
    "sentence_transformers",
    "gradio",
    "pandas",
    "sklearn",
    "scipy",
    "fastapi",
    "openai",
    "httpx2",
    "keyring",
)

Run = Callable[..., subprocess.CompletedProcess[str]]


def _imports(tree: ast.AST, *, top_only: bool) -> Iterator[tuple[int, str]]:
    """The packages imported, with their lines; `top_only` leaves out functions and TYPE_CHECKING blocks."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            yield node.lineno, (node.module or "").split(".")[0]
        if top_only and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if top_only and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield from _imports(node, top_only=top_only)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_go_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    backwards = [
        f"line {line}: {imported}"
        for line, imported in _imports(ast.parse(path.read_text(encoding="utf-8")), top_only=False)
        if imported in MAY_NOT_IMPORT[package]
    ]
    assert not backwards


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_nothing_heavy_is_imported_at_module_top(path: Path) -> None:
    # vectors.py is the one file that imports faiss; whoever imports it wants vectors.
    allowed = {"faiss"} if _name(path) == "index/vectors.py" else set()
    heavy = [
        f"line {line}: {imported}"
        for line, imported in _imports(ast.parse(path.read_text(encoding="utf-8")), top_only=True)
        if imported in HEAVY - allowed
    ]
    assert not heavy


@pytest.mark.parametrize(
    ("package", "only"),
    [
        ("gradio", {"ui/app.py"}),
        ("faiss", {"index/vectors.py"}),
        ("huggingface_hub", {"index/hub.py"}),
        ("transformers", {"index/hub.py", "rag/generate_local.py"}),
        ("torch", {"rag/rerank.py", "rag/generate_local.py"}),
        ("openai", {"rag/generate_server.py", "rag/server_errors.py"}),
        ("httpx2", {"rag/generate_server.py"}),
        ("keyring", {"rag/server_address.py"}),
    ],
)
def test_named_files_alone_import(package: str, only: set[str]) -> None:
    importers = {
        _name(path)
        for path in MODULES
        for _, imported in _imports(ast.parse(path.read_text(encoding="utf-8")), top_only=False)
        if imported == package
    }
    assert importers == only


def test_the_import_scan_sees_what_it_should() -> None:
    tree = ast.parse(
        "import torch.nn\nif TYPE_CHECKING:\n    import pandas\ntry:\n    from rag.answer import Hit\n"
        "finally:\n    pass\nclass A:\n    import ui\ndef f():\n    import faiss\n"
    )
    assert [name for _, name in _imports(tree, top_only=True)] == ["torch", "rag", "ui"]
    assert [name for _, name in _imports(tree, top_only=False)] == ["torch", "pandas", "rag", "ui", "faiss"]


def test_the_command_line_itself_loads_nothing_heavy(guarded: Run) -> None:
    done = guarded(
        "import json\nimport ui.cli\nprint(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))\n"
    )
    assert done.returncode == 0, done.stderr
    assert not (HEAVY | {"numpy", "sqlite3"}) & set(json.loads(done.stdout))


MAIN = "from ui.cli import main\ncode = main(sys.argv[1:])\n"


@pytest.mark.parametrize(
    "question", ["2023年螞蟻集團的研發投入是多少?", "How many trees has Ant Forest planted?"]
)
def test_an_ask_never_loads_torch_and_stays_on_this_machine(
    guarded: Run, tmp_path: Path, question: str
) -> None:
    tell = (
        "print('MODULES', *sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)\nsys.exit(code)\n"
    )
    article = str(next((ROOT / "seeds").glob("*.txt")))
    library = str(tmp_path / "library")
    added = guarded(MAIN + "sys.exit(code)\n", "add", article, "--library", library)
    assert (added.returncode, added.stderr) == (0, "")
    asked = guarded(MAIN + tell, "ask", "--json", question, "--library", library)
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["refused"] is False
    loaded = set(asked.stderr.split("MODULES", 1)[1].split())
    assert not loaded & set(NEVER_ON_ASK)


def test_the_chat_starts_and_stays_on_this_machine(guarded: Run) -> None:
    code = """
import os, re, signal, threading, urllib.request
import ui.commands as commands
from ui.cli import main

def visit(text):
    print(text, flush=True)
    url = re.search(r"http://[0-9.]+:[0-9]+", text)
    if url:
        def look():
            print("STATUS", urllib.request.urlopen(url[0], timeout=60).status, flush=True)
            os.kill(os.getpid(), signal.SIGINT)
        threading.Thread(target=look).start()

commands.out = visit
sys.exit(main(["chat", "--port", "0"]))
"""
    done = guarded(code, timeout=180)
    assert done.returncode == 0, done.stderr
    assert re.search(
        r"^Yinzheng is open at http://127\.0\.0\.1:\d+ — press Ctrl\+C to stop$", done.stdout, re.M
    )
    assert "STATUS 200" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_guard_stops_what_would_leave(offline: list[str], guarded: Run) -> None:
    with pytest.raises(ConnectionRefusedError, match="would leave"):
        socket.getaddrinfo("example.invalid", 443)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
        with pytest.raises(ConnectionRefusedError, match="would leave"):
            sending.connect(("192.0.2.1", 53))
        with pytest.raises(ConnectionRefusedError, match="would leave"):
            sending.sendto(b"", ("192.0.2.1", 53))
    assert len(offline) == 3
    offline.clear()
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    done = guarded("import socket\ntry: socket.getaddrinfo('example.invalid', 1)\nexcept OSError: pass\n")
    assert done.returncode == 99
    assert "example.invalid" in done.stderr


@pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="needs a git checkout"
)
def test_no_tracked_text_names_a_folder_of_the_machine_it_was_written_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    ours = {".py", ".md", ".toml", ".js", ".css", ".html", ".json", ".jsonl", ".yml", ".yaml", ".sh", ""}
    machine = re.compile("/(" + "|".join(("work", "root", "home/[a-z]+", "tmp/[a-z]+_jobs")) + ")/")
    found = []
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if not name or path.suffix not in ours or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {hit[0]}" for hit in machine.finditer(text)]
    assert not found
