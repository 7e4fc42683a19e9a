"""Work on a Dask cluster, through the same seam as on the processes of this machine (`monitor.workers`).

Each Dask worker keeps killable processes of its own for what strangers send: limits of time and memory, and the words
for what broke them, are the same everywhere. One process, the daemon, writes the history.
"""

from __future__ import annotations

import atexit
import multiprocessing
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from monitor.errors import EngineError
from monitor.workers import WorkerFailed, Workers, end, packed

if TYPE_CHECKING:
    from distributed import Client
    from distributed.client import Future as Work

_P = ParamSpec("_P")
_T = TypeVar("_T")
_PATIENCE = 5.0  # seconds to reach the scheduler
_RESTS = 30.0  # seconds before a scheduler that was not reached is tried again
_PRELOAD = ("monitor.stages.preload",)


def executor_for(scheduler: str | None, release: str) -> Executor:
    """Processes of this machine, or the cluster of this scheduler, whose workers must be of the same release."""
    return Workers(preload=_PRELOAD) if scheduler is None else Cluster(scheduler, release)


class Cluster(Executor):
    """An executor on the cluster of a scheduler (`tcp://name:8786`). Nothing is asked of it before the first task.

    A task whose worker dies is done by another one. Where there is no scheduler, or only one that was lost, or where
    a worker runs another release, a future ends with EngineError: the unit of work is found again later.
    """

    def __init__(self, scheduler: str, release: str) -> None:
        self._scheduler, self._release = scheduler, release
        # Connecting takes time, which the event loop that hands in the tasks has not.
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="cluster")
        self._client: Client | None = None
        self._absent_until = 0.0
        self._waiting: set[Future[Any]] = set()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Hands a task to the cluster. Raises RuntimeError after `shutdown`."""
        future: Future[_T] = Future()
        self._sender.submit(self._send, future, pickle.dumps((fn, args, kwargs)))
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leaves the cluster at once; it waits for no task. Unfinished futures end with WorkerFailed."""
        self._sender.shutdown(wait=False, cancel_futures=True)
        for future in tuple(self._waiting):
            end(future, WorkerFailed("was stopped"))
        if self._client is not None:
            self._client.close(timeout=_PATIENCE)

    def _send(self, future: Future[Any], payload: bytes) -> None:
        if future.done():
            return
        try:
            work = self._connected().submit(work_here, payload, self._release, pure=False)
        except Exception as error:  # noqa: BLE001  # Dask raises whatever its transport does
            self._absent_until = time.monotonic() + _RESTS
            end(future, EngineError(f"engine.dask: no scheduler answers at {self._scheduler} ({_words(error)})"))
            return
        future.add_done_callback(lambda done: work.cancel() if done.cancelled() else None)
        work.add_done_callback(partial(self._settle, future))

    def _connected(self) -> Client:
        if self._client is None or self._client.status in ("closed", "closing"):
            if time.monotonic() < self._absent_until:
                raise TimeoutError("it was asked within the last half minute")
            from distributed import Client

            self._client = Client(self._scheduler, timeout=_PATIENCE, set_as_default=False)
        return self._client

    def _settle(self, future: Future[Any], work: Work) -> None:
        """Give the task's future its end; called on a thread of Dask's own."""
        if future.done():
            return
        try:
            value, raised = pickle.loads(work.result())
        except Exception as error:  # noqa: BLE001  # whatever the cluster could not do
            value, raised = None, _ours(error, self._scheduler)
        end(future, raised, value)


def _ours(error: Exception, scheduler: str) -> Exception:
    """What the cluster raises, in our words: a task that ends one worker after another is the task's own fault."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return WorkerFailed("crashed")
    if isinstance(error, EngineError):
        return error
    return EngineError(f"engine.dask: the cluster at {scheduler} could not do a task ({_words(error)})")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")


def work_here(payload: bytes, release: str) -> bytes:
    """Run one task on this Dask worker, in a killable process of its own; its value or its exception as bytes."""
    from monitor.stages.release import release as own

    if own() != release:
        raise EngineError(f"engine.dask: a worker runs release {own()}, the daemon {release}; install the same on both")
    fn, args, kwargs = pickle.loads(payload)
    try:
        return pickle.dumps((_processes().submit(fn, *args, **kwargs).result(), None))
    except EngineError:
        raise
    except Exception as error:  # noqa: BLE001  # it is handed to the future of whoever waits
        return packed(error)


_STARTING = threading.Lock()
_kept: list[Workers] = []


def _processes() -> Workers:
    """The killable processes of this Dask worker, as many as it has threads."""
    with _STARTING:
        if not _kept:
            if multiprocessing.current_process().daemon:
                raise EngineError(
                    "engine.dask: a worker may start no processes; start it with --no-nanny, "
                    "or with DASK_DISTRIBUTED__WORKER__DAEMON=False"
                )
            from distributed import get_worker

            _kept.append(Workers(get_worker().state.nthreads, preload=_PRELOAD))
            atexit.register(_kept[0].shutdown)
    return _kept[0]
