"""Which language a text is in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from monitor.articles import language_of

TEXTS = (
    ("en", "The yard said on Monday that it would build four more boats, and that the price has not been agreed."),
    ("zh", "造船厂周一表示，将再建造四艘船，但价格尚未商定。"),
    ("zh", "港口公司发布 Skua 250 型电动渡轮 Max 版"),
    ("zh", "港務局表示，新碼頭將於明年春季啟用。"),
    ("ja", "造船所は月曜日、さらに四隻の船を建造すると発表した。"),
    ("ko", "조선소는 월요일에 배 네 척을 더 건조할 것이라고 밝혔다."),
    ("ru", "Верфь сообщила в понедельник, что построит ещё четыре судна для паромной линии."),
    ("de", "Die Werft teilte am Montag mit, dass sie vier weitere Schiffe bauen werde, ohne einen Preis zu nennen."),
    ("fr", "Le chantier naval a annoncé lundi qu'il construirait quatre autres bateaux, sans donner leur prix."),
    ("es", "El astillero anunció el lunes que construirá cuatro barcos más, aunque no dijo cuánto costarán."),
    ("en", "Skua launches"),
    ("en", "42"),
    ("en", ""),
    ("en", "The ferry Hai Ou (海鸥) sails from the northern quay to the island twice a day in summer."),
)


@pytest.mark.parametrize(("language", "text"), TEXTS, ids=[f"{c} {t[:20]}" for c, t in TEXTS])
def test_a_texts_language_is_told(language: str, text: str) -> None:
    assert language_of(text) == language


def test_reading_english_and_chinese_loads_no_language_model() -> None:
    code = (
        "import sys; from monitor.articles import language_of;"
        f"assert [language_of({TEXTS[0][1]!r}), language_of({TEXTS[1][1]!r})] == ['en', 'zh'];"
        "heavy = {'py3langid', 'numpy', 'trafilatura', 'lxml', 'htmldate', 'charset_normalizer'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
