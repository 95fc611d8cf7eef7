"""Leases jobs, runs a handler for each, and settles them in batches."""

import asyncio
import contextlib
import logging
import os
import socket
import time
import traceback
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import timedelta

import grpc
from google.rpc import code_pb2 as code
from millrace.v1 import job_pb2
from millrace.v1 import worker_service_pb2 as pb
from millrace.v1.worker_service_pb2_grpc import WorkerServiceStub

log = logging.getLogger("worker")

CANCELLED, LEASE_LOST, TIMEOUT, SHUTDOWN = "cancelled", "lease lost", "timeout", "shutdown"
WAIT_SECONDS = 20


class PermanentError(Exception):
    """Fails the job for good."""


class Attempt:
    def __init__(self, lease: pb.Lease, lease_seconds: float):
        self.job, self.token = lease.job, lease.token
        self.expires = time.monotonic() + lease_seconds
        self.task: asyncio.Task | None = None
        self.stop_reason: str | None = None
        self.outcome: pb.SettleItem | None = None
        self.progress: job_pb2.Progress | None = None  # What the server has not heard of.

    def stop(self, reason: str) -> None:
        """Raises CancelledError in the handler, with the reason as its argument."""
        if self.stop_reason is None and self.task is not None:
            self.stop_reason = reason
            self.task.cancel(reason)


Handler = Callable[[job_pb2.Job], Awaitable[bytes | None]]
attempt_of_handler: ContextVar[Attempt] = ContextVar("attempt")


def progress(fraction: float, message: str = "") -> None:
    """Tells how far a handler's job is, from 0 to 1: within a second, whatever it says last."""
    # What is no number must not have a call refused.
    bounded = min(max(0.0, fraction), 1.0)
    attempt_of_handler.get().progress = job_pb2.Progress(
        fraction=bounded, message=cut(message, 1_024)
    )


class Worker:
    """Runs up to max_jobs at once; one call leases or settles as many, up to 1,000."""

    def __init__(
        self,
        stub: WorkerServiceStub,
        handlers: dict[str, Handler],
        max_jobs: int,
        lease_seconds: float,
        grace_seconds: float = 25,
    ):
        self.stub, self.handlers, self.max_jobs, self.grace_seconds = (
            stub,
            handlers,
            max_jobs,
            grace_seconds,
        )
        self.id = f"{socket.gethostname()}-{os.getpid()}"
        self.lease_seconds, self.lease = lease_seconds, timedelta(seconds=lease_seconds)
        self.running: set[Attempt] = set()  # Their leases are extended.
        self.taken = 0  # Leased and not settled.
        self.room = asyncio.Event()
        self.outcomes: asyncio.Queue[Attempt] = asyncio.Queue()

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; then it lets handlers end, and settles what they did."""
        background = [
            asyncio.create_task(each) for each in (self._extend(), self._settle(), self._live())
        ]
        leasing = asyncio.create_task(self._lease())
        await stop.wait()
        leasing.cancel()
        tasks = [attempt.task for attempt in self.running]
        if tasks:
            await asyncio.wait(tasks, timeout=self.grace_seconds)
        for attempt in list(self.running):
            attempt.stop(SHUTDOWN)
        await asyncio.gather(*tasks)
        await self.outcomes.join()
        for task in background:
            task.cancel()
        await self._heartbeat(leaving=True)

    async def _lease(self) -> None:
        """Asks in one call for as many jobs as there is room for, and waits for the first."""
        while True:
            if self.taken == self.max_jobs:
                self.room.clear()
                await self.room.wait()
            request = pb.LeaseRequest(
                worker_id=self.id,
                types=sorted(self.handlers),
                max_jobs=self.max_jobs - self.taken,
                lease=self.lease,
                wait=timedelta(seconds=WAIT_SECONDS),
            )
            try:
                response = await self.stub.Lease(request, timeout=WAIT_SECONDS + 5)
            except grpc.aio.AioRpcError as error:
                log.warning("cannot lease: %s", error.details())
                await asyncio.sleep(1)
                continue
            for lease in response.leases:
                attempt = Attempt(lease, self.lease_seconds)
                self.taken += 1
                self.running.add(attempt)
                attempt.task = asyncio.create_task(self._attempt(attempt))

    async def _attempt(self, attempt: Attempt) -> None:
        job = attempt.job
        limit = (
            asyncio.get_running_loop().call_later(
                job.timeout.ToTimedelta().total_seconds(), attempt.stop, TIMEOUT
            )
            if job.HasField("timeout")
            else None
        )
        attempt_of_handler.set(attempt)
        try:
            result = await self.handlers[job.type](job)
            attempt.outcome = pb.SettleItem(completed=pb.Completed(result=result))
        except asyncio.CancelledError as error:
            if attempt.stop_reason == SHUTDOWN:
                attempt.outcome = pb.SettleItem(released=pb.Released(started=True))
            else:
                attempt.outcome = failed(attempt.stop_reason or str(error), traceback.format_exc())
        except Exception as error:
            attempt.outcome = failed(
                f"{type(error).__name__}: {error}",
                traceback.format_exc(),
                isinstance(error, PermanentError),
            )
        finally:
            if limit is not None:
                limit.cancel()
            self.running.discard(attempt)
        if attempt.stop_reason == LEASE_LOST:
            log.warning("%s: the lease is lost", job.id)
            self._settled(1)
        else:
            self.outcomes.put_nowait(attempt)

    async def _extend(self) -> None:
        """Keeps leases, every third of their length, tells progress every second, and stops handlers that should end."""
        interval = min(self.lease_seconds / 3, 1)
        while True:
            await asyncio.sleep(interval)
            third_over = time.monotonic() + self.lease_seconds * 2 / 3 + interval
            attempts = [
                attempt
                for attempt in self.running
                if attempt.progress is not None or attempt.expires <= third_over
            ]
            if not attempts:
                continue
            items = []
            for attempt in attempts:
                item = pb.ExtendItem(
                    job_id=attempt.job.id, token=attempt.token, progress=attempt.progress
                )
                items.append(item)
                attempt.progress = None
            began = time.monotonic()
            try:
                request = pb.ExtendRequest(worker_id=self.id, items=items, lease=self.lease)
                results = (await self.stub.Extend(request, timeout=self.lease_seconds / 3)).results
            except grpc.aio.AioRpcError as error:
                log.warning("cannot extend: %s", error.details())
                results = [pb.ExtendResult(error={"code": code.UNAVAILABLE})] * len(attempts)
            for attempt, item, result in zip(attempts, items, results):
                if not result.HasField("error"):
                    attempt.expires = began + self.lease_seconds
                    if result.cancel_requested:
                        attempt.stop(CANCELLED)
                elif result.error.code == code.ABORTED or time.monotonic() > attempt.expires:
                    attempt.stop(LEASE_LOST)
                elif attempt.progress is None and item.HasField("progress"):
                    attempt.progress = item.progress

    async def _live(self) -> None:
        """Has the worker in the list of workers."""
        while True:
            await self._heartbeat()
            await asyncio.sleep(10)

    async def _heartbeat(self, leaving: bool = False) -> None:
        beat = pb.HeartbeatRequest(
            worker_id=self.id,
            types=sorted(self.handlers),
            host=socket.gethostname(),
            concurrency=self.max_jobs,
            running=len(self.running),
            leaving=leaving,
        )
        # Nothing but the list depends on it: what fails is not sent again.
        with contextlib.suppress(grpc.aio.AioRpcError):
            await self.stub.Heartbeat(beat, timeout=5)

    async def _settle(self) -> None:
        """Sends what has ended since the last call, all together."""
        while True:
            batch = [await self.outcomes.get()]
            size = batch[0].outcome.ByteSize()
            # A message must not become too large for the server, whose limit is 4 MiB or more.
            while not self.outcomes.empty() and len(batch) < self.max_jobs and size < 2**20:
                batch.append(self.outcomes.get_nowait())
                size += batch[-1].outcome.ByteSize()
            left, wait_seconds = await self._send(batch, resend=False), 0.1
            while left:
                await asyncio.sleep(wait_seconds)
                wait_seconds = min(2 * wait_seconds, 5)
                left = await self._send(left, resend=True)
            self._settled(len(batch))
            for _ in batch:
                self.outcomes.task_done()

    async def _send(self, batch: list[Attempt], resend: bool) -> list[Attempt]:
        """Settles a batch; returns what has to be sent again."""
        for attempt in batch:
            attempt.outcome.job_id, attempt.outcome.token = attempt.job.id, attempt.token
        try:
            request = pb.SettleRequest(items=[attempt.outcome for attempt in batch], resend=resend)
            results = (await self.stub.Settle(request, timeout=10)).results
        except grpc.aio.AioRpcError as error:
            log.warning("cannot settle: %s", error.details())
            results = [pb.SettleResult(error={"code": code.UNAVAILABLE})] * len(batch)
        again = []
        for attempt, result in zip(batch, results):
            if not result.HasField("error"):
                continue
            if result.error.code in (code.ABORTED, code.DATA_LOSS):
                log.warning("%s is not settled: %s", attempt.job.id, result.error.message)
                continue
            if result.error.code in (code.INVALID_ARGUMENT, code.RESOURCE_EXHAUSTED):
                attempt.outcome = failed(result.error.message, permanent=True)
            if time.monotonic() < attempt.expires:
                again.append(attempt)
        return again

    def _settled(self, count: int) -> None:
        self.taken -= count
        self.room.set()


def failed(message: str, details: str = "", permanent: bool = False) -> pb.SettleItem:
    return pb.SettleItem(
        failed=pb.Failed(
            message=cut(message, 8_192), details=cut(details, 32_768), permanent=permanent
        )
    )


def cut(text: str, size: int) -> str:
    """Keeps so many bytes of UTF-8, which is what a field may have."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
