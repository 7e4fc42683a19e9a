"""Which language a text is in."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable

_SAMPLE = 4000  # characters; more changes no answer and costs time
_SHORT = 8  # words; below this, letters say more than a statistical model
_SCRIPTS = {"HANGUL": "ko", "CYRILLIC": "ru", "ARABIC": "ar", "GREEK": "el", "HEBREW": "he", "THAI": "th"}
_LANGUAGES = tuple("ar cs da de el en es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sv th tr uk vi zh".split())
# Words that other languages in Latin letters don't share, so that English needs no model to be loaded.
_ENGLISH = frozenset(
    "the of and to that for with was were has have had been by from this which its their would will "
    "it is are as at be but not they he she said after before about than more who".split()
)
_ENGLISH_SHARE = 0.2
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_BEYOND_LATIN = re.compile(r"[^\W\d_\u0000-\u024f]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text's language; a short text is judged by its script alone, Latin as 'en'."""
    sample = text[:_SAMPLE]
    words = _WORD.findall(_HAN.sub(" ", sample).lower())
    by_script = _by_script(sample, len(words))
    if by_script in ("zh", "ja", "ko") or len(words) < _SHORT:
        return by_script
    if sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words):
        return "en"
    return _classify()(sample)


def _by_script(text: str, words: int) -> str:
    """The language that a text's letters point to; `words` counts those not written in Chinese characters."""
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    if kana > (kana + han) / 10 and kana + han >= words:
        return "ja"
    if han and han >= words:
        return "zh"
    if not _BEYOND_LATIN.search(text):
        return "en"
    scripts = Counter(_script(c) for c in text if c.isalpha())
    return _SCRIPTS.get(scripts.most_common(1)[0][0], "en") if scripts else "en"


@functools.lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return unicodedata.name(character, "LATIN").split(" ", 1)[0]


@functools.cache
def _classify() -> Callable[[str], str]:
    """The statistical classifier, loaded at its first use."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_LANGUAGES)
    return lambda text: str(identifier.classify(text)[0])
