"""A producer: `enqueue.py Minutes 300 3` has a report of 300 words on 3 pages written."""

import json
import os
import sys
from datetime import timedelta

import grpc
from millrace.v1 import job_pb2
from millrace.v1 import job_service_pb2 as pb
from millrace.v1.job_service_pb2_grpc import JobServiceStub

title, words, pages = sys.argv[1:]
address = os.environ.get("MILLRACE_URL", "http://localhost:8080").removeprefix("http://")
with grpc.insecure_channel(address) as channel:
    jobs = JobServiceStub(channel)
    payload = json.dumps({"title": title, "words": int(words), "pages": int(pages)}).encode()
    job = jobs.Enqueue(pb.EnqueueRequest(type="report", payload=payload), timeout=10).job
    print("enqueued", job.id)
    while not job.HasField("finished_at"):
        # Answers when the job has finished, or after its wait.
        job = jobs.GetJob(pb.GetJobRequest(id=job.id, wait=timedelta(seconds=30)), timeout=35).job
if job.status != job_pb2.JOB_STATUS_COMPLETED:
    sys.exit(f"{job_pb2.JobStatus.Name(job.status)} {job.errors}")
print("completed", job.result.decode())
