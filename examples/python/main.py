"""A worker: `PYTHONPATH=gen .venv/bin/python main.py`."""

import asyncio
import json
import logging
import os
import signal
import sys

import grpc
from attempt import PermanentError, progress
from millrace.v1.job_pb2 import Job
from millrace.v1.worker_service_pb2_grpc import WorkerServiceStub
from worker import Worker

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
log = logging.getLogger("report")


async def report(job: Job) -> bytes:
    """Writes the pages of a report."""
    try:
        order = json.loads(job.payload)
    except ValueError as error:
        raise PermanentError(f"the payload is no report: {error}") from error
    words_on_page = order["words"] // order["pages"]
    try:
        for page in range(order["pages"]):
            log.info("%s: page %d", order["title"], page + 1)
            progress(page / order["pages"], f"page {page + 1}")
            await asyncio.sleep(words_on_page / 1000)
    except asyncio.CancelledError as reason:
        log.info("%s: stops, because of: %s", order["title"], reason)
        raise
    return json.dumps({"title": order["title"], "pages": order["pages"]}).encode()


async def nothing(job: Job) -> None:
    pass


async def main() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    address = os.environ.get("MILLRACE_URL", "http://localhost:8080").removeprefix("http://")
    async with grpc.aio.insecure_channel(
        address, options=[("grpc.max_receive_message_length", -1)]
    ) as channel:
        worker = Worker(
            WorkerServiceStub(channel),
            {"report": report, "nothing": nothing},
            max_jobs=int(os.environ.get("MAX_JOBS", "100")),
            lease_seconds=float(os.environ.get("LEASE", "30s").removesuffix("s")),
        )
        log.info("%s waits for jobs", worker.id)
        await worker.run(stop)
    log.info("all jobs are settled")


asyncio.run(main())
