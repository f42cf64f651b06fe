"""What each `yinzheng` command does: parsed arguments in, results on stdout, an exit code out.

Everything heavy is imported inside the command that needs it.
"""

from argparse import Namespace
from dataclasses import asdict

from ui import as_json
from ui.console import count, err, library, model, open_pipeline, out
from ui.terminal import Progress, printable, rate_table, table


def add(args: Namespace) -> int:
    """Add documents; those that cannot be read are named, the rest goes in."""
    with Progress() as progress, library(args, progress, create=True) as opened:
        report = opened.add(args.paths, progress=progress)
    done = {"added": report.added, "replaced": report.replaced, "unchanged": report.unchanged}
    if args.json:
        failed = [{"path": path, "error": message} for path, message in report.failed]
        listed = {what: [asdict(info) for info in infos] for what, infos in done.items()}
        out(as_json.one_line(listed | {"failed": failed}))
    else:
        for what, infos in done.items():
            for info in infos:
                passages = count(info.passages, "passage")
                out(printable(f"{what.capitalize()} {info.id}: {info.title} ({passages})"))
    for path, message in report.failed:
        err(message if path in message else f"{path}: {message}")
    return 1 if report.failed else 0


def remove(args: Namespace) -> int:
    """Remove documents by id, all of those named or none."""
    with Progress() as progress, library(args, progress) as opened:
        removed = opened.remove(args.ids)
    if args.json:
        out(as_json.one_line({"removed": [asdict(info) for info in removed]}))
    else:
        for info in removed:
            out(printable(f"Removed {info.id}: {info.title}"))
    return 0


def list_documents(args: Namespace) -> int:
    """List the documents."""
    with Progress() as progress, library(args, progress) as opened:
        documents = opened.documents()
    if args.json:
        out(as_json.one_line({"documents": [asdict(info) for info in documents]}))
    elif documents:
        rows = [
            (info.id, str(info.passages), str(info.characters), info.added[:10], info.title, info.source)
            for info in documents
        ]
        out(table(("ID", "PASSAGES", "CHARACTERS", "ADDED", "TITLE", "SOURCE"), rows))
    else:
        out("The library is empty: add documents with `yinzheng add PATH`.")
    return 0


def verify(args: Namespace) -> int:
    """Check that the library is sound."""
    with Progress() as progress, library(args, progress) as opened:
        problems = opened.verify()
        documents = len(opened.documents())
    if args.json:
        out(as_json.one_line({"sound": not problems, "documents": documents, "problems": list(problems)}))
    else:
        out("\n".join(problems) or f"The library is sound: {count(documents, 'document')}.")
    if problems:
        err(f"The library has {count(len(problems), 'problem')}: `yinzheng rebuild` makes it anew.")
    return 1 if problems else 0


def rebuild(args: Namespace) -> int:
    """Cut and embed every document anew."""
    with Progress() as progress, library(args, progress) as opened:
        opened.rebuild(embedder_name=model(args, args.rebuild_with, progress), progress=progress)
        documents = opened.documents()
    if args.json:
        out(as_json.one_line({"documents": [asdict(info) for info in documents]}))
    else:
        passages = sum(info.passages for info in documents)
        out(f"Rebuilt {count(len(documents), 'document')}, {count(passages, 'passage')}.")
    return 0


def chat(args: Namespace) -> int:
    """Open the chat page and serve it until Ctrl+C."""
    err("Opening the library and the page …")
    try:
        from ui.server import is_loopback, serve

        if not is_loopback(args.host) and args.auth is None:
            err("Whoever can reach this machine can open the page: --auth FILE asks for a login.")
        with Progress() as progress, open_pipeline(args, progress) as pipeline:
            serve(
                pipeline,
                host=args.host,
                port=args.port,
                auth=args.auth,
                llm=args.llm,
                on_ready=lambda url: out(f"Yinzheng is open at {url} — press Ctrl+C to stop"),
            )
    except KeyboardInterrupt:
        pass  # the way to stop it
    err("Closed.")
    return 0


def evaluate(args: Namespace) -> int:
    """Ask a question set and score what comes back, per language."""
    from rag.evaluate import evaluate as evaluated
    from rag.evaluate import read_questions

    questions = read_questions(args.file)
    with Progress() as progress, open_pipeline(args, progress) as pipeline:
        report = evaluated(pipeline, questions, progress=progress)
    failures = [asdict(outcome) | {"wrong": list(outcome.wrong)} for outcome in report.failures]
    if args.json:
        scores = {"questions": len(questions), "rates": as_json.rates_object(report)}
        out(as_json.one_line(scores | ({"failures": failures} if args.failures else {})))
        return 0
    out(rate_table(report))
    if args.failures:
        for outcome in report.failures:
            got = outcome.error or outcome.short_answer or "no short answer"
            wrong = ", ".join(outcome.wrong)
            err(f"{outcome.id} [{outcome.language}] {outcome.question} → {got}; not: {wrong}")
    return 0
