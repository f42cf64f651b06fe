"""Answers as the JSON objects other programs rely on: the keys here are a contract."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rag.answer import LANGUAGES, Answer, Claim, Hit

if TYPE_CHECKING:
    from rag.evaluate import Report


def answer_object(answer: Answer) -> dict[str, Any]:
    """One `ask --json` object."""
    return {
        "question": answer.question,
        "understood": answer.understood,
        "understood_by": answer.understood_by,
        "language": answer.language,
        "answer": answer.text,
        "short_answer": answer.short_answer,
        "refused": answer.refused,
        "probability": None if answer.probability is None else round(answer.probability, 3),
        "claims": [_claim_object(claim) for claim in answer.claims],
        "citations": [
            {
                "marker": citation.marker,
                "document": citation.document,
                "source": citation.source,
                "title": citation.title,
                "page": citation.page,
                "start": citation.start,
                "end": citation.end,
                "quote": citation.quote,
                "gloss": None if citation.gloss is None else [[g.text, g.gloss] for g in citation.gloss],
            }
            for citation in answer.citations
        ],
        "passages": [passage_object(hit) for hit in answer.passages],
        "parts": [
            {
                "question": part.question,
                "understood": part.understood,
                "short_answer": part.short_answer,
                "refused": part.refused,
                "answerer": part.answerer,
            }
            for part in answer.parts
        ],
        "answerer": answer.answerer,
        "prompt": answer.prompt,
        "note": answer.note,
        "withheld": [_claim_object(claim) for claim in answer.withheld],
        "seconds": {step: round(spent, 4) for step, spent in answer.seconds.items()},
    }


def _claim_object(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "verdict": claim.verdict.value,
        "citations": list(claim.citations),
        "reason": claim.reason,
        "fault": claim.fault,
    }


def passage_object(hit: Hit) -> dict[str, Any]:
    """One entry of `passages`, the same in `ask` and `search`."""
    return {
        "document": hit.document,
        "source": hit.source,
        "start": hit.start,
        "end": hit.end,
        "score": round(hit.score, 4),
        "text": hit.text,
    }


def search_object(question: str, hits: Iterable[Hit]) -> dict[str, Any]:
    """One `search --json` object."""
    return {"question": question, "passages": [passage_object(hit) for hit in hits]}


def error_object(question: str, message: str) -> dict[str, Any]:
    """What stands in the place of an answer to a line that could not be asked."""
    return {"question": question, "error": message}


def rates_object(report: "Report") -> dict[str, dict[str, dict[str, Any]]]:
    """Language → measure → hits (null for a mean), n, value in [0, 1] or null, the bounds of its 95 % interval."""
    by_language = {language: report.scores(language) for language in LANGUAGES} | {"all": report.scores()}
    return {
        language: {
            measure: {
                "hits": getattr(rate, "hits", None), "n": rate.n, "value": rate.value,
                "low": rate.interval[0], "high": rate.interval[1],
            }
            for measure, rate in rates.items()
        }
        for language, rates in by_language.items()
    }  # fmt: skip


def one_line(value: dict[str, Any]) -> str:
    """The object on one line, Chinese as it is written."""
    return json.dumps(value, ensure_ascii=False)
