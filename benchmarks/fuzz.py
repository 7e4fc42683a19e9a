"""`python -m benchmarks.fuzz --minutes 10 feed`: made-up documents against one reader, until the time is over.

Hypothesis takes whole documents apart and puts pieces of others in, and shrinks what it finds. With `--guided`, and
`pip install atheris` (CPython on Linux, not among the locked dependencies), coverage guides the same changes.
A finding is printed with its input, which then belongs into tests/test_fuzz_found.py; any finding exits with 1.
"""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
import warnings
from contextlib import AbstractContextManager, nullcontext
from itertools import count
from time import monotonic

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

_LONGEST = 60_000
_ROUND = 400  # inputs between two looks at the clock


@st.composite
def documents(draw: st.DrawFn, seeds: tuple[bytes, ...], tokens: tuple[bytes, ...]) -> bytes:
    """A whole document with pieces cut out, put in and repeated; now and then any bytes at all."""
    body = draw(st.sampled_from(seeds) | st.binary(max_size=300))
    piece = st.sampled_from(tokens) | st.binary(max_size=8) | st.text(max_size=6).map(lambda t: t.encode("utf-8"))
    times = st.sampled_from((1, 1, 1, 1, 2, 40, 400))
    for at, cut, new, often in draw(
        st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 80), piece, times), max_size=10)
    ):
        place = at % (len(body) + 1)
        body = body[:place] + new * often + body[place + cut :]
    return body[:_LONGEST]


class Hunt:
    """The inputs read so far, and the findings, each told once."""

    def __init__(self, name: str) -> None:
        from benchmarks.fuzz_targets import TARGETS

        self.name, self.target = name, TARGETS[name]
        self.read, self.findings = 0, 0
        self._known: set[tuple[str, ...]] = set()

    def documents(self) -> st.SearchStrategy[bytes]:
        """The inputs of this target."""
        return documents(tuple(self.target.seeds), tuple(self.target.tokens))

    def attempt(self, body: bytes) -> None:
        """Read one input; a finding that was told before passes."""
        from benchmarks.fuzz_targets import attempt

        self.read += 1
        try:
            attempt(self.target, body)
        except Exception as error:
            if _place(error) not in self._known:
                raise

    def tell(self, error: BaseException, body: bytes) -> None:
        """Print a finding with its input."""
        self.findings += 1
        self._known.add(_place(error))
        print(f"FOUND in {self.name}: {body!r}", flush=True)
        traceback.print_exception(error, file=sys.stdout)

    def run(self, seconds: float) -> None:
        """Rounds of inputs until the time is over."""
        ends = monotonic() + seconds
        last: list[bytes] = [b""]

        def one(body: bytes) -> None:
            last[0] = body
            if monotonic() < ends:
                self.attempt(body)

        for number in count():
            if monotonic() >= ends:
                return
            try:
                seed(number)(_settings(given(self.documents())(one)))()
            except Exception as error:  # noqa: BLE001  # whatever an input provoked is the finding
                self.tell(error, last[0])

    def run_guided(self, seconds: float) -> None:
        """The same inputs, chosen by the code that they reach; ends the process, as libFuzzer does."""
        import atheris

        def one(body: bytes) -> None:
            try:
                self.attempt(body)
            except Exception as error:  # noqa: BLE001  # libFuzzer would stop at the first finding
                self.tell(error, body)

        fuzz = _settings(given(self.documents())(one)).hypothesis.fuzz_one_input
        atheris.Setup(
            [sys.argv[0], f"-max_total_time={int(seconds)}", "-max_len=4096", "-len_control=0", "-timeout=60"], fuzz
        )
        atheris.Fuzz()


def _settings(test: object) -> object:
    return settings(
        max_examples=_ROUND,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )(test)


def _place(error: BaseException) -> tuple[str, ...]:
    frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-2:]]
    return (type(error).__name__, *frames)


def _watched() -> AbstractContextManager[object]:
    """Lets atheris see which code of the readers an input reaches, as long as it is imported within this context."""
    import atheris

    return atheris.instrument_imports(include=["monitor", "feedparser"])


def main() -> None:
    """Fuzz one target and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("target", choices=("feed", "url", "page", "answer"))
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--guided", action="store_true", help="let coverage guide it (needs atheris)")
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)  # trafilatura and feedparser log what they could not read
    warnings.simplefilter("ignore")
    with _watched() if chosen.guided else nullcontext():
        hunt = Hunt(chosen.target)
    (hunt.run_guided if chosen.guided else hunt.run)(chosen.minutes * 60)
    print(f"{hunt.name}: {hunt.read:,} inputs in {chosen.minutes:g} minutes, {hunt.findings} findings")
    sys.exit(1 if hunt.findings else 0)


if __name__ == "__main__":
    main()
