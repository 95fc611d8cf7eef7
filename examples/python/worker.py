"""Leases jobs, runs a handler for each, and settles them in batches."""

import asyncio
import contextlib
import logging
import os
import socket
import time
from datetime import timedelta

import grpc
from attempt import LEASE_LOST, SHUTDOWN, Attempt, Handler
from google.rpc import code_pb2 as code
from millrace.v1 import worker_service_pb2 as pb
from millrace.v1.item_error_pb2 import ItemError
from millrace.v1.worker_service_pb2_grpc import WorkerServiceStub

log = logging.getLogger("worker")

WAIT_SECONDS = 20
UNANSWERED = ItemError(code=code.UNAVAILABLE)


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
        self.stub, self.handlers, self.max_jobs = stub, handlers, max_jobs
        self.lease_seconds, self.lease = lease_seconds, timedelta(seconds=lease_seconds)
        self.grace_seconds = grace_seconds
        self.id = f"{socket.gethostname()}-{os.getpid()}"
        self.running: set[Attempt] = set()  # Their leases are extended.
        self.taken = 0  # Leased and not settled.
        self.room = asyncio.Event()
        self.ended: asyncio.Queue[Attempt] = asyncio.Queue()  # To be settled.

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; then it lets handlers end, and settles what they did."""
        loops = [asyncio.create_task(each()) for each in (self._extend, self._settle, self._live)]
        leasing = asyncio.create_task(self._lease())
        await stop.wait()
        leasing.cancel()
        tasks = [attempt.task for attempt in self.running]
        if tasks:
            await asyncio.wait(tasks, timeout=self.grace_seconds)
        for attempt in list(self.running):
            attempt.stop(SHUTDOWN)
        await asyncio.gather(*tasks)
        await self.ended.join()
        for task in loops:
            task.cancel()
        await self._heartbeat(leaving=True)

    async def _lease(self) -> None:
        """Asks in one call for as many jobs as there is room for, and waits for the first."""
        while True:
            self.room.clear()
            if self.taken == self.max_jobs:
                await self.room.wait()
            request = pb.LeaseRequest(
                worker_id=self.id,
                types=sorted(self.handlers),
                max_jobs=self.max_jobs - self.taken,
                lease=self.lease,
                wait=timedelta(seconds=WAIT_SECONDS),
            )
            try:
                leases = (await self.stub.Lease(request, timeout=WAIT_SECONDS + 5)).leases
            except grpc.aio.AioRpcError as error:
                log.warning("cannot lease: %s", error.details())
                await asyncio.sleep(1)
                continue
            self.taken += len(leases)
            expires = time.monotonic() + self.lease_seconds
            for attempt in [Attempt(lease, expires) for lease in leases]:
                self.running.add(attempt)
                attempt.task = asyncio.create_task(self._attempt(attempt))

    async def _attempt(self, attempt: Attempt) -> None:
        await attempt.run(self.handlers[attempt.job.type])
        self.running.discard(attempt)
        if attempt.stop_reason == LEASE_LOST:
            log.warning("%s: the lease is lost", attempt.job.id)
            self._free(1)
        else:
            self.ended.put_nowait(attempt)

    def _free(self, count: int) -> None:
        self.taken -= count
        self.room.set()

    async def _extend(self) -> None:
        """Keeps leases, every third of their length, tells progress, and stops handlers."""
        while True:
            await asyncio.sleep(min(self.lease_seconds / 3, 1))
            began = time.monotonic()
            soon = began + self.lease_seconds * 2 / 3 + 1
            attempts = [
                each for each in self.running if each.progress is not None or each.expires < soon
            ]
            if not attempts:
                continue
            request = pb.ExtendRequest(worker_id=self.id, lease=self.lease)
            for attempt in attempts:
                request.items.add(
                    job_id=attempt.job.id, token=attempt.token, progress=attempt.progress
                )
                attempt.progress = None
            try:
                results = (await self.stub.Extend(request, timeout=self.lease_seconds / 3)).results
            except grpc.aio.AioRpcError as error:
                log.warning("cannot extend: %s", error.details())
                results = [pb.ExtendResult(error=UNANSWERED)] * len(attempts)
            for attempt, item, result in zip(attempts, request.items, results):
                attempt.extended(result, began + self.lease_seconds, item)

    async def _settle(self) -> None:
        """Sends what has ended since the last call, all together, until it is answered."""
        while True:
            batch = [await self.ended.get()]
            size = batch[0].outcome.ByteSize()
            # A message must not become too large for the server, whose limit is 4 MiB or more.
            while not self.ended.empty() and len(batch) < self.max_jobs and size < 2**20:
                batch.append(self.ended.get_nowait())
                size += batch[-1].outcome.ByteSize()
            left, wait_seconds = await self._send(batch, resend=False), 0.1
            while left:
                await asyncio.sleep(wait_seconds)
                wait_seconds = min(2 * wait_seconds, 5)
                left = await self._send(left, resend=True)
            self._free(len(batch))
            for _ in batch:
                self.ended.task_done()

    async def _send(self, batch: list[Attempt], resend: bool) -> list[Attempt]:
        """Settles a batch; returns what has to be sent again."""
        for attempt in batch:
            attempt.outcome.job_id, attempt.outcome.token = attempt.job.id, attempt.token
        request = pb.SettleRequest(items=[each.outcome for each in batch], resend=resend)
        try:
            results = (await self.stub.Settle(request, timeout=10)).results
            refusals = [each.error if each.HasField("error") else None for each in results]
        except grpc.aio.AioRpcError as error:
            log.warning("cannot settle: %s", error.details())
            refusals = [UNANSWERED] * len(batch)
        return [each for each, refusal in zip(batch, refusals) if not each.settled(refusal)]

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
