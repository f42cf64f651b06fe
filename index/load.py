"""A file → a Document, or one plain sentence why not."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from index.document import Document
from index.errors import DocumentError
from index.loaders import text as text_loader
from index.structure import structure

MAX_BYTES = 20_000_000
_LOADERS: dict[str, Callable[..., str]] = dict.fromkeys(
    (".txt", ".text", ".md", ".markdown"), text_loader.decode
)
SUFFIXES = tuple(sorted(_LOADERS))
_FORMATS = "plain text and Markdown (" + ", ".join(SUFFIXES) + ")"
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufeff\ud800-\udfff]")


def load(path: Path, *, source: str | None = None, key: str | None = None) -> Document:
    """Read one file into a Document.

    Args:
        path: The file, as the person named it.
        source: What to record as the document's source; the path as given by default.
        key: What tells the document from others of the same text; the file's place by default.

    Raises:
        DocumentError: The file is missing, a folder, unreadable, empty, too large, or no format read now.
    """
    data = _read(path)
    text = normalise(_LOADERS[path.suffix.lower()](data, name=_shown(path)))
    if not text.strip():
        raise DocumentError(
            f"{_shown(path)} should hold text but is empty; write something in it and add it again."
        )
    return document_of(
        text, source=_shown(path) if source is None else source, key=place(path) if key is None else key
    )


def place(path: Path) -> str:
    """The file's whole path, links followed; bytes that are no UTF-8 are spelled out, so that names stay apart."""
    return os.fsencode(path.resolve().as_posix()).decode("utf-8", "backslashreplace")


def document_of(text: str, *, source: str, key: str | None = None) -> Document:
    """A Document from text already normalised; its id comes from its text and `key`, by default its source.

    >>> document_of("明天三點開會", source="notes/會議.txt").title
    '明天三點開會'
    """
    found = structure(text, name=Path(source).stem)
    return Document(
        id=hashlib.sha256(f"{source if key is None else key}\n{text}".encode()).hexdigest()[:16],
        source=source,
        title=found.title,
        text=text,
        blocks=found.blocks,
        byline=found.byline,
        published=found.published,
    )


def normalise(text: str) -> str:
    r"""Text as every offset counts it: NFC, line ends `\n`, no byte-order mark, no control but `\n` and tab.

    >>> normalise("\ufeff一\r\n二\x07\r三")
    '一\n二\n三'
    """
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))


def document_files(paths: Sequence[Path]) -> list[Path]:
    """The files to add, sorted, each once: files as named, folders searched through for the formats we read.

    Hidden files and folders inside a folder are skipped, links to folders not followed.

    Raises:
        DocumentError: A path does not exist, or a folder cannot be read or holds nothing we read.
    """
    files: set[Path] = set()
    for path in paths:
        if path.is_dir():
            inside = _inside(path)
            if not inside:
                raise DocumentError(
                    f"{_shown(path)} should hold files to add but has none we read; "
                    f"put {_FORMATS} there, or name a file."
                )
            files.update(inside)
        elif path.exists():
            files.add(path)
        else:
            raise DocumentError(
                f"{_shown(path)} should be a file or folder but does not exist; check the path."
            )
    return sorted(files)


def _inside(folder: Path) -> list[Path]:
    def refuse(error: OSError) -> None:
        raise DocumentError(
            f"{error.filename} should be a folder to read but could not be opened ({error.strerror}); "
            "check its permissions."
        ) from error

    found: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(root, name)
            for name in names
            if not name.startswith(".") and Path(name).suffix.lower() in _LOADERS
        ]
    return [path for path in found if path.is_file()]


def _read(path: Path) -> bytes:
    name = _shown(path)
    try:
        if path.is_dir():
            raise DocumentError(
                f"{name} should be a file but is a folder; name a file in it, or add the folder whole."
            )
        if not path.exists():
            raise DocumentError(f"{name} should be a file but does not exist; check the path.")
        if path.suffix.lower() not in _LOADERS:
            came = f"a {path.suffix} file" if path.suffix else "a file without a suffix"
            raise DocumentError(
                f"{name} is {came}, but only {_FORMATS} is read now; export it as one of these."
            )
        if not path.is_file():
            raise DocumentError(f"{name} should be an ordinary file but is a device or a pipe; name a file.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(
                f"{name} should be {MAX_BYTES // 1_000_000} MB at most but is {size / 1e6:.1f} MB; "
                "split it and add the parts."
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DocumentError(
            f"{name} should be readable but could not be opened ({reason}); check its permissions."
        ) from error


def _shown(path: Path) -> str:
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")
