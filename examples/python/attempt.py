"""One attempt of a job, and what its handler may do."""

import logging
import time
import traceback
from asyncio import CancelledError, Task, get_running_loop
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from google.rpc import code_pb2 as code
from millrace.v1.item_error_pb2 import ItemError
from millrace.v1.job_pb2 import Job, Progress
from millrace.v1.worker_service_pb2 import (
    Completed,
    ExtendItem,
    ExtendResult,
    Failed,
    Lease,
    Released,
    SettleItem,
)

log = logging.getLogger("worker")

# Why a handler is to stop: the argument of the CancelledError that is raised in it.
CANCELLED, LEASE_LOST, TIMEOUT, SHUTDOWN = "cancelled", "lease lost", "timeout", "shutdown"

Handler = Callable[[Job], Awaitable[bytes | None]]


class PermanentError(Exception):
    """Fails the job for good."""


class Attempt:
    def __init__(self, lease: Lease, expires: float):
        self.job, self.token = lease.job, lease.token
        self.expires = expires  # By time.monotonic().
        self.task: Task | None = None
        self.stop_reason: str | None = None
        self.outcome: SettleItem | None = None
        self.progress: Progress | None = None  # What the server has not heard of.

    async def run(self, handler: Handler) -> None:
        """Calls the handler, and makes an outcome of how it ends."""
        attempt_of_handler.set(self)
        limit = None
        if self.job.HasField("timeout"):
            seconds = self.job.timeout.ToTimedelta().total_seconds()
            limit = get_running_loop().call_later(seconds, self.stop, TIMEOUT)
        try:
            self.outcome = SettleItem(completed=Completed(result=await handler(self.job)))
        except CancelledError as error:
            if self.stop_reason == SHUTDOWN:
                self.outcome = SettleItem(released=Released(started=True))
            else:
                self.fail(self.stop_reason or str(error), traceback.format_exc())
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            self.fail(message, traceback.format_exc(), isinstance(error, PermanentError))
        finally:
            if limit is not None:
                limit.cancel()

    def stop(self, reason: str) -> None:
        if self.stop_reason is None and self.outcome is None:
            self.stop_reason = reason
            self.task.cancel(reason)

    def fail(self, message: str, details: str = "", permanent: bool = False) -> None:
        failed = Failed(message=cut(message, 8_192), details=cut(details, 32_768))
        failed.permanent = permanent
        self.outcome = SettleItem(failed=failed)

    def is_over(self) -> bool:
        return time.monotonic() > self.expires

    def extended(self, result: ExtendResult, expires: float, told: ExtendItem) -> None:
        """Heeds the answer to an extension of the lease, which lasts until `expires` then."""
        if not result.HasField("error"):
            self.expires = expires
            if result.cancel_requested:
                self.stop(CANCELLED)
        elif result.error.code == code.ABORTED or self.is_over():
            self.stop(LEASE_LOST)
        elif self.progress is None and told.HasField("progress"):
            self.progress = told.progress

    def settled(self, refusal: ItemError | None) -> bool:
        """Heeds the answer to the outcome; false when that has to be sent again."""
        if refusal is None:
            return True
        if refusal.code in (code.ABORTED, code.DATA_LOSS):
            log.warning("%s is not settled: %s", self.job.id, refusal.message)
            return True
        if refusal.code in (code.INVALID_ARGUMENT, code.RESOURCE_EXHAUSTED):
            self.fail(refusal.message, permanent=True)
        return self.is_over()


attempt_of_handler: ContextVar[Attempt] = ContextVar("attempt")


def progress(fraction: float, message: str = "") -> None:
    """Tells how far a handler's job is, from 0 to 1: within a second, whatever it says last."""
    # What is no number must not have a call refused.
    bounded = min(max(0.0, fraction), 1.0)
    told = Progress(fraction=bounded, message=cut(message, 1_024))
    attempt_of_handler.get().progress = told


def cut(text: str, size: int) -> str:
    """Keeps so many bytes of UTF-8, which is what a field may have."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
