"""Processes that may be killed, for work on what strangers send.

Feed parsing, extraction and judging run here: a document that hangs a parser or eats its memory then
costs one process and one task, never the daemon.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, replace
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from monitor import fork_server
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from pebble import ProcessPool

_P = ParamSpec("_P")
_T = TypeVar("_T")
_OUT_OF_MEMORY = 77  # exit code of a worker that reached its memory limit
_MEGABYTE = 1024 * 1024
_UNKNOWN = 255  # exit code of a worker, as multiprocessing has it, once what it forked off from was killed
_TRIES = 3
_SMALL = 2  # what they parse waits for the one process that stores; more of them would hold memory for nothing


class WorkerFailed(MonitorError):
    """A task was ended before its result. `reason` is a sentence part such as 'took longer than 30 s'."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def small(executor: Executor) -> Executor:
    """Those processes of an executor that hold nothing but what their tasks load, or the executor itself.

    Parsing a feed needs a tenth of what reading an article does, and most polls bring no article.
    """
    return executor.small if isinstance(executor, Workers) else executor


async def run(executor: Executor, fn: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """The result of `fn`, worked out on the executor while the event loop goes on.

    Raises what `fn` raises, or WorkerFailed. Cancelling the awaiting task kills the work.
    """
    return await asyncio.wrap_future(executor.submit(fn, *args, **kwargs))


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What is to be done, packed, and how often it was handed to a pool that broke."""

    future: Future[Any]
    payload: bytes
    tries: int = 1


class Workers(Executor):
    """An executor of killable processes, each task with a time limit (seconds), each process with a memory
    limit (MB of address space, on Linux). Nothing is started before the first task, and nothing is left once
    there was none for `idle` seconds.

    `preload` names modules that are imported once, before the processes fork off: they start at once and
    share the memory of what the modules load. Functions, arguments and results must be picklable.
    `small` are two processes without what is preloaded, for tasks that do not need it.
    """

    def __init__(
        self,
        count: int | None = None,
        timeout: float = 30.0,
        memory_mb: int = 2048,
        preload: Sequence[str] = (),
        idle: float = 300.0,
    ) -> None:
        self._count = count or os.cpu_count() or 1
        self._timeout, self._idle = timeout, idle
        self._memory_mb = memory_mb
        self._preload = list(preload)
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._closed = False
        self._torn = False
        self._moved = 0.0  # when a task ended last, or was handed to processes that had none
        self._waiting: set[Future[Any]] = set()
        self._sent: set[_Task] = set()
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._sender: threading.Thread | None = None
        self.small = Workers(min(self._count, _SMALL), timeout, memory_mb, idle=idle) if preload else self

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Hands a task to the next free process. Raises RuntimeError after `shutdown`."""
        future: Future[_T] = Future()
        task = _Task(future, pickle.dumps((fn, args, kwargs)))
        with self._lock:
            if self._closed:
                raise RuntimeError("these workers were shut down")
            if self._sender is None:
                self._sender = threading.Thread(target=self._serve, name="workers", daemon=True)
                self._sender.start()
            self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        self._tasks.put(task)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends all processes at once; unlike other executors it never waits for a task.

        Unfinished futures end with WorkerFailed.
        """
        with self._lock:
            self._closed = True
        if self._sender is not None:
            self._tasks.put(None)
            self._sender.join()
        for future in tuple(self._waiting):
            end(future, WorkerFailed("was stopped"))
        if self.small is not self:
            self.small.shutdown()

    def _serve(self) -> None:
        """Start, feed and end the processes, on a thread of its own: starting them takes seconds that the event loop
        which hands in the tasks has not."""
        while not self._closed:
            try:
                task = self._tasks.get(timeout=self._rest())
            except Empty:
                if self._stalled() or self._idled():
                    self._end_pool()
                continue
            if self._stalled():
                self._end_pool()
            if task is not None and not self._closed:
                self._send(task)
        self._end_pool()

    def _rest(self) -> float | None:
        """How long to wait for a task before looking whether the processes stand still or are wanted no more."""
        if self._pool is None:
            return None
        return min(self._idle, self._timeout) if self._sent else self._idle

    def _stalled(self) -> bool:
        """Whether no task has ended for twice the time that each may take: the processes stand still."""
        return bool(self._sent) and time.monotonic() - self._moved > 2 * self._timeout

    def _idled(self) -> bool:
        """Whether there was no task for as long as processes are kept without one."""
        return not self._waiting and time.monotonic() - self._moved >= self._idle

    def _send(self, task: _Task) -> None:
        if task.future.done():
            return
        try:
            work: Future[Any] = self._running_pool().schedule(_call, args=(task.payload,), timeout=self._timeout)
        except (RuntimeError, OSError, EOFError):  # it broke just now
            self._again(task)
            return
        if not self._sent:
            self._moved = time.monotonic()
        self._sent.add(task)
        task.future.add_done_callback(lambda done: work.cancel() if done.cancelled() else None)
        work.add_done_callback(partial(self._settle, task))

    def _running_pool(self) -> ProcessPool:
        """The pool, started now if there is none or if the last one broke."""
        if self._pool is not None and (self._torn or fork_server.lost(self) or not self._pool.active):
            self._end_pool()
        if self._pool is None:
            import multiprocessing

            from pebble import ProcessPool

            # The parent runs threads and an event loop, which a plain fork would copy half-way. There is one fork
            # server: processes that share nothing through it are started without, so that it preloads for the others.
            if self._forks():
                fork_server.use(self, self._preload)
            self._pool = ProcessPool(
                max_workers=self._count,
                initializer=_prepare,
                initargs=(self._memory_mb,),
                context=multiprocessing.get_context("forkserver" if self._forks() else "spawn"),
            )
        return self._pool

    def _forks(self) -> bool:
        return bool(self._preload) and sys.platform == "linux"

    def _end_pool(self) -> None:
        """End the processes, also those that a pool which broke has left, and what they forked off from."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble types only a part of itself
            if self._forks():  # a thread of the pool may wait for what stands still, and `join` for the thread
                fork_server.kill(self, shared=self._stalled())
            pool.join()
        if self._forks():
            fork_server.leave(self)
        self._torn = False  # only now: at its end the pool may say once more that it broke
        for task in tuple(self._sent):  # pebble forgets what it was given
            self._again(task)

    def _again(self, task: _Task) -> None:
        """Hand in once more what was under way when the pool broke; what breaks it each time is given up."""
        self._sent.discard(task)
        if task.tries < _TRIES:
            self._tasks.put(replace(task, tries=task.tries + 1))
        else:
            end(task.future, WorkerFailed("crashed"))

    def _settle(self, task: _Task, work: Future[Any]) -> None:
        self._moved = time.monotonic()
        if work.cancelled():
            self._sent.discard(task)
            task.future.cancel()
            return
        error = work.exception()
        if isinstance(error, BrokenExecutor) or getattr(error, "exitcode", None) == _UNKNOWN:
            self._torn = True
            self._again(task)
            return
        self._sent.discard(task)
        if error is not None:
            end(task.future, WorkerFailed(self._why(error)))
        else:
            value, raised = pickle.loads(work.result())
            end(task.future, raised, value)

    def _why(self, error: BaseException) -> str:
        if isinstance(error, TimeoutError):
            return f"took longer than {self._timeout:g} s"
        if getattr(error, "exitcode", None) == _OUT_OF_MEMORY:
            return f"needed more than {self._memory_mb} MB"
        return "crashed"


def end(future: Future[Any], raised: BaseException | None, value: Any = None) -> None:
    """Gives the future its end, unless it was cancelled meanwhile."""
    if not future.set_running_or_notify_cancel():
        return
    if raised is not None:
        future.set_exception(raised)
    else:
        future.set_result(value)


def _prepare(memory_mb: int) -> None:
    """Sets up a new process: its signals, its limits, and its end with its parent's."""
    # A handler in Python would wait for the parser's C code to return; the default ends the process at once.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = memory_mb * _MEGABYTE
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Ends this process when the daemon is gone; a task that never ends would outlive it for ever."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _call(payload: bytes) -> bytes:
    """Runs one task in the process and packs its value or its exception.

    Everything crosses as bytes, because an object that cannot be unpickled would end the whole pool.
    """
    try:
        fn, args, kwargs = pickle.loads(payload)
        return pickle.dumps((fn(*args, **kwargs), None))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # what is left of the heap is not worth trusting with the next task
    except Exception as error:  # noqa: BLE001  # it is handed to the caller's future
        return packed(error)


def packed(error: Exception) -> bytes:
    """The exception as bytes that can be read back; its words where it cannot be."""
    try:
        packed = pickle.dumps((None, error))
        pickle.loads(packed)
    except Exception:  # noqa: BLE001  # any class may refuse in its own way
        return pickle.dumps((None, WorkerFailed(f"raised {type(error).__name__}: {error}")))
    return packed
