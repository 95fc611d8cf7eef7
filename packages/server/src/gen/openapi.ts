// Generated from the protos by `pnpm generate`.

/** The OpenAPI document of REST, as JSON. */
export const OPENAPI_JSON = `{"openapi":"3.1.0","info":{"title":"Millrace","version":"v1","summary":"A distributed job queue.","description":"The REST of a Millrace server. Its JSON is that of protobuf: names in lowerCamelCase (both spellings are taken), 64-bit numbers as strings, times as \`2030-01-31T09:00:00Z\`, durations as \`3.5s\`, enums by their names, whose prefix a request may leave out.\\n\\nA type or an id with a colon may be written as it is, or with \`%3A\`; what follows the last colon is a verb only where the path has that verb.\\n\\nErrors are problems of RFC 9457, with the fields at fault.","license":{"name":"MIT","identifier":"MIT"}},"servers":[{"url":"/","description":"This server."}],"tags":[{"name":"ErrorService","description":"The errors of jobs, grouped by what they have in common.\\n\\nErrors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), UNAVAILABLE (the store is down; try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it)."},{"name":"GroupService","description":"Groups: jobs that belong together, and the jobs that are run as they end. A job joins a group by EnqueueRequest.group_id, or is created with it. What a handler enqueues with the completion of a job is not of its group.\\n\\nErrors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), RESOURCE_EXHAUSTED, FAILED_PRECONDITION (a type of the jobs is draining), NOT_FOUND, UNAVAILABLE (the store is down; try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it)."},{"name":"JobService","description":"Enqueue jobs, follow them, and step in.\\n\\nErrors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, RESOURCE_EXHAUSTED (names the limit), UNAVAILABLE (the store is down; try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it)."},{"name":"OperationService","description":"Operations do to many jobs what an operator could do to each. They are carried out in rounds of at most 1,000 jobs, by the server or worker that maintains the store, while the queues work on; after a crash another one goes on where it was. An operation means the jobs that matched its filter when it was started: jobs that are made after that, or finish after it, are left alone.\\n\\nErrors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), FAILED_PRECONDITION (there are not about as many jobs as expected), RESOURCE_EXHAUSTED (20 operations of the store are open), NOT_FOUND, UNAVAILABLE (the store is down; try again: an operation whose start was not answered may have been started, which ListOperations tells), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it)."},{"name":"QueueService","description":"Queues, one for each type that has jobs or for which something is set: at a glance, and what operators set for them. What a look costs the store depends on the number of queues that it tells of, not on that of their jobs.\\n\\nErrors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), UNAVAILABLE (the store is down, or a part of it: the message says which parts have changed; try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it)."},{"name":"ScheduleService","description":"Makes jobs again and again: by cron patterns and intervals, in any time zone, with each time once also where clocks change. A firing is one step of the store: whatever servers and workers there are, and whatever becomes of them, each time makes one job.\\n\\nErrors: INVALID_ARGUMENT and RESOURCE_EXHAUSTED (with google.rpc.BadRequest details that name the fields), NOT_FOUND, FAILED_PRECONDITION, UNAVAILABLE (the store is down: try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it)."},{"name":"ServerService","description":"About the server itself."},{"name":"WatchService","description":"Shows what goes on, to pages and programs that stay open. However many look, a server asks its store once for each topic, and not at all when nobody looks.\\n\\nErrors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), RESOURCE_EXHAUSTED (too many topics are watched on the server, or too many streams are open on the connection), UNAVAILABLE (the server shuts down: connect again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it)."},{"name":"WorkerService","description":"The worker's half: lease jobs, keep the leases, settle them.\\n\\nWhat a worker does:\\n\\n1. It names itself by a \`worker_id\` that no other one has, such as its host and process id. 2. It calls Lease with a \`wait\`, a deadline that is a few seconds longer than that, and \`max_jobs\` for as many as it has room for: one call for many jobs costs little more than one for one, and a worker that leases and settles one job a call has a thirtieth of the speed. 3. It runs its handler for each job, and calls Extend for all its leases together at about a third of their length. When \`cancel_requested\` comes back it tells the handler to stop, and settles; for an error with the code ABORTED, the lease is lost: it stops the handler and does not settle. 4. It keeps \`Job.timeout\`: the server does not. When an attempt has taken that long, the worker stops the handler and settles it as failed, whether or not the handler heeds that. 5. It calls Settle when a handler is done, for all that are done by then in one call: at most 1,000, and no more bytes than a message may have, 4 MiB unless the server is configured otherwise. A slot is free for the next Lease when that is answered, so that slots become free together. While the call is not answered (UNAVAILABLE, DEADLINE_EXCEEDED, a broken connection, an answer of a proxy), it repeats it with \`resend\` set, and with growing waits, until the lease has ended. 6. For an item whose error has the code INVALID_ARGUMENT or RESOURCE_EXHAUSTED it settles again with what is allowed, such as a failure that says so: the lease goes on. For ABORTED (the lease is lost) and DATA_LOSS (the stored job cannot be read) it gives up. Any other code is no answer: it settles that item again, as in 5. 7. When it shuts down, it settles as released what it has not run, and lets the rest end. 8. It may call Heartbeat every ten seconds, so that people see it in the list of workers.\\n\\nErrors of calls: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), RESOURCE_EXHAUSTED (the message is too large, or the server too busy: names the limit), UNAVAILABLE (the store or the server is away: try again, with growing waits), FAILED_PRECONDITION (an operator has to put the store right), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it), INTERNAL. What refuses one item is in its result, not an error of the call."},{"name":"WorkflowService","description":"Workflows: jobs as steps, and what each of them waits for. A run keeps the version of its workflow that it began with. What is JSON stands in fields of bytes: definitions, inputs, results, payloads of signals.\\n\\nErrors: INVALID_ARGUMENT and RESOURCE_EXHAUSTED (with google.rpc.BadRequest details that name the fields), NOT_FOUND, FAILED_PRECONDITION (the run is not where this can be done), UNAVAILABLE (the store is down: try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it)."}],"paths":{"/v1/errors":{"get":{"operationId":"ListErrorGroups","tags":["ErrorService"],"summary":"Group the latest errors of jobs that have failed or are to be tried again","description":"Group the latest errors of jobs that have failed or are to be tried again: by type, message and the top of the stack. A call looks at a bounded number of jobs, the latest of each type and status, and says at how many of how many. \`error_group\` of a filter means the jobs of a group: to list them, or to retry, cancel or delete them.","parameters":[{"name":"type","in":"query","description":"Default: every type, of each of which the latest jobs are looked at.","schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"name":"statuses","in":"query","description":"JOB_STATUS_FAILED and JOB_STATUS_RETRYING can be given. Default: both.","schema":{"type":"array","items":{"$ref":"#/components/schemas/JobStatus"},"maxItems":16}},{"name":"lookAt","in":"query","description":"How many jobs are looked at, 1 to 10,000. Default: 1,000.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":10000}},{"name":"pageToken","in":"query","description":"The \`next_page_token\` of the page before. Default: the start.","schema":{"type":"string"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListErrorGroupsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/groups":{"post":{"operationId":"CreateGroup","tags":["GroupService"],"summary":"Create a group with its callbacks, and maybe its jobs, in one step","description":"Create a group with its callbacks, and maybe its jobs, in one step: all of it or nothing.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/CreateGroupRequest"},"example":{"jobs":[{"type":"email","payloadJson":{"to":"ada@example.com"}}],"sealed":true,"onFinished":{"type":"report","payloadJson":{"batch":7}}}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/CreateGroupResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/groups/{id}":{"get":{"operationId":"GetGroup","tags":["GroupService"],"summary":"Look at a group","description":"Look at a group.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetGroupResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/groups/{id}:seal":{"post":{"operationId":"SealGroup","tags":["GroupService"],"summary":"Let no more jobs join a group","description":"Let no more jobs join a group: it ends with the last one of those that have.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SealGroupResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/groups/{id}/jobs":{"get":{"operationId":"ListGroupJobs","tags":["GroupService"],"summary":"List the jobs of a group, the earliest first, by JOB_VIEW_BASIC","description":"List the jobs of a group, the earliest first, by JOB_VIEW_BASIC. Those that are kept no more are left out.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"pageSize","in":"query","description":"1 to 1,000. Default: 50.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":1000}},{"name":"pageToken","in":"query","description":"From the page before. Default: none, the first page.","schema":{"type":"string"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListGroupJobsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/groups/{id}:cancel":{"post":{"operationId":"CancelGroup","tags":["GroupService"],"summary":"Seal a group and cancel those of its jobs that have not finished, one after the other, each as CancelJob does it","description":"Seal a group and cancel those of its jobs that have not finished, one after the other, each as CancelJob does it.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"reason":{"type":"string","maxLength":1024,"description":"Kept with each job and handed to handlers, at most 1,024 bytes. Default: none."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/CancelGroupResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/groups/{id}:retry":{"post":{"operationId":"RetryGroup","tags":["GroupService"],"summary":"Run the jobs of a group again that have failed, one after the other, each as RetryJob does it","description":"Run the jobs of a group again that have failed, one after the other, each as RetryJob does it. Its callbacks stay as they are.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/RetryGroupResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs":{"post":{"operationId":"Enqueue","tags":["JobService"],"summary":"Enqueue a job","description":"Enqueue a job.\\n\\nALREADY_EXISTS when the idempotency key belongs to a job of another request, or when another job holds the unique key and the request is to be rejected then; NOT_FOUND when a job of \`after\` does not exist; nothing is written.","parameters":[{"$ref":"#/components/parameters/IdempotencyKey"},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EnqueueRequest"},"example":{"type":"email","payloadJson":{"to":"ada@example.com","template":"welcome"},"delay":"10s","priority":10}}}},"responses":{"200":{"description":"The idempotency key, or the unique key, led to a job that was there before.","headers":{"Location":{"description":"Where the job is.","schema":{"type":"string"}},"Idempotent-Replayed":{"description":"\`true\`: nothing was made.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EnqueueResponse"}}}},"201":{"description":"The job.","headers":{"Location":{"description":"Where the job is.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EnqueueResponse"}}}},"422":{"$ref":"#/components/responses/KeyTaken"},"default":{"$ref":"#/components/responses/Problem"}}},"get":{"operationId":"ListJobs","tags":["JobService"],"summary":"List jobs, type by type and status by status, in the order of their enum","description":"List jobs, type by type and status by status, in the order of their enum. Within a status, scheduled and retrying jobs are ordered by when they are due, pending ones by the order in which they will be leased, running ones by when their lease ends, blocked ones by when they were enqueued, finished ones by when they expire. A job that changes its status while the pages are read can be listed twice, or not at all.","parameters":[{"name":"type","in":"query","description":"Default: every type.","schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"name":"statuses","in":"query","description":"Default: every status.","schema":{"type":"array","items":{"$ref":"#/components/schemas/JobStatus"},"maxItems":16}},{"name":"metadata","in":"query","description":"Entries that a job's metadata must have. As \`metadata[key]=value\`.","style":"deepObject","explode":true,"schema":{"type":"object","additionalProperties":{"type":"string"},"maxProperties":64}},{"name":"createdAfter","in":"query","description":"Only jobs created at this time or later.","schema":{"type":"string","format":"date-time"}},{"name":"createdBefore","in":"query","description":"Only jobs created before this time.","schema":{"type":"string","format":"date-time"}},{"name":"pageSize","in":"query","description":"The most jobs a page has, 1 to 1,000. Default: 100.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":1000}},{"name":"pageToken","in":"query","description":"The \`next_page_token\` of the page before. Default: the start.","schema":{"type":"string"}},{"name":"view","in":"query","description":"Default: JOB_VIEW_BASIC, so that a page stays small however large its jobs are.","schema":{"$ref":"#/components/schemas/JobView"}},{"name":"errorContains","in":"query","description":"Only jobs that have had an error whose message has this text, in letters of either case: at most 256 bytes. Default: none.","schema":{"type":"string","maxLength":256}},{"name":"workerId","in":"query","description":"Only jobs whose latest attempt was of this worker. Default: of any, or of none.","schema":{"type":"string","maxLength":256}},{"name":"idPrefix","in":"query","description":"Only jobs whose ids begin so: at most 64 bytes. Default: any.","schema":{"type":"string","maxLength":64}},{"name":"attemptMin","in":"query","description":"Only jobs at this attempt or a later one, 1 to 1,000. Default: any.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":1000}},{"name":"reversed","in":"query","description":"Whether the jobs of each status come the last one first: of those that have failed, the one that expires last, which is the latest unless jobs differ in their retention. Default: false.","schema":{"type":"boolean"}},{"name":"errorGroup","in":"query","description":"Only jobs whose latest error is of this group, by its id: see ListErrorGroups. Default: any.","schema":{"type":"string","maxLength":22}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"A page of jobs.","headers":{"Link":{"description":"\`<path>; rel=\\"next\\"\` leads to the next page; absent on the last one.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListJobsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs:batch":{"post":{"operationId":"EnqueueBatch","tags":["JobService"],"summary":"Enqueue many jobs, each by itself","description":"Enqueue many jobs, each by itself: one that is refused does not stop the others.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EnqueueBatchRequest"},"example":{"requests":[{"type":"email","payloadJson":{"to":"ada@example.com"}},{"type":"email","payloadJson":{"to":"grace@example.com"},"maxAttempts":10}]}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/EnqueueBatchResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{id}":{"get":{"operationId":"GetJob","tags":["JobService"],"summary":"Read a job, at once or when it has finished","description":"Read a job, at once or when it has finished.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"view","in":"query","description":"Default: JOB_VIEW_FULL.","schema":{"$ref":"#/components/schemas/JobView"}},{"name":"wait","in":"query","description":"How long to wait for the job to reach a final status, at most 1m, and less when the deadline of the call is nearer; it is answered as it is when the time is over. Default: 0s, do not wait.","schema":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"]}},{"$ref":"#/components/parameters/IfNoneMatch"},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"The job.","headers":{"ETag":{"description":"The job's sequence number, which grows with each change; \`-gzip\` behind it where the answer is compressed.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetJobResponse"}}}},"304":{"description":"The job is as the caller has it."},"default":{"$ref":"#/components/responses/Problem"}}},"patch":{"operationId":"UpdateJob","tags":["JobService"],"summary":"Change a job that waits","description":"Change a job that waits: what the request gives, and nothing else, in one step. A job that is due later than before, or by now, changes its status as well. It keeps its place in the queue unless its priority changes. What an idempotency key compares stays the request that has made the job.\\n\\nFAILED_PRECONDITION when it is running or has finished, or is not at \`if_sequence\`.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/IfMatch"},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"runAt":{"type":"string","format":"date-time","description":"At this time, by the store's clock; a time that has passed means at once. At the latest 2200-01-01T00:00:00Z."},"delay":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"After this time, at most 3,653 days, from now on."},"priority":{"type":"integer","format":"int32","minimum":0,"maximum":100,"description":"0 to 100, higher first. Default: as before."},"payload":{"type":"string","contentEncoding":"base64","description":"The new payload, within the limit of an enqueue. Default: as before, with its content type. In base64."},"payloadJson":{"description":"What \`payload\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"contentType":{"type":"string","pattern":"^[a-zA-Z0-9!#$&^_.+-]+/[a-zA-Z0-9!#$&^_.+-]+( *;[ -~]*)?$","maxLength":256,"description":"What the new payload is, as a media type of at most 256 bytes; only with a payload. Default: \\"application/json\\"."},"metadata":{"type":"object","description":"All labels that the job is to have: at most 64 entries and 8 KiB unless configured otherwise. Default, also for an empty map: as before.","additionalProperties":{"type":"string"}},"clearMetadata":{"type":"boolean","description":"Take all labels away, which an empty map cannot say. Excludes \`metadata\`. Default: false."},"ifSequence":{"type":"string","format":"int64","description":"Change it only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. Default: whatever it is."}},"additionalProperties":false},"example":{"runAt":"2030-01-31T09:00:00Z","priority":50}}}},"responses":{"200":{"description":"The job as it is now.","headers":{"ETag":{"description":"The job's sequence number, which grows with each change; \`-gzip\` behind it where the answer is compressed.","schema":{"type":"string"}},"Content-Location":{"description":"Where the job is.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/UpdateJobResponse"}}}},"412":{"$ref":"#/components/responses/Changed"},"default":{"$ref":"#/components/responses/Problem"}}},"delete":{"operationId":"DeleteJob","tags":["JobService"],"summary":"Forget a job, its idempotency key and its hold on its unique key","description":"Forget a job, its idempotency key and its hold on its unique key.\\n\\nFAILED_PRECONDITION while it is running: cancel it first. The same when it is not at \`if_sequence\`.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"ifSequence","in":"query","description":"Forget it only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. Default: whatever it is.","schema":{"type":"string","format":"int64"}},{"$ref":"#/components/parameters/IfMatch"},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"204":{"description":"The job is forgotten."},"412":{"$ref":"#/components/responses/Changed"},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{id}:explain":{"get":{"operationId":"ExplainJob","tags":["JobService"],"summary":"Tell why a job does not run","description":"Tell why a job does not run: every reason there is, and when it may start.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ExplainJobResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{id}:cancel":{"post":{"operationId":"CancelJob","tags":["JobService"],"summary":"Cancel a job","description":"Cancel a job: at once, or, when it is running, by a request that reaches its handler within a heartbeat. A job that is cancelled already is returned as it is.\\n\\nFAILED_PRECONDITION when it has completed or failed, or is not at \`if_sequence\`.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/IfMatch"},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"reason":{"type":"string","maxLength":1024,"description":"Kept with the job and handed to the handler, at most 1,024 bytes."},"ifSequence":{"type":"string","format":"int64","description":"Cancel it only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. A call that is repeated finds the sequence moved on by the first one. Default: whatever it is."}},"additionalProperties":false},"example":{"reason":"the order was withdrawn"}}}},"responses":{"200":{"description":"The job as it is now.","headers":{"ETag":{"description":"The job's sequence number, which grows with each change; \`-gzip\` behind it where the answer is compressed.","schema":{"type":"string"}},"Content-Location":{"description":"Where the job is.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/CancelJobResponse"}}}},"412":{"$ref":"#/components/responses/Changed"},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{id}:retry":{"post":{"operationId":"RetryJob","tags":["JobService"],"summary":"Run a finished job again, at once and with all its attempts","description":"Run a finished job again, at once and with all its attempts. One with a unique key takes the key again.\\n\\nFAILED_PRECONDITION when it has not finished, is not at \`if_sequence\`, or another job holds its unique key.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/IfMatch"},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"ifSequence":{"type":"string","format":"int64","description":"Run it again only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. Default: whatever it is."}},"additionalProperties":false}}}},"responses":{"200":{"description":"The job as it is now.","headers":{"ETag":{"description":"The job's sequence number, which grows with each change; \`-gzip\` behind it where the answer is compressed.","schema":{"type":"string"}},"Content-Location":{"description":"Where the job is.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/RetryJobResponse"}}}},"412":{"$ref":"#/components/responses/Changed"},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{id}/events":{"get":{"operationId":"WatchJob","tags":["JobService"],"summary":"Stream the job as it stands, then after each change, until it reaches a final status, is deleted or expires","description":"Stream the job as it stands, then after each change, until it reaches a final status, is deleted or expires. Changes in quick succession may come as one event; the latest always comes.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"afterSequence","in":"query","description":"Leave out changes up to this sequence number: the last one seen, to go on after a broken stream.","schema":{"type":"string","format":"int64"}},{"name":"view","in":"query","description":"Default: JOB_VIEW_FULL.","schema":{"$ref":"#/components/schemas/JobView"}},{"$ref":"#/components/parameters/LastEventId"},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"The job as it stands, then after each change: events \`job\`, whose id is the job's sequence number, until it has finished.","content":{"text/event-stream":{"schema":{"type":"string"}},"application/x-ndjson":{"schema":{"$ref":"#/components/schemas/WatchJobResponse"}}}},"204":{"description":"The job has finished, and the caller knows how."},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs:retry":{"post":{"operationId":"RetryJobs","tags":["OperationService"],"summary":"Run finished jobs again, each as RetryJob does it","description":"Run finished jobs again, each as RetryJob does it: those that have failed, unless the filter names other statuses.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/RetryJobsRequest"},"example":{"filter":{"type":"email","errorContains":"timeout"},"dryRun":true}}}},"responses":{"202":{"description":"The operation, which goes on, unless it has only counted.","headers":{"Location":{"description":"Where the operation is.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/RetryJobsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs:cancel":{"post":{"operationId":"CancelJobs","tags":["OperationService"],"summary":"Cancel jobs, each as CancelJob does it","description":"Cancel jobs, each as CancelJob does it: all that have not finished, unless the filter names statuses.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/CancelJobsRequest"},"example":{"filter":{"type":"email","metadata":{"batch":"7"}},"reason":"the wrong batch"}}}},"responses":{"202":{"description":"The operation, which goes on, unless it has only counted.","headers":{"Location":{"description":"Where the operation is.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/CancelJobsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs:delete":{"post":{"operationId":"DeleteJobs","tags":["OperationService"],"summary":"Forget jobs, each as DeleteJob does it","description":"Forget jobs, each as DeleteJob does it. The filter must name their statuses.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/DeleteJobsRequest"},"example":{"filter":{"type":"email","statuses":["JOB_STATUS_FAILED"]},"dryRun":true}}}},"responses":{"202":{"description":"The operation, which goes on, unless it has only counted.","headers":{"Location":{"description":"Where the operation is.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/DeleteJobsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}:purge":{"post":{"operationId":"PurgeQueue","tags":["OperationService"],"summary":"Forget the jobs of a queue, all but those that run, or those in some statuses","description":"Forget the jobs of a queue, all but those that run, or those in some statuses. It is as DeleteJobs with that filter.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"dryRun":{"type":"boolean","description":"As RetryJobsRequest has it."},"expectCount":{"type":"integer","format":"int32","description":"As RetryJobsRequest has it."},"statuses":{"type":"array","description":"All but JOB_STATUS_RUNNING can be given. Default: all of these.","items":{"$ref":"#/components/schemas/JobStatus"},"maxItems":16},"maxPerSecond":{"type":"integer","format":"int32","description":"As RetryJobsRequest has it."}},"additionalProperties":false},"example":{"statuses":["JOB_STATUS_SCHEDULED","JOB_STATUS_PENDING"],"maxPerSecond":5000}}}},"responses":{"202":{"description":"The operation, which goes on, unless it has only counted.","headers":{"Location":{"description":"Where the operation is.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/PurgeQueueResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/operations/{id}":{"get":{"operationId":"GetOperation","tags":["OperationService"],"summary":"Read an operation","description":"Read an operation. One that has ended is kept for 7 days, as long as it is among the last 1,000.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetOperationResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/operations":{"get":{"operationId":"ListOperations","tags":["OperationService"],"summary":"List operations, the latest first","description":"List operations, the latest first.","parameters":[{"name":"pageSize","in":"query","description":"The most operations a page has, 1 to 100. Default: 100.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":100}},{"name":"pageToken","in":"query","description":"The \`next_page_token\` of the page before. Default: the start.","schema":{"type":"string"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"A page of operations.","headers":{"Link":{"description":"\`<path>; rel=\\"next\\"\` leads to the next page; absent on the last one.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListOperationsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/operations/{id}:stop":{"post":{"operationId":"StopOperation","tags":["OperationService"],"summary":"Stop an operation","description":"Stop an operation: at once, or after its round under way. What it has done stays done. One that has ended is returned as it is.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/StopOperationResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues":{"get":{"operationId":"ListQueues","tags":["QueueService"],"summary":"List the queues that have jobs or settings, by name","description":"List the queues that have jobs or settings, by name.","parameters":[{"name":"pageSize","in":"query","description":"The most queues a page has, 1 to 100. Default: 100.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":100}},{"name":"pageToken","in":"query","description":"The \`next_page_token\` of the page before. Default: the start.","schema":{"type":"string"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListQueuesResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}":{"get":{"operationId":"GetQueue","tags":["QueueService"],"summary":"Look at the queue of a type","description":"Look at the queue of a type. A type without jobs has an empty one, whether or not it ever had any.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetQueueResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/stats":{"get":{"operationId":"GetStats","tags":["QueueService"],"summary":"Tell what has happened minute by minute","description":"Tell what has happened minute by minute: of a type, or of all types together.","parameters":[{"name":"type","in":"query","description":"Default: all types together.","schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"name":"minutes","in":"query","description":"How many minutes back, 1 to 1,440, the present one included. Default: 60.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":1440}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetStatsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}:pause":{"post":{"operationId":"PauseQueue","tags":["QueueService"],"summary":"Lease no job of the queue from now on, until it is resumed or \`until\` has come","description":"Lease no job of the queue from now on, until it is resumed or \`until\` has come. Once this is answered, none is leased, also by a worker that waits for one. All else goes on: what runs is extended and settled, jobs are enqueued and come due. A queue that is paused is paused anew, on these terms.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"reason":{"type":"string","maxLength":1024,"description":"For people. Default: none."},"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."},"until":{"type":"string","format":"date-time","description":"When it ends by itself, by the store's clock; a time that has passed ends it at once. Default: when somebody ends it."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PauseQueueResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}:resume":{"post":{"operationId":"ResumeQueue","tags":["QueueService"],"summary":"End the pause, the drain and the throttle of the queue","description":"End the pause, the drain and the throttle of the queue. Workers that wait for its jobs look at once.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ResumeQueueResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}:drain":{"post":{"operationId":"DrainQueue","tags":["QueueService"],"summary":"Take no new job of the queue from now on, until it is resumed or \`until\` has come, and work off those that are there","description":"Take no new job of the queue from now on, until it is resumed or \`until\` has come, and work off those that are there. An enqueue is refused with FAILED_PRECONDITION, unless its idempotency key leads to a job that is there. A job that is there can be retried by hand.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"reason":{"type":"string","maxLength":1024,"description":"For people. Default: none."},"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."},"until":{"type":"string","format":"date-time","description":"When it ends by itself, by the store's clock; a time that has passed ends it at once. Default: when somebody ends it."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/DrainQueueResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}:limit":{"post":{"operationId":"SetQueueLimits","tags":["QueueService"],"summary":"Set the limits of the queue, from its next lease on, in place of those that it had","description":"Set the limits of the queue, from its next lease on, in place of those that it had. A lower limit stops nobody: nothing is leased until fewer jobs run. A higher one, or none any more, acts at once. A rate that takes the place of another one goes on with what that has counted.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"limits":{"$ref":"#/components/schemas/QueueLimits","description":"All of them: one that is not given here is ended. Default: no limits."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SetQueueLimitsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}:limitKey":{"post":{"operationId":"SetKeyLimits","tags":["QueueService"],"summary":"Set what holds for one concurrency key of the queue, from its next lease on, in place of what was set for it","description":"Set what holds for one concurrency key of the queue, from its next lease on, in place of what was set for it. It holds whether or not the key has jobs, until it is ended.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","properties":{"key":{"type":"string","minLength":1,"maxLength":256},"limits":{"$ref":"#/components/schemas/KeyLimits","description":"All of them: one that is not given here is ended. Default: none."}},"required":["key"],"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SetKeyLimitsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}:resumeKey":{"post":{"operationId":"ResumeKey","tags":["QueueService"],"summary":"Have the jobs of a concurrency key go on, also while one that has failed keeps its turn (see KeyOnFailure), be it that it waits for its retry","description":"Have the jobs of a concurrency key go on, also while one that has failed keeps its turn (see KeyOnFailure), be it that it waits for its retry. A job that has failed for good stays as it is, and is forgotten after its retention from now on.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","properties":{"key":{"type":"string","minLength":1,"maxLength":256}},"required":["key"],"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ResumeKeyResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}/keys":{"get":{"operationId":"ListKeys","tags":["QueueService"],"summary":"List the concurrency keys of the queue that have pending jobs, are throttled or halted or have limits of their own","description":"List the concurrency keys of the queue that have pending jobs, are throttled or halted or have limits of their own. A key whose standing changes meanwhile may be told twice, or not at all.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"name":"statuses","in":"query","description":"Default: all.","schema":{"type":"array","items":{"$ref":"#/components/schemas/KeyStatus"},"maxItems":5}},{"name":"pageSize","in":"query","description":"The most keys a page has, 1 to 100. Default: 100.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":100}},{"name":"pageToken","in":"query","description":"The \`next_page_token\` of the page before. Default: the start.","schema":{"type":"string"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListKeysResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/schedules:preview":{"post":{"operationId":"PreviewSchedule","tags":["ScheduleService"],"summary":"Tell when a schedule fires, without making one","description":"Tell when a schedule fires, without making one.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/PreviewScheduleRequest"},"example":{"spec":{"cron":["30 2 * * *"],"zone":"Europe/Berlin"},"after":"2027-03-27T12:00:00Z","count":2}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PreviewScheduleResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/schedules":{"post":{"operationId":"UpsertSchedule","tags":["ScheduleService"],"summary":"Make a schedule, or change the definition of one","description":"Make a schedule, or change the definition of one. With a definition that is there already nothing changes; with another one the next time is the first one from now on, and jobs that exist stay.\\n\\nFAILED_PRECONDITION when the schedule is not at \`if_revision\`.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/UpsertScheduleRequest"},"example":{"schedule":{"name":"report","spec":{"cron":["0 2 * * *"],"zone":"Europe/Berlin"},"policy":{"overlap":"OVERLAP_POLICY_BUFFER_ONE"},"job":{"type":"report","payloadJson":{"for":"everybody"}}}}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/UpsertScheduleResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}},"get":{"operationId":"ListSchedules","tags":["ScheduleService"],"summary":"List schedules, by name","description":"List schedules, by name.","parameters":[{"name":"state","in":"query","description":"Default: any.","schema":{"$ref":"#/components/schemas/ScheduleState"}},{"name":"managedBy","in":"query","description":"Default: anybody's.","schema":{"type":"string"}},{"name":"pageSize","in":"query","description":"The most schedules a page has, 1 to 100. Default: 100.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":100}},{"name":"pageToken","in":"query","description":"The \`next_page_token\` of the page before. Default: the start.","schema":{"type":"string"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListSchedulesResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/schedules/{name}":{"get":{"operationId":"GetSchedule","tags":["ScheduleService"],"summary":"Read a schedule","description":"Read a schedule.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetScheduleResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}},"delete":{"operationId":"DeleteSchedule","tags":["ScheduleService"],"summary":"Forget a schedule","description":"Forget a schedule. Its jobs stay. One that has ended is forgotten by itself after 30 days.\\n\\nFAILED_PRECONDITION when it comes from a source that is newer than \`source_version\`.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"name":"sourceVersion","in":"query","description":"Only if it comes from this version of its source, or from an older one. Default: any.","schema":{"type":"string","format":"int64"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/DeleteScheduleResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/schedules/{name}:pause":{"post":{"operationId":"PauseSchedule","tags":["ScheduleService"],"summary":"Pass the times of the schedule over from now on, until it is resumed","description":"Pass the times of the schedule over from now on, until it is resumed.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."},"note":{"type":"string","maxLength":1024,"description":"For people. Default: none."}},"additionalProperties":false},"example":{"by":"ada","note":"the database moves"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PauseScheduleResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/schedules/{name}:resume":{"post":{"operationId":"ResumeSchedule","tags":["ScheduleService"],"summary":"End the pause of the schedule","description":"End the pause of the schedule: it fires again from its next time on.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"catchUp":{"type":"boolean","description":"Treat the pause as if nothing had been there to fire, so that the policy for missed times decides. Default: pass its times over."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ResumeScheduleResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/schedules/{name}:trigger":{"post":{"operationId":"TriggerSchedule","tags":["ScheduleService"],"summary":"Fire now, also while the schedule is paused, besides its own times","description":"Fire now, also while the schedule is paused, besides its own times.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"overlap":{"$ref":"#/components/schemas/OverlapPolicy","description":"What to do when a job of an earlier time has not ended. Default: OVERLAP_POLICY_ALLOW."}},"additionalProperties":false},"example":{"overlap":"OVERLAP_POLICY_ALLOW"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/TriggerScheduleResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/schedules/{name}:backfill":{"post":{"operationId":"BackfillSchedule","tags":["ScheduleService"],"summary":"Fire past times, the earliest first, less those that have made a job; also while the schedule is paused","description":"Fire past times, the earliest first, less those that have made a job; also while the schedule is paused. It goes on in steps; the schedule tells how far it is. The jobs count for the overlap of the schedule's own times.\\n\\nFAILED_PRECONDITION while another backfill of the schedule goes on.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"from":{"type":"string","format":"date-time","description":"The earliest time; it may lie before the schedule was made."},"to":{"type":"string","format":"date-time","description":"The latest time, which fires, too: from \`from\` to now, at most 100,000 times later."},"overlap":{"$ref":"#/components/schemas/OverlapPolicy","description":"What to do when a job of an earlier time has not ended. Default: OVERLAP_POLICY_BUFFER_ALL, one after the other, however many there are."},"again":{"type":"boolean","description":"Also fire times that have made a job before. Default: leave them out."}},"additionalProperties":false},"example":{"from":"2026-01-01T00:00:00Z","to":"2026-01-31T00:00:00Z"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/BackfillScheduleResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/schedules/{name}:cancelBackfill":{"post":{"operationId":"CancelBackfill","tags":["ScheduleService"],"summary":"End the backfill that goes on, if one does","description":"End the backfill that goes on, if one does. Its jobs stay.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/CancelBackfillResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/schedules/{name}/firings":{"get":{"operationId":"ListFirings","tags":["ScheduleService"],"summary":"List what became of the latest times of the schedule, at most 100, the latest first","description":"List what became of the latest times of the schedule, at most 100, the latest first.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListFiringsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/server":{"get":{"operationId":"GetServerInfo","tags":["ServerService"],"summary":"Tell the server's version, store and limits, and if wanted what it and the store do","description":"Tell the server's version, store and limits, and if wanted what it and the store do.","parameters":[{"name":"withStatus","in":"query","description":"Whether to tell \`status\` too, for which the store is asked. Default: false.","schema":{"type":"boolean"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetServerInfoResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/workers":{"get":{"operationId":"ListWorkers","tags":["ServerService"],"summary":"List the workers that live, by name","description":"List the workers that live, by name: those that tell so, directly on the store or by a server, up to 10,000. A worker is forgotten 35 s after it told so last.","parameters":[{"name":"pageSize","in":"query","description":"The most workers a page has, 1 to 100. Default: 100.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":100}},{"name":"pageToken","in":"query","description":"The \`next_page_token\` of the page before. Default: the start.","schema":{"type":"string"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListWorkersResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/watch":{"post":{"operationId":"Subscribe","tags":["WatchService"],"summary":"Stream topics","description":"Stream topics: each as it is, then what changes of it. A reader that is slow is told what has changed by the time that it reads on, and never what is out of date. It ends only with its caller and the server.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/SubscribeRequest"},"example":{"topics":[{"all":"COLLECTION_QUEUES"},{"jobs":{"statuses":["JOB_STATUS_FAILED"]}}]}}}},"responses":{"200":{"description":"Each topic as it is, then what changes of it: events \`change\`, until the caller leaves.","content":{"text/event-stream":{"schema":{"type":"string"}},"application/x-ndjson":{"schema":{"$ref":"#/components/schemas/SubscribeResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/leases":{"post":{"operationId":"Lease","tags":["WorkerService"],"summary":"Lease due jobs, the highest priority first, waiting up to \`wait\` for a first one","description":"Lease due jobs, the highest priority first, waiting up to \`wait\` for a first one. A call that ends without an answer may have leased jobs, which come again when their leases expire.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/LeaseRequest"},"example":{"types":["email"],"maxJobs":10,"wait":"0s","lease":"30s","workerId":"host-1"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/LeaseResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/queues/{type}:lease":{"post":{"operationId":"LeaseFromQueue","tags":["WorkerService"],"summary":"Lease due jobs, the highest priority first, waiting up to \`wait\` for a first one","description":"Lease due jobs, the highest priority first, waiting up to \`wait\` for a first one. A call that ends without an answer may have leased jobs, which come again when their leases expire.","parameters":[{"name":"type","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","properties":{"maxJobs":{"type":"integer","format":"int32","minimum":0,"maximum":1000,"description":"The most jobs to lease, 1 to 1,000; fewer come when their payloads are large. Default: 1."},"lease":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long the leases last unless they are extended, 10 ms to 24 h. Default: 30s."},"wait":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long to wait when nothing is due, at most 1m. Default: 0s, do not wait."},"workerId":{"type":"string","minLength":1,"maxLength":256,"description":"Names the worker in jobs and errors, 1 to 256 bytes."},"withResults":{"type":"boolean","description":"Jobs that are steps of runs come with the results of the steps right before them: see Lease.results. Default: false."}},"required":["workerId"],"additionalProperties":false},"example":{"maxJobs":10,"workerId":"host-1"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/LeaseResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/leases:extend":{"post":{"operationId":"Extend","tags":["WorkerService"],"summary":"Make leases last for \`lease\` from now","description":"Make leases last for \`lease\` from now. Also tells which jobs are to be cancelled. It does not look at \`Job.timeout\`, which is the worker's to keep.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ExtendRequest"},"example":{"workerId":"host-1","items":[{"jobId":"0-7TkauutgKcU90000","token":"1"}],"lease":"30s"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ExtendResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/leases:settle":{"post":{"operationId":"Settle","tags":["WorkerService"],"summary":"End leases with the outcome of their attempts","description":"End leases with the outcome of their attempts.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleRequest"},"example":{"items":[{"jobId":"0-7TkauutgKcU90000","token":"1","completed":{"resultJson":{"sent":true}}}]}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{job_id}:settle":{"post":{"operationId":"SettleJob","tags":["WorkerService"],"summary":"End one lease, for callers that have one job at a time","description":"End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.\\n\\nABORTED when the token is stale; nothing was changed then.","parameters":[{"name":"job_id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"token":{"type":"string","format":"uint64"},"completed":{"$ref":"#/components/schemas/Completed"},"failed":{"$ref":"#/components/schemas/Failed"},"snoozed":{"$ref":"#/components/schemas/Snoozed"},"released":{"$ref":"#/components/schemas/Released"},"throttled":{"$ref":"#/components/schemas/Throttled"},"resend":{"type":"boolean","description":"This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false."}},"additionalProperties":false},"example":{"token":"1","completed":{"resultJson":{"sent":true}}}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleJobResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{job_id}:complete":{"post":{"operationId":"SettleJobAsCompleted","tags":["WorkerService"],"summary":"End one lease, for callers that have one job at a time","description":"End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.\\n\\nABORTED when the token is stale; nothing was changed then.","parameters":[{"name":"job_id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"token","in":"query","schema":{"type":"string","format":"uint64"}},{"name":"resend","in":"query","description":"This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.","schema":{"type":"boolean"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Completed"},"example":{"resultJson":{"sent":true}}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleJobResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{job_id}:fail":{"post":{"operationId":"SettleJobAsFailed","tags":["WorkerService"],"summary":"End one lease, for callers that have one job at a time","description":"End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.\\n\\nABORTED when the token is stale; nothing was changed then.","parameters":[{"name":"job_id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"token","in":"query","schema":{"type":"string","format":"uint64"}},{"name":"resend","in":"query","description":"This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.","schema":{"type":"boolean"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Failed"},"example":{"message":"the mail server said no","retryAfter":"60s"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleJobResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{job_id}:snooze":{"post":{"operationId":"SettleJobAsSnoozed","tags":["WorkerService"],"summary":"End one lease, for callers that have one job at a time","description":"End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.\\n\\nABORTED when the token is stale; nothing was changed then.","parameters":[{"name":"job_id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"token","in":"query","schema":{"type":"string","format":"uint64"}},{"name":"resend","in":"query","description":"This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.","schema":{"type":"boolean"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Snoozed"},"example":{"delay":"300s"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleJobResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{job_id}:throttle":{"post":{"operationId":"SettleJobAsThrottled","tags":["WorkerService"],"summary":"End one lease, for callers that have one job at a time","description":"End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.\\n\\nABORTED when the token is stale; nothing was changed then.","parameters":[{"name":"job_id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"token","in":"query","schema":{"type":"string","format":"uint64"}},{"name":"resend","in":"query","description":"This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.","schema":{"type":"boolean"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Throttled"},"example":{"retryAfter":"30s","scope":"THROTTLE_SCOPE_JOB"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleJobResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/jobs/{job_id}:release":{"post":{"operationId":"SettleJobAsReleased","tags":["WorkerService"],"summary":"End one lease, for callers that have one job at a time","description":"End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.\\n\\nABORTED when the token is stale; nothing was changed then.","parameters":[{"name":"job_id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"token","in":"query","schema":{"type":"string","format":"uint64"}},{"name":"resend","in":"query","description":"This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.","schema":{"type":"boolean"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Released"},"example":{}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SettleJobResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/workers:heartbeat":{"post":{"operationId":"Heartbeat","tags":["WorkerService"],"summary":"Tell that a worker lives, for the next 35 s","description":"Tell that a worker lives, for the next 35 s: about every 10 s. Nothing but the list of workers depends on it.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/HeartbeatRequest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/HeartbeatResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/workflows:validate":{"post":{"operationId":"ValidateWorkflow","tags":["WorkflowService"],"summary":"Tell what is wrong with a definition, without keeping it","description":"Tell what is wrong with a definition, without keeping it. A definition that is no JSON has one violation as well.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ValidateWorkflowRequest"},"example":{"definitionJson":{"name":"order","schema":1,"steps":{"charge":{"type":"charge"},"ship":{"type":"ship","after":["charge"],"when":"steps.charge.result.ok == true"}}}}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ValidateWorkflowResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/workflows":{"post":{"operationId":"PutWorkflow","tags":["WorkflowService"],"summary":"Keep a workflow","description":"Keep a workflow. A definition that says what the latest version says, whatever it says to people, is that version.","parameters":[{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/PutWorkflowRequest"}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PutWorkflowResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}},"get":{"operationId":"ListWorkflows","tags":["WorkflowService"],"summary":"List the latest versions of workflows, by name","description":"List the latest versions of workflows, by name.","parameters":[{"name":"pageSize","in":"query","description":"The most workflows a page has, 1 to 100. Default: 100.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":100}},{"name":"pageToken","in":"query","description":"The \`next_page_token\` of the page before. Default: the start.","schema":{"type":"string"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListWorkflowsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/workflows/{name}":{"get":{"operationId":"GetWorkflow","tags":["WorkflowService"],"summary":"Read a version of a workflow","description":"Read a version of a workflow.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"name":"version","in":"query","description":"Default: the latest.","schema":{"type":"integer","format":"int32","minimum":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetWorkflowResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/workflows/{name}:start":{"post":{"operationId":"StartRun","tags":["WorkflowService"],"summary":"Start a run of a workflow","description":"Start a run of a workflow.\\n\\nFAILED_PRECONDITION when a step that starts at once has a concurrency key whose home is in another partition of the store: the message names the step, the key, and the \`route_key\` with which the run lies where the key is: the type of the step, a space and the key.","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"version":{"type":"integer","format":"int32","minimum":1,"description":"Of the workflow. Default: the latest."},"input":{"type":"string","contentEncoding":"base64","description":"JSON, at most 1 MiB. Default: an empty object. In base64."},"inputJson":{"description":"What \`input\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"idKey":{"type":"string","maxLength":256,"description":"A run of the workflow that has the key already is answered in its place. Default: none."},"routeKey":{"type":"string","maxLength":256,"description":"Runs of the same one are in the same partition of the store. Default: the \`id_key\`."},"runAt":{"type":"string","format":"date-time"},"delay":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"]},"metadata":{"type":"object","description":"Labels, as those of jobs. Default: none.","additionalProperties":{"type":"string"},"maxProperties":64},"retention":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long the run is kept after its end, with its jobs and results. Default: 7 days."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/StartRunResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}":{"get":{"operationId":"GetRun","tags":["WorkflowService"],"summary":"Read a run","description":"Read a run.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"withSteps","in":"query","description":"Whether to tell of each step.","schema":{"type":"boolean"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetRunResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}},"delete":{"operationId":"DeleteRun","tags":["WorkflowService"],"summary":"Delete a run that has ended, with its jobs and results","description":"Delete a run that has ended, with its jobs and results.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/DeleteRunResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs":{"get":{"operationId":"ListRuns","tags":["WorkflowService"],"summary":"List runs, the latest first, without inputs and results","description":"List runs, the latest first, without inputs and results.","parameters":[{"name":"workflow","in":"query","description":"Default: those of all workflows.","schema":{"type":"string"}},{"name":"statuses","in":"query","description":"Default: all.","schema":{"type":"array","items":{"$ref":"#/components/schemas/RunStatus"},"maxItems":16}},{"name":"pageSize","in":"query","description":"The most runs a page has, 1 to 100. Default: 100.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":100}},{"name":"pageToken","in":"query","description":"The \`next_page_token\` of the page before. Default: the start.","schema":{"type":"string"}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListRunsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}:watch":{"get":{"operationId":"WatchRun","tags":["WorkflowService"],"summary":"Stream the history of a run from a line on, and how the run stands after it, until the run has ended or is deleted","description":"Stream the history of a run from a line on, and how the run stands after it, until the run has ended or is deleted.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"afterSequence","in":"query","description":"The sequence of the last line that is known, to go on after a broken stream. Default: the start.","schema":{"type":"string","format":"int64"}},{"$ref":"#/components/parameters/LastEventId"},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"What has happened to the run, and how it stands: events \`run\`, whose id is the sequence of the last line of the history, until it has ended.","content":{"text/event-stream":{"schema":{"type":"string"}},"application/x-ndjson":{"schema":{"$ref":"#/components/schemas/WatchRunResponse"}}}},"204":{"description":"The run has ended, and the caller knows how."},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}:cancel":{"post":{"operationId":"CancelRun","tags":["WorkflowService"],"summary":"Cancel a run","description":"Cancel a run: what has not begun is cancelled, what runs is asked to stop, then \`finally\` runs.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"reason":{"type":"string","maxLength":1024,"description":"For people. Default: none."},"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/CancelRunResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}:pause":{"post":{"operationId":"PauseRun","tags":["WorkflowService"],"summary":"Have no further step of a run start; those that run go on","description":"Have no further step of a run start; those that run go on.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/PauseRunResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}:resume":{"post":{"operationId":"ResumeRun","tags":["WorkflowService"],"summary":"End the pause of a run","description":"End the pause of a run. What has come due meanwhile starts at once.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ResumeRunResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}:signal":{"post":{"operationId":"SignalRun","tags":["WorkflowService"],"summary":"Send a signal to a run, which the next step takes that waits for one of the name, now or later","description":"Send a signal to a run, which the next step takes that waits for one of the name, now or later.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","properties":{"name":{"type":"string","minLength":1},"payload":{"type":"string","contentEncoding":"base64","description":"JSON, at most 64 KiB. Default: null. In base64."},"payloadJson":{"description":"What \`payload\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"signalId":{"type":"string","maxLength":256,"description":"A run takes a signal of the same id once. Default: a new one."},"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."}},"required":["name"],"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SignalRunResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}:link":{"post":{"operationId":"CreateSignalLink","tags":["WorkflowService"],"summary":"Make a link by which somebody with a browser signals a run, for a mail say","description":"Make a link by which somebody with a browser signals a run, for a mail say. Its page asks, and signals when one of the answers is chosen: opening it does nothing, as scanners of mails open links. The first answer counts. Whoever has the link can answer until it expires.\\n\\nFAILED_PRECONDITION when the server has no secret to sign it by, or no step of the run waits for such a signal.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","properties":{"name":{"type":"string","minLength":1,"description":"Of the signal."},"text":{"type":"string","maxLength":512,"description":"What the page asks. Default: to confirm."},"answers":{"type":"array","description":"What can be answered, each a button. Default: one, \\"Confirm\\", that sends null.","items":{"$ref":"#/components/schemas/SignalAnswer"},"maxItems":10},"expiresIn":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"For how long the link can be used, 1s to 366 days. Default: 7 days."}},"required":["name"],"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/CreateSignalLinkResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}:rerun":{"post":{"operationId":"RerunRun","tags":["WorkflowService"],"summary":"Run steps of a run that has ended again, and all that come after them","description":"Run steps of a run that has ended again, and all that come after them. The others keep their results.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"from":{"type":"array","description":"The steps; empty for those that failed, were cancelled, or were skipped because of that.","items":{"type":"string"},"maxItems":1000},"input":{"type":"string","contentEncoding":"base64","description":"JSON, at most 1 MiB. Default: what it was. In base64."},"inputJson":{"description":"What \`input\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/RerunRunResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}/steps/{step}:retry":{"post":{"operationId":"RetryStep","tags":["WorkflowService"],"summary":"Run a step again that has failed, in a run that goes on, before a step behind it has started","description":"Run a step again that has failed, in a run that goes on, before a step behind it has started.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"step","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"mode":{"$ref":"#/components/schemas/RetryMode"},"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/RetryStepResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}/steps/{step}:skip":{"post":{"operationId":"SkipStep","tags":["WorkflowService"],"summary":"Have a step for completed, with a result made by hand","description":"Have a step for completed, with a result made by hand.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"step","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"result":{"type":"string","contentEncoding":"base64","description":"JSON, at most 1 MiB. Default: null. In base64."},"resultJson":{"description":"What \`result\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/SkipStepResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}:addSteps":{"post":{"operationId":"AddSteps","tags":["WorkflowService"],"summary":"Add steps to a run that goes on","description":"Add steps to a run that goes on.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object","properties":{"steps":{"type":"string","contentEncoding":"base64","description":"JSON: an object of steps by their names, as in a definition. In base64."},"stepsJson":{"description":"What \`steps\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"by":{"type":"string","maxLength":256,"description":"Who wants it, for people. Default: nobody."}},"additionalProperties":false}}}},"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/AddStepsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}/events":{"get":{"operationId":"ListRunEvents","tags":["WorkflowService"],"summary":"List lines of the history of a run","description":"List lines of the history of a run.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"afterSequence","in":"query","description":"The sequence of the last line that is known. Default: the start.","schema":{"type":"string","format":"int64"}},{"name":"limit","in":"query","description":"The most lines, 1 to 1,000. Default: 1,000.","schema":{"type":"integer","format":"int32","minimum":0,"maximum":1000}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ListRunEventsResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/runs/{id}/steps/{step}/result":{"get":{"operationId":"GetStepResult","tags":["WorkflowService"],"summary":"Read the result of a step that has completed; of a map, results of its items, also while it goes on","description":"Read the result of a step that has completed; of a map, results of its items, also while it goes on.","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"step","in":"path","required":true,"schema":{"type":"string","minLength":1}},{"name":"fromItem","in":"query","description":"Of a map: the first of its items of which to tell, from 0 on; up to 1,000 come.","schema":{"type":"integer","format":"int32","minimum":0}},{"$ref":"#/components/parameters/Timeout"},{"$ref":"#/components/parameters/RequestId"},{"$ref":"#/components/parameters/PayloadForm"}],"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/GetStepResultResponse"}}}},"default":{"$ref":"#/components/responses/Problem"}}}}},"components":{"parameters":{"IdempotencyKey":{"name":"Idempotency-Key","in":"header","description":"Makes the request safe to repeat: stands for \`idempotencyKey\`, in quotes or without. It lives as long as the job is kept.","schema":{"type":"string","minLength":1,"maxLength":258}},"IfMatch":{"name":"If-Match","in":"header","description":"The \`ETag\` of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for \`ifSequence\`; \`*\` for any job that is there.","schema":{"type":"string","examples":["\\"7\\""]}},"IfNoneMatch":{"name":"If-None-Match","in":"header","description":"Entity tags that the caller has; 304 when the job's is among them.","schema":{"type":"string"}},"LastEventId":{"name":"Last-Event-ID","in":"header","description":"The id of the last event that was seen; the stream goes on after it.","schema":{"type":"string","pattern":"^\\\\d{1,15}$"}},"PayloadForm":{"name":"payload","in":"query","description":"How bytes are answered: as JSON where they are that, in base64, or not at all.","schema":{"type":"string","enum":["json","base64","none"],"default":"json"}},"RequestId":{"name":"X-Request-Id","in":"header","description":"Echoed in the answer and in problems, 1 to 128 printable characters.","schema":{"type":"string"}},"Timeout":{"name":"Millrace-Timeout","in":"header","description":"How long the caller waits, in seconds; \`Prefer: wait=30\` says the same.","schema":{"type":"string","pattern":"^\\\\d{1,7}(\\\\.\\\\d{1,9})?s?$","examples":["2.5s"]}}},"responses":{"Changed":{"description":"The job is not at the sequence number that was given; nothing was changed.","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"KeyTaken":{"description":"The idempotency key belongs to another request; nothing was written.","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Problem":{"description":"What went wrong.","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}},"schemas":{"AddStepsResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run","description":"As it is now."}}},"AfterRule":{"type":"string","description":"What a job makes of how the jobs end that it comes after.\\n\\n- \`AFTER_RULE_COMPLETED\`: It runs once all of them have completed. As soon as one has failed, was cancelled or was deleted, it is cancelled, with a reason that names that one.\\n- \`AFTER_RULE_FINISHED\`: It runs once all of them have ended, however they did; a deleted one has ended, too.\\n- \`AFTER_RULE_FAILED\`: Of \`on_failed\` of a group alone: it runs as soon as one job of the group has failed for good.","enum":["AFTER_RULE_UNSPECIFIED","AFTER_RULE_COMPLETED","AFTER_RULE_FINISHED","AFTER_RULE_FAILED"]},"AttemptError":{"type":"object","description":"An attempt that did not succeed.","properties":{"attempt":{"type":"integer","format":"int32","description":"Which attempt, 1 for the first."},"message":{"type":"string"},"details":{"type":"string","description":"More, such as a stack trace."},"at":{"type":"string","format":"date-time"},"workerId":{"type":"string"}},"required":["attempt","message","details","workerId"]},"Backfill":{"type":"object","description":"Past times of a schedule that fire, the earliest first.","properties":{"from":{"type":"string","format":"date-time"},"to":{"type":"string","format":"date-time"},"overlap":{"$ref":"#/components/schemas/OverlapPolicy"},"again":{"type":"boolean"},"state":{"$ref":"#/components/schemas/BackfillState"},"startedAt":{"type":"string","format":"date-time"},"count":{"type":"string","format":"int64","description":"How many times there were as it began, less those that had fired."},"fired":{"type":"string","format":"int64","description":"Jobs that were made."},"skipped":{"type":"string","format":"int64","description":"Times that made no job because of an overlap, or because the store has refused it."}},"additionalProperties":false},"BackfillScheduleResponse":{"type":"object","properties":{"schedule":{"$ref":"#/components/schemas/Schedule","description":"As it is now."}}},"BackfillState":{"type":"string","description":"Whether a backfill goes on.\\n\\n- \`BACKFILL_STATE_RUNNING\`: \\n- \`BACKFILL_STATE_DONE\`: It has dealt with all of its times.\\n- \`BACKFILL_STATE_CANCELLED\`:","enum":["BACKFILL_STATE_UNSPECIFIED","BACKFILL_STATE_RUNNING","BACKFILL_STATE_DONE","BACKFILL_STATE_CANCELLED"]},"Backoff":{"type":"object","description":"How long a job waits after a failed attempt: min(max, initial * multiplier ^ (attempt - 1)), and a random part of up to \`jitter\` times that on top.","properties":{"initial":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"The wait after the first failure. Default: 2s."},"multiplier":{"type":"number","minimum":1,"maximum":100,"description":"What each further failure multiplies the wait by, 1 to 100. Default: 2."},"max":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"The longest wait, before jitter. Default: 5m."},"jitter":{"type":"number","minimum":0,"maximum":1,"description":"The largest random part, as a share of the wait, 0 to 1. Default: 0.25."}},"additionalProperties":false},"BadRequest_FieldViolation":{"type":"object","description":"One field that breaks a rule.","properties":{"field":{"type":"string","description":"A path that leads to the field."},"description":{"type":"string","description":"Why the value is bad."}},"required":["field","description"]},"CancelBackfillResponse":{"type":"object","properties":{"schedule":{"$ref":"#/components/schemas/Schedule","description":"As it is now."}}},"CancelGroupResponse":{"type":"object","properties":{"group":{"$ref":"#/components/schemas/Group"}}},"CancelJobResponse":{"type":"object","properties":{"job":{"$ref":"#/components/schemas/Job","description":"Cancelled, or still running with \`cancel_requested\` set."}}},"CancelJobsRequest":{"type":"object","properties":{"filter":{"$ref":"#/components/schemas/JobFilter","description":"Its statuses may be all but those of jobs that have finished, which is the default of them."},"dryRun":{"type":"boolean","description":"As RetryJobsRequest has it."},"expectCount":{"type":"integer","format":"int32","description":"As RetryJobsRequest has it."},"reason":{"type":"string","maxLength":1024,"description":"Kept with each job and handed to its handler, at most 1,024 bytes. Default: none."},"maxPerSecond":{"type":"integer","format":"int32","description":"As RetryJobsRequest has it."}},"additionalProperties":false},"CancelJobsResponse":{"type":"object","properties":{"operation":{"$ref":"#/components/schemas/Operation"}}},"CancelRunResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run","description":"As it is now."}}},"CatchUpPolicy":{"type":"string","description":"What becomes of times that were missed, because nothing was there to fire them: those of more than a minute ago.\\n\\n- \`CATCH_UP_POLICY_LATEST\`: The latest of them fires, unless one that is not missed does.\\n- \`CATCH_UP_POLICY_ALL\`: The latest \`max_catch_up\` of them fire, the earliest of these first.\\n- \`CATCH_UP_POLICY_NONE\`: None fires.","enum":["CATCH_UP_POLICY_UNSPECIFIED","CATCH_UP_POLICY_LATEST","CATCH_UP_POLICY_ALL","CATCH_UP_POLICY_NONE"]},"Code":{"type":"string","description":"The status codes of gRPC.\\n\\n- \`CANCELLED\`: \\n- \`UNKNOWN\`: \\n- \`INVALID_ARGUMENT\`: \\n- \`DEADLINE_EXCEEDED\`: \\n- \`NOT_FOUND\`: \\n- \`ALREADY_EXISTS\`: \\n- \`PERMISSION_DENIED\`: \\n- \`UNAUTHENTICATED\`: \\n- \`RESOURCE_EXHAUSTED\`: \\n- \`FAILED_PRECONDITION\`: \\n- \`ABORTED\`: \\n- \`OUT_OF_RANGE\`: \\n- \`UNIMPLEMENTED\`: \\n- \`INTERNAL\`: \\n- \`UNAVAILABLE\`: \\n- \`DATA_LOSS\`:","enum":["OK","CANCELLED","UNKNOWN","INVALID_ARGUMENT","DEADLINE_EXCEEDED","NOT_FOUND","ALREADY_EXISTS","PERMISSION_DENIED","UNAUTHENTICATED","RESOURCE_EXHAUSTED","FAILED_PRECONDITION","ABORTED","OUT_OF_RANGE","UNIMPLEMENTED","INTERNAL","UNAVAILABLE","DATA_LOSS"]},"Collection":{"type":"string","description":"All that there is of a kind.\\n\\n- \`COLLECTION_QUEUES\`: The first 1,000 queues by name, as ListQueues tells of them, each second.\\n- \`COLLECTION_WORKERS\`: The first 1,000 workers by name, every two seconds.\\n- \`COLLECTION_OPERATIONS\`: The latest 100 operations, each second.\\n- \`COLLECTION_SCHEDULES\`: The first 1,000 schedules by name, every five seconds.","enum":["COLLECTION_UNSPECIFIED","COLLECTION_QUEUES","COLLECTION_WORKERS","COLLECTION_OPERATIONS","COLLECTION_SCHEDULES"]},"Completed":{"type":"object","description":"The handler succeeded.","properties":{"result":{"type":"string","contentEncoding":"base64","description":"Kept with the job. At most 1 MiB unless the server is configured otherwise. In base64."},"resultJson":{"description":"What \`result\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"enqueue":{"type":"array","description":"Jobs to create in the same step, as children of the job: all of them when this completion is accepted, else none. At most 1,000, of 2 MiB together. Their \`parent_id\` is the job's id, they lie in its partition, and their types may be draining. They have no idempotency_key, unique, concurrency_key, after, after_rule or durability: enqueue what needs them by itself.","items":{"$ref":"#/components/schemas/EnqueueRequest"},"maxItems":1000},"addSteps":{"type":"string","contentEncoding":"base64","description":"Steps to add to the run of the job in the same step, as JSON: an object of steps by their names, as in AddStepsRequest. The run does not end before them. Refused when the run cannot take them, as for a cycle, which is named, and for a job of no run. At most 1 MiB. Default: none. In base64."},"addStepsJson":{"description":"What \`addSteps\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."}},"additionalProperties":false},"ConcurrencyKey":{"type":"object","description":"A concurrency key of a queue.","properties":{"key":{"type":"string"},"status":{"$ref":"#/components/schemas/KeyStatus"},"pending":{"type":"integer","format":"int32","description":"How many of its jobs are pending; at most 10,000 are counted."},"running":{"type":"integer","format":"int32","description":"How many of its jobs run; at most 10,000 are counted."},"until":{"type":"string","format":"date-time","description":"Until when it is throttled, by the store's clock."},"limits":{"$ref":"#/components/schemas/KeyLimits","description":"Absent when nothing is set for it."},"keptBy":{"type":"array","description":"The jobs that keep its turn, because an attempt of theirs has failed: the first 10.","items":{"type":"string"}}},"required":["key","status","pending","running","keptBy"]},"CreateGroupRequest":{"type":"object","properties":{"jobs":{"type":"array","description":"Jobs to create with it, at most 1,000 of 2 MiB together. They and the callbacks have no idempotency_key, unique, after, after_rule, group_id or durability: enqueue what needs them by itself.","items":{"$ref":"#/components/schemas/EnqueueRequest"},"maxItems":1000},"sealed":{"type":"boolean","description":"Let no more jobs join it. Default: false."},"onCompleted":{"$ref":"#/components/schemas/EnqueueRequest","description":"The job that is run once the group is sealed and all of its jobs have completed. Default: none."},"onFailed":{"$ref":"#/components/schemas/EnqueueRequest","description":"The job that is run as soon as one has failed for good. Default: none."},"onFinished":{"$ref":"#/components/schemas/EnqueueRequest","description":"The job that is run once the group is sealed and all have ended, however they did. Default: none."},"retention":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long it is kept once it has finished, 1 s to 10 years. Default: 24 h."}},"additionalProperties":false},"CreateGroupResponse":{"type":"object","properties":{"group":{"$ref":"#/components/schemas/Group"}}},"CreateSignalLinkResponse":{"type":"object","properties":{"path":{"type":"string","description":"The path below the address by which browsers reach the server."},"expiresAt":{"type":"string","format":"date-time"}},"required":["path"]},"DeleteJobsRequest":{"type":"object","properties":{"filter":{"$ref":"#/components/schemas/JobFilter","description":"It must name statuses, all but JOB_STATUS_RUNNING."},"dryRun":{"type":"boolean","description":"As RetryJobsRequest has it."},"expectCount":{"type":"integer","format":"int32","description":"As RetryJobsRequest has it."},"maxPerSecond":{"type":"integer","format":"int32","description":"As RetryJobsRequest has it."}},"additionalProperties":false},"DeleteJobsResponse":{"type":"object","properties":{"operation":{"$ref":"#/components/schemas/Operation"}}},"DeleteRunResponse":{"type":"object","properties":{}},"DeleteScheduleResponse":{"type":"object","properties":{}},"Delivery":{"type":"string","description":"How often a handler may run.\\n\\n- \`DELIVERY_AT_LEAST_ONCE\`: A failed or lost attempt is tried again.\\n- \`DELIVERY_AT_MOST_ONCE\`: Once a handler may have started, it is never started again: a failure or a lost lease ends in JOB_STATUS_FAILED.","enum":["DELIVERY_UNSPECIFIED","DELIVERY_AT_LEAST_ONCE","DELIVERY_AT_MOST_ONCE"]},"DrainQueueResponse":{"type":"object","properties":{"queue":{"$ref":"#/components/schemas/Queue","description":"As it is now."}}},"DroppedEvents":{"type":"object","properties":{"fromSequence":{"type":"string","format":"int64"},"toSequence":{"type":"string","format":"int64"}},"required":["fromSequence","toSequence"]},"Durability":{"type":"string","description":"What an enqueue waits for before it is answered.\\n\\n- \`DURABILITY_STORED\`: What the store itself takes for written, by its own settings.\\n- \`DURABILITY_REPLICATED\`: Besides, that replicas of the store have it. INVALID_ARGUMENT with a store that has none: so far, only Redis can.","enum":["DURABILITY_UNSPECIFIED","DURABILITY_STORED","DURABILITY_REPLICATED"]},"EnqueueBatchRequest":{"type":"object","properties":{"requests":{"type":"array","description":"At most 1,000 unless the server is configured otherwise. Each is checked by itself.","items":{"$ref":"#/components/schemas/EnqueueRequest"}}},"additionalProperties":false},"EnqueueBatchResponse":{"type":"object","properties":{"results":{"type":"array","description":"One for each request, in order.","items":{"$ref":"#/components/schemas/EnqueueBatchResult"}}},"required":["results"]},"EnqueueBatchResult":{"type":"object","description":"What became of one request of a batch.","properties":{"enqueued":{"$ref":"#/components/schemas/EnqueueResponse","description":"Present unless the request was refused. Its job comes without its payload, which the caller has: the answer to a large batch would else be a message that is larger than what clients read."},"error":{"$ref":"#/components/schemas/ItemError","description":"Present when the request was refused; nothing was written then."}}},"EnqueueRequest":{"type":"object","properties":{"type":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$","description":"Names the queue and the handler: 1 to 128 letters, digits, or any of \\"._:-\\", starting with a letter or digit."},"payload":{"type":"string","contentEncoding":"base64","description":"Handed to the handler as it is. At most 1 MiB unless the server is configured otherwise. In base64."},"payloadJson":{"description":"What \`payload\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"runAt":{"type":"string","format":"date-time","description":"At this time, by the store's clock; a time that has passed means at once. At the latest 2200-01-01T00:00:00Z."},"delay":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"After this time, at most 3,653 days."},"priority":{"type":"integer","format":"int32","minimum":0,"maximum":100,"description":"0 to 100, higher first. Default: 5."},"maxAttempts":{"type":"integer","format":"int32","minimum":1,"maximum":1000,"description":"1 to 1,000. Default: 4, a first run and 3 retries."},"backoff":{"$ref":"#/components/schemas/Backoff","description":"Default: 2s, doubling, at most 5m, plus up to 25 % jitter."},"timeout":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long one attempt may take, at most 30 days; the worker that runs it stops it then, and has it fail. Default: no limit."},"idempotencyKey":{"type":"string","minLength":1,"maxLength":256,"description":"At most one job of this type is kept under this key, 1 to 256 bytes. The same request again returns that job with \`created\` false. Default: none."},"delivery":{"$ref":"#/components/schemas/Delivery","description":"Default: DELIVERY_AT_LEAST_ONCE."},"metadata":{"type":"object","description":"Labels for people and filters: at most 64 entries and 8 KiB unless configured otherwise.","additionalProperties":{"type":"string"}},"retention":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long the job is kept once it has finished, 1 second to 3,653 days. Default: 24h, or \`unique.ttl\` where that is longer."},"durability":{"$ref":"#/components/schemas/Durability","description":"DURABILITY_REPLICATED waits until as many replicas have the job as the store is configured for, or until its time for that is over: with Redis 1 replica and 1 second. It is no part of what an idempotency key compares. Default: DURABILITY_STORED."},"contentType":{"type":"string","pattern":"^[a-zA-Z0-9!#$&^_.+-]+/[a-zA-Z0-9!#$&^_.+-]+( *;[ -~]*)?$","maxLength":256,"description":"What the payload is, as a media type of at most 256 bytes. Default: \\"application/json\\"."},"traceContext":{"$ref":"#/components/schemas/TraceContext","description":"The span that enqueues the job, for traces that go on where it runs. It is no part of what an idempotency key compares. Default: none."},"expiresIn":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long after it is due its first attempt may begin, at most 3,653 days: a job that nobody has leased by then is cancelled. Default: no limit."},"unique":{"$ref":"#/components/schemas/Unique","description":"Asks that there be one job at most for the same work, whatever its requests say besides. It is looked at after the idempotency key. Default: none."},"groupId":{"type":"string","pattern":"^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$","description":"The id of a group that the job joins, which is not sealed: see GroupService. It lies where the group does. FAILED_PRECONDITION when it is sealed. Default: none."},"after":{"type":"array","description":"The ids of jobs that have to end first, at most 100: until then the job is JOB_STATUS_BLOCKED. One that has ended already counts at once; NOT_FOUND for one that does not exist. A job can only come after jobs that exist, so none can come after itself. All must lie in one partition of the store, which ids begin with. A \`delay\` begins when the wait ends. Default: none.","items":{"type":"string","pattern":"^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$"},"maxItems":100},"afterRule":{"$ref":"#/components/schemas/AfterRule","description":"What their ends mean for this job; of use with \`after\` only. Default: AFTER_RULE_COMPLETED."},"concurrencyKey":{"type":"string","minLength":1,"maxLength":256,"description":"Names whose job it is or what it uses, such as a tenant, by 1 to 256 bytes. The keys of a queue are served fairly, and each may have a limit: see QueueLimits.key_max_running. Default: none, which is served as one more key, without a limit."}},"required":["type"],"additionalProperties":false},"EnqueueResponse":{"type":"object","properties":{"job":{"$ref":"#/components/schemas/Job"},"created":{"type":"boolean","description":"False when the idempotency key, or the unique key, led to a job that was there before."},"replicas":{"type":"integer","format":"int32","description":"How many replicas have said that they have the job; present only for DURABILITY_REPLICATED. With 0, none did in time: the job is there all the same, but a crash of the node that has it may take it along. The same request again with its idempotency key asks the replicas again."},"replaced":{"type":"boolean","description":"The unique key led to a job that the request has replaced; it was not created then."}},"required":["created","replaced"]},"ErrorGroup":{"type":"object","description":"Jobs of one type whose latest errors seem to have one cause.","properties":{"id":{"type":"string","description":"Tells it from all others."},"type":{"type":"string"},"message":{"type":"string","description":"What the messages have in common: numbers, ids, addresses, paths, times and quoted texts are replaced, as by \`<number>\`. At most 256 characters."},"frame":{"type":"string","description":"The function and the file on top of the stack that are not of a library; empty when no stack tells."},"failed":{"type":"integer","format":"int32","description":"How many of its jobs were seen that have failed for good."},"retrying":{"type":"integer","format":"int32","description":"How many were seen that are to be tried again."},"firstSeenAt":{"type":"string","format":"date-time","description":"When the first of these errors came."},"lastSeenAt":{"type":"string","format":"date-time","description":"When the last of them came."},"sampleJobId":{"type":"string","description":"The job with the last of them."},"sampleMessage":{"type":"string","description":"What that error says, at most 1,024 characters."}},"required":["id","type","message","frame","failed","retrying","sampleJobId","sampleMessage"]},"ExplainJobResponse":{"type":"object","properties":{"reasons":{"type":"array","description":"What keeps the job from running, what would come first being first. One that runs or has ended has one reason, which says so.","items":{"$ref":"#/components/schemas/Reason"}},"estimatedStart":{"type":"string","format":"date-time","description":"When it may start, by the store's clock, if all goes on as in the last minute. Absent when that cannot be told, and for a job that runs or has ended."}},"required":["reasons"]},"ExtendItem":{"type":"object","properties":{"jobId":{"type":"string","minLength":1},"token":{"type":"string","format":"uint64"},"progress":{"$ref":"#/components/schemas/Progress","description":"Replaces the job's progress when given."},"log":{"type":"array","description":"Lines to add to the job's log, at most 100 of at most 640 bytes.","items":{"type":"string","maxLength":640},"maxItems":100}},"required":["jobId"],"additionalProperties":false},"ExtendRequest":{"type":"object","properties":{"workerId":{"type":"string","maxLength":256,"description":"The worker that holds the leases, for logs: what entitles it is the token of each lease."},"items":{"type":"array","items":{"$ref":"#/components/schemas/ExtendItem"},"maxItems":1000},"lease":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long the leases last from now, 10 ms to 24 h. Default: 30s."}},"additionalProperties":false},"ExtendResponse":{"type":"object","properties":{"results":{"type":"array","description":"One for each item, in order.","items":{"$ref":"#/components/schemas/ExtendResult"}}},"required":["results"]},"ExtendResult":{"type":"object","description":"What became of one extension.","properties":{"cancelRequested":{"type":"boolean","description":"The lease was extended, and the job is to be cancelled: stop the handler and settle."},"error":{"$ref":"#/components/schemas/ItemError","description":"Present when the lease was not extended; nothing was changed then. ABORTED: the token is stale, so stop the handler and do not settle. Any other code, such as UNAVAILABLE: it could not be extended now, so ask again for as long as the lease lasts."}},"required":["cancelRequested"]},"Failed":{"type":"object","description":"The handler failed.","properties":{"message":{"type":"string","maxLength":8192,"description":"At most 8 KiB."},"details":{"type":"string","maxLength":32768,"description":"More, such as a stack trace, at most 32 KiB."},"permanent":{"type":"boolean","description":"Do not retry: the job goes to JOB_STATUS_FAILED at once."},"retryAfter":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"Retry after this time instead of the job's backoff."}},"additionalProperties":false},"Firing":{"type":"object","description":"A time that has come, and what became of it.","properties":{"nominal":{"type":"string","format":"date-time"},"firedAt":{"type":"string","format":"date-time"},"trigger":{"$ref":"#/components/schemas/FiringTrigger"},"outcome":{"$ref":"#/components/schemas/FiringOutcome"},"jobId":{"type":"string","description":"Of the job that it made; else empty."},"reason":{"type":"string","description":"Why the store has refused the job; else empty."}},"additionalProperties":false},"FiringOutcome":{"type":"string","description":"What became of a time.\\n\\n- \`FIRING_OUTCOME_FIRED\`: It has made a job.\\n- \`FIRING_OUTCOME_BUFFERED\`: It has made a job, which waits for those before it.\\n- \`FIRING_OUTCOME_SKIPPED\`: Those before it have not ended.\\n- \`FIRING_OUTCOME_REFUSED\`: The store has refused the job.","enum":["FIRING_OUTCOME_UNSPECIFIED","FIRING_OUTCOME_FIRED","FIRING_OUTCOME_BUFFERED","FIRING_OUTCOME_SKIPPED","FIRING_OUTCOME_REFUSED"]},"FiringTime":{"type":"object","description":"A time at which a schedule fires.","properties":{"nominal":{"type":"string","format":"date-time","description":"By the calendar."},"due":{"type":"string","format":"date-time","description":"With jitter."},"local":{"type":"string","description":"The nominal time by the clock of the zone, such as 2027-03-28T03:00:00+02:00."},"note":{"type":"string","description":"\`gap: shifted\`, \`overlap: first of two\` or \`overlap: last of two\`. Empty where clocks do not change."}},"required":["local","note"]},"FiringTrigger":{"type":"string","description":"Why a schedule has fired.\\n\\n- \`FIRING_TRIGGER_SCHEDULE\`: \\n- \`FIRING_TRIGGER_CATCH_UP\`: Its time was missed.\\n- \`FIRING_TRIGGER_MANUAL\`: TriggerSchedule was called.\\n- \`FIRING_TRIGGER_BACKFILL\`: BackfillSchedule was called.","enum":["FIRING_TRIGGER_UNSPECIFIED","FIRING_TRIGGER_SCHEDULE","FIRING_TRIGGER_CATCH_UP","FIRING_TRIGGER_MANUAL","FIRING_TRIGGER_BACKFILL"]},"GetGroupResponse":{"type":"object","properties":{"group":{"$ref":"#/components/schemas/Group"}}},"GetJobResponse":{"type":"object","properties":{"job":{"$ref":"#/components/schemas/Job"}}},"GetOperationResponse":{"type":"object","properties":{"operation":{"$ref":"#/components/schemas/Operation"}}},"GetQueueResponse":{"type":"object","properties":{"queue":{"$ref":"#/components/schemas/Queue"}}},"GetRunResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run"}}},"GetScheduleResponse":{"type":"object","properties":{"schedule":{"$ref":"#/components/schemas/Schedule"}}},"GetServerInfoResponse":{"type":"object","properties":{"version":{"type":"string","description":"The server's version, for example \\"0.1.0\\"."},"store":{"type":"string","description":"The kind of store, for example \\"redis\\"."},"limits":{"$ref":"#/components/schemas/Limits"},"status":{"$ref":"#/components/schemas/ServerStatus","description":"What the server and the store do; absent unless it was asked for."}},"required":["version","store"]},"GetStatsResponse":{"type":"object","properties":{"minutes":{"type":"array","description":"The earliest first; minutes in which nothing has happened are left out.\\n\\nA store counts up to 1,000 types by name. What happens to jobs of a further one counts among all types alone, until nothing has happened to one of the others for a day.","items":{"$ref":"#/components/schemas/MinuteStats"}}},"required":["minutes"]},"GetStepResultResponse":{"type":"object","properties":{"result":{"type":"string","contentEncoding":"base64","description":"JSON. Absent for a map. In base64."},"resultJson":{"description":"What \`result\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"items":{"type":"array","description":"Of a map: JSON for each item, null for one that has none.","items":{"type":"string","contentEncoding":"base64"}},"nextItem":{"type":"integer","format":"int32","description":"Of a map: the item with which the next page begins. Absent on the last page."}},"required":["items"]},"GetWorkflowResponse":{"type":"object","properties":{"workflow":{"$ref":"#/components/schemas/WorkflowVersion"}}},"Group":{"type":"object","description":"Jobs that belong together.","properties":{"id":{"type":"string"},"sealed":{"type":"boolean","description":"Whether no more jobs can join it."},"counts":{"$ref":"#/components/schemas/GroupCounts"},"createdAt":{"type":"string","format":"date-time"},"finishedAt":{"type":"string","format":"date-time","description":"When it was sealed and no job of it was open for the first time; absent until then."},"expiresAt":{"type":"string","format":"date-time","description":"When it is forgotten, unless one of its jobs is run again before."},"retention":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long it is kept once it has finished."},"onCompletedId":{"type":"string","description":"The ids of the jobs that it calls back: JOB_STATUS_BLOCKED until then, and JOB_STATUS_CANCELLED when it cannot come to that any more. Empty for none."},"onFailedId":{"type":"string"},"onFinishedId":{"type":"string"}},"required":["id","sealed","onCompletedId","onFailedId","onFinishedId"]},"GroupCounts":{"type":"object","description":"How many jobs of a group are where. Those that are kept no more still count.","properties":{"open":{"type":"integer","format":"int32","description":"Those that have not finished."},"completed":{"type":"integer","format":"int32"},"failed":{"type":"integer","format":"int32"},"cancelled":{"type":"integer","format":"int32","description":"Those that were cancelled, or deleted before they had finished."}},"required":["open","completed","failed","cancelled"]},"HeartbeatRequest":{"type":"object","properties":{"workerId":{"type":"string","minLength":1,"maxLength":256,"description":"The worker's name, as in Lease."},"types":{"type":"array","description":"The types that it leases, 1 to 256.","items":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"},"maxItems":256},"concurrency":{"type":"integer","format":"int32","description":"How many jobs it runs at a time, at most."},"running":{"type":"integer","format":"int32","description":"How many it runs now."},"version":{"type":"string","maxLength":64,"description":"Of its program, as it calls it. Default: none."},"host":{"type":"string","maxLength":256,"description":"The machine that it runs on. Default: none."},"eventLoopLag":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How late its event loop was lately. Default: 0s."},"leaving":{"type":"boolean","description":"The worker ends: it is forgotten at once, and nothing else of this request counts."}},"required":["workerId"],"additionalProperties":false},"HeartbeatResponse":{"type":"object","properties":{}},"ItemError":{"type":"object","description":"Why one item of a batch was refused, which does not stop the others. It says what a call for that item alone would have failed with.","properties":{"code":{"$ref":"#/components/schemas/Code","description":"The status code of gRPC. Its names and numbers are the same in every language, so that an error of an item can be handled by what handles errors of calls."},"message":{"type":"string","description":"Says to people what is wrong and what to do."},"violations":{"type":"array","description":"The fields that broke a rule, each named from the item, for example \`metadata[\\"team\\"]\`. Empty unless the code is INVALID_ARGUMENT or RESOURCE_EXHAUSTED, or another job holds the unique key.","items":{"$ref":"#/components/schemas/BadRequest_FieldViolation"}}},"required":["code","message","violations"]},"Job":{"type":"object","description":"A job as it stood when it was read.","properties":{"id":{"type":"string"},"type":{"type":"string","description":"Names the queue and the handler."},"payload":{"type":"string","contentEncoding":"base64","description":"Empty by JOB_VIEW_BASIC, whatever the job has. In base64."},"payloadJson":{"description":"What \`payload\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"status":{"$ref":"#/components/schemas/JobStatus"},"priority":{"type":"integer","format":"int32","description":"0 to 100, higher first; first in, first out within one priority."},"attempt":{"type":"integer","format":"int32","description":"How many attempts have begun and were not given back by a release or a snooze."},"maxAttempts":{"type":"integer","format":"int32"},"runAt":{"type":"string","format":"date-time","description":"When the job is, or was, due."},"createdAt":{"type":"string","format":"date-time"},"updatedAt":{"type":"string","format":"date-time"},"startedAt":{"type":"string","format":"date-time","description":"When the latest attempt began."},"finishedAt":{"type":"string","format":"date-time"},"expiresAt":{"type":"string","format":"date-time","description":"When a finished job is forgotten."},"result":{"type":"string","contentEncoding":"base64","description":"What the handler returned; only of a completed job, and absent when it returned nothing, or by JOB_VIEW_BASIC. In base64."},"resultJson":{"description":"What \`result\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"errors":{"type":"array","description":"The last 10 attempts that did not succeed, the oldest first.","items":{"$ref":"#/components/schemas/AttemptError"}},"progress":{"$ref":"#/components/schemas/Progress"},"metadata":{"type":"object","additionalProperties":{"type":"string"}},"workerId":{"type":"string","description":"The worker of the latest attempt."},"leaseExpiresAt":{"type":"string","format":"date-time","description":"When the present lease ends unless it is extended; only while running."},"delivery":{"$ref":"#/components/schemas/Delivery"},"timeout":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long one attempt may take; absent for no limit. The worker keeps it, not the server."},"idempotencyKey":{"type":"string"},"cancelRequested":{"type":"boolean","description":"A cancel has come while the job was running."},"cancelReason":{"type":"string"},"backoff":{"$ref":"#/components/schemas/Backoff"},"retention":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long the job is kept once it has finished."},"sequence":{"type":"string","format":"int64","description":"Grows by one with every change of the job."},"payloadBytes":{"type":"integer","format":"int32","description":"How many bytes the payload has; present by JOB_VIEW_BASIC alone, and so tells that the payload was left out."},"payloadPreview":{"type":"string","contentEncoding":"base64","description":"The first 256 bytes of the payload, which can end within a character; by JOB_VIEW_BASIC alone. In base64."},"payloadPreviewJson":{"description":"What \`payloadPreview\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"resultBytes":{"type":"integer","format":"int32","description":"How many bytes the result has; by JOB_VIEW_BASIC alone, and absent when there is no result."},"contentType":{"type":"string","description":"What the payload is, as a media type. Empty for \\"application/json\\", the default."},"traceContext":{"$ref":"#/components/schemas/TraceContext","description":"The span that enqueued the job."},"uniqueKey":{"type":"string","description":"Of the work that is there at most once; see Unique. Empty for none. The job need not hold it any more."},"waitsFor":{"$ref":"#/components/schemas/WaitsFor","description":"What the job waits for; only of a JOB_STATUS_BLOCKED one."},"expiresIn":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long after it is due the first attempt may begin; absent for no limit."},"startBy":{"type":"string","format":"date-time","description":"The job is cancelled unless its first attempt has begun by then. Absent for no limit, and once an attempt has ended, unless it was given back before its handler started."},"log":{"type":"array","description":"The last 100 lines that its handlers have logged, the oldest first. Empty by JOB_VIEW_BASIC, and in what Lease answers.","items":{"$ref":"#/components/schemas/LogLine"}},"concurrencyKey":{"type":"string","description":"Whose job it is or what it uses; see EnqueueRequest. Empty for none."},"groupId":{"type":"string","description":"The group that the job belongs to. Empty for none."},"parentId":{"type":"string","description":"The job whose handler has enqueued this one, and with whose completion it was created; see Completed.enqueue. Empty for none."},"run":{"$ref":"#/components/schemas/RunStep","description":"The step of a workflow's run that the job is made for. Absent for none. Such a job is not retried or deleted by itself, and kept as long as its run."}},"required":["id","type","status","priority","attempt","maxAttempts","errors","metadata","workerId","delivery","idempotencyKey","cancelRequested","cancelReason","sequence","contentType","uniqueKey","log","concurrencyKey","groupId","parentId"]},"JobCount":{"type":"object","description":"How many jobs match a filter.","properties":{"jobs":{"type":"integer","format":"int32","description":"With \`more\`, at least."},"more":{"type":"boolean","description":"Whether there may be more, because not all were counted."}},"required":["jobs","more"]},"JobEvent":{"type":"object","description":"A job as it stood after one of its changes.","properties":{"sequence":{"type":"string","format":"int64","description":"The job's sequence number."},"job":{"$ref":"#/components/schemas/Job"}},"required":["sequence"]},"JobFilter":{"type":"object","description":"Which jobs are meant. Every filter that is given must hold, and one besides \`statuses\` must be given: for the jobs of all types, give \`created_before\`.","properties":{"type":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$","description":"Default: every type."},"statuses":{"type":"array","description":"Default: see what is done to the jobs.","items":{"$ref":"#/components/schemas/JobStatus"},"maxItems":16},"metadata":{"type":"object","description":"Entries that a job's metadata must have.","additionalProperties":{"type":"string"},"maxProperties":64},"createdAfter":{"type":"string","format":"date-time","description":"Only jobs created at this time or later."},"createdBefore":{"type":"string","format":"date-time","description":"Only jobs created before this time."},"errorContains":{"type":"string","maxLength":256,"description":"Only jobs that have had an error whose message has this text, in letters of either case: at most 256 bytes. Default: none."},"workerId":{"type":"string","maxLength":256,"description":"Only jobs whose latest attempt was of this worker. Default: of any, or of none."},"idPrefix":{"type":"string","maxLength":64,"description":"Only jobs whose ids begin so: at most 64 bytes. Default: any."},"attemptMin":{"type":"integer","format":"int32","minimum":0,"maximum":1000,"description":"Only jobs at this attempt or a later one, 1 to 1,000. Default: any."},"errorGroup":{"type":"string","maxLength":22,"description":"Only jobs whose latest error is of this group, by its id: see ListErrorGroups. Default: any."}},"additionalProperties":false},"JobStatus":{"type":"string","description":"Where a job stands in its life.\\n\\n- \`JOB_STATUS_SCHEDULED\`: Waits for its run-at time, or for the end of a snooze.\\n- \`JOB_STATUS_PENDING\`: Due, waits for a worker.\\n- \`JOB_STATUS_RUNNING\`: Leased by a worker.\\n- \`JOB_STATUS_RETRYING\`: An attempt failed or its lease was lost; waits for its backoff.\\n- \`JOB_STATUS_BLOCKED\`: Comes after other jobs, which have not ended.\\n- \`JOB_STATUS_COMPLETED\`: Finished with success; kept for its retention.\\n- \`JOB_STATUS_FAILED\`: The dead letter: attempts spent, or a permanent error. RetryJob runs it again.\\n- \`JOB_STATUS_CANCELLED\`: Cancelled before it finished. RetryJob runs it again.","enum":["JOB_STATUS_UNSPECIFIED","JOB_STATUS_SCHEDULED","JOB_STATUS_PENDING","JOB_STATUS_RUNNING","JOB_STATUS_RETRYING","JOB_STATUS_BLOCKED","JOB_STATUS_COMPLETED","JOB_STATUS_FAILED","JOB_STATUS_CANCELLED"]},"JobView":{"type":"string","description":"How much of a job is read.\\n\\n- \`JOB_VIEW_BASIC\`: All but what can be large: the job comes without \`payload\`, \`result\` and the \`details\` of its errors, and with \`payload_bytes\`, \`payload_preview\` and \`result_bytes\` instead.\\n- \`JOB_VIEW_FULL\`: All of it.","enum":["JOB_VIEW_UNSPECIFIED","JOB_VIEW_BASIC","JOB_VIEW_FULL"]},"KeyLimits":{"type":"object","description":"What is set for one concurrency key of a queue.","properties":{"maxRunning":{"type":"integer","format":"int32","description":"How many of its jobs run at most, from 1 on, in place of what the queue says by \`key_max_running\`. Absent for that."},"weight":{"type":"number","minimum":0.01,"maximum":1000,"description":"How many turns it gets for one turn of a key without a weight, from 0.01 to 1,000. Absent for 1."},"rate":{"$ref":"#/components/schemas/Rate","description":"How many of its attempts may start in a time, in place of what the queue says by \`key_rate\`. What was counted counts for its time, whichever of the two holds. Absent for that of the queue."}},"additionalProperties":false},"KeyOnFailure":{"type":"string","description":"What becomes of a concurrency key when an attempt of one of its jobs fails.\\n\\n- \`KEY_ON_FAILURE_CONTINUE\`: Its other jobs go on while that one waits for its retry.\\n- \`KEY_ON_FAILURE_HOLD\`: The job keeps the turn of its key: no other one of the key is leased until it has ended.\\n- \`KEY_ON_FAILURE_HALT\`: The same, also of one that has failed for good, until that is run again and ends, or is deleted, or the key is resumed. It is not forgotten meanwhile.","enum":["KEY_ON_FAILURE_UNSPECIFIED","KEY_ON_FAILURE_CONTINUE","KEY_ON_FAILURE_HOLD","KEY_ON_FAILURE_HALT"]},"KeyOrder":{"type":"string","description":"In which order the concurrency keys of a queue are served, whose jobs go by priority, then by place, within each key. Jobs without a key are one key more.\\n\\n- \`KEY_ORDER_PRIORITY\`: The key whose first job has the highest priority; among those of the same, by turns.\\n- \`KEY_ORDER_FAIR\`: By turns, whatever the priorities, which tenants may choose for themselves.\\n- \`KEY_ORDER_STRICT\`: Without turns: the jobs of all keys go by priority, then by place.","enum":["KEY_ORDER_UNSPECIFIED","KEY_ORDER_PRIORITY","KEY_ORDER_FAIR","KEY_ORDER_STRICT"]},"KeyStatus":{"type":"string","description":"How a concurrency key stands in its queue.\\n\\n- \`KEY_STATUS_READY\`: It has pending jobs, and takes its turns.\\n- \`KEY_STATUS_FULL\`: It has pending jobs, and as many running ones as it may.\\n- \`KEY_STATUS_THROTTLED\`: None of its jobs is leased up to a time, because the attempt of one was throttled, or because as many have started as its rate lets.\\n- \`KEY_STATUS_IDLE\`: It has no pending job.\\n- \`KEY_STATUS_HALTED\`: None of its jobs is leased, because one that has failed keeps its turn and is not pending: it waits for its retry, runs again, or has failed for good.","enum":["KEY_STATUS_UNSPECIFIED","KEY_STATUS_READY","KEY_STATUS_FULL","KEY_STATUS_THROTTLED","KEY_STATUS_IDLE","KEY_STATUS_HALTED"]},"Lease":{"type":"object","description":"The right to run one attempt of a job.","properties":{"job":{"$ref":"#/components/schemas/Job"},"token":{"type":"string","format":"uint64","description":"Grows with every lease of the job and never repeats."},"leaseExpiresAt":{"type":"string","format":"date-time"},"limited":{"type":"boolean","description":"That the queue of the job has limits. A lease that waits in its worker for a handler takes then what another worker could use: lease no more of the type than starts at once."},"results":{"type":"object","description":"If \`with_results\` asks for them, of a job with a \`run\`: the results of the steps that its own names in \`after\` and that have completed, as JSON, by step; of a map the list of those of its items. At most 256 KiB, and what is over that, or over the size of a message, is left out: read it by GetStepResult.","additionalProperties":{"type":"string"}}},"required":["token","limited","results"]},"LeaseRequest":{"type":"object","properties":{"types":{"type":"array","description":"The types to lease; the first is served first.","items":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$"},"minItems":1,"maxItems":256},"maxJobs":{"type":"integer","format":"int32","minimum":0,"maximum":1000,"description":"The most jobs to lease, 1 to 1,000; fewer come when their payloads are large. Default: 1."},"lease":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long the leases last unless they are extended, 10 ms to 24 h. Default: 30s."},"wait":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long to wait when nothing is due, at most 1m. Default: 0s, do not wait."},"workerId":{"type":"string","minLength":1,"maxLength":256,"description":"Names the worker in jobs and errors, 1 to 256 bytes."},"withResults":{"type":"boolean","description":"Jobs that are steps of runs come with the results of the steps right before them: see Lease.results. Default: false."}},"required":["types","workerId"],"additionalProperties":false},"LeaseResponse":{"type":"object","properties":{"leases":{"type":"array","description":"Empty when nothing became due within the wait.","items":{"$ref":"#/components/schemas/Lease"}}},"required":["leases"]},"Limits":{"type":"object","description":"What this server accepts.","properties":{"messageBytes":{"type":"integer","format":"int32","description":"The largest message of a call, in bytes."},"payloadBytes":{"type":"integer","format":"int32","description":"The largest payload of a job, in bytes."},"resultBytes":{"type":"integer","format":"int32","description":"The largest result of a job, in bytes."},"batchJobs":{"type":"integer","format":"int32","description":"The most jobs in one EnqueueBatch."},"metadataEntries":{"type":"integer","format":"int32","description":"The most entries in a job's metadata."},"metadataBytes":{"type":"integer","format":"int32","description":"The largest metadata of a job, keys and values together, in bytes."}},"required":["messageBytes","payloadBytes","resultBytes","batchJobs","metadataEntries","metadataBytes"]},"ListErrorGroupsResponse":{"type":"object","description":"The errors of some jobs. Those of further pages are to be added, group by group.","properties":{"groups":{"type":"array","description":"The 200 with the most jobs, the largest first.","items":{"$ref":"#/components/schemas/ErrorGroup"}},"otherJobs":{"type":"integer","format":"int32","description":"How many of the jobs that were looked at are in smaller groups than these."},"lookedAt":{"type":"integer","format":"int32","description":"How many jobs were looked at."},"jobs":{"type":"integer","format":"int32","description":"How many there are of the types that the page is about; with \`more\`, at least."},"more":{"type":"boolean"},"nextPageToken":{"type":"string","description":"Empty on the last page. With a \`type\` it leads to the jobs behind those of this page; without one to the next types: ask for one by itself to look at more of its jobs."}},"required":["groups","otherJobs","lookedAt","jobs","more","nextPageToken"]},"ListFiringsResponse":{"type":"object","properties":{"firings":{"type":"array","items":{"$ref":"#/components/schemas/Firing"}}},"required":["firings"]},"ListGroupJobsResponse":{"type":"object","properties":{"jobs":{"type":"array","items":{"$ref":"#/components/schemas/Job"}},"nextPageToken":{"type":"string","description":"Leads to the next page; empty on the last one."}},"required":["jobs","nextPageToken"]},"ListJobsResponse":{"type":"object","properties":{"jobs":{"type":"array","items":{"$ref":"#/components/schemas/Job"}},"nextPageToken":{"type":"string","description":"Empty on the last page. A page can be short, even empty, and have a next one: a filter looks at a bounded number of jobs a page."},"end":{"$ref":"#/components/schemas/PageEnd","description":"Why the page has no more jobs."},"lookedAt":{"type":"integer","format":"int32","description":"How many jobs the page has looked at; filters other than type and status leave some of them out."},"asOf":{"type":"string","format":"date-time","description":"The store's time when the page was begun."}},"required":["jobs","nextPageToken","end","lookedAt"]},"ListKeysResponse":{"type":"object","properties":{"keys":{"type":"array","items":{"$ref":"#/components/schemas/ConcurrencyKey"}},"nextPageToken":{"type":"string","description":"Empty on the last page. A page can be short, even empty, and have a next one."}},"required":["keys","nextPageToken"]},"ListOperationsResponse":{"type":"object","properties":{"operations":{"type":"array","items":{"$ref":"#/components/schemas/Operation"}},"nextPageToken":{"type":"string","description":"Empty on the last page."}},"required":["operations","nextPageToken"]},"ListQueuesResponse":{"type":"object","properties":{"queues":{"type":"array","items":{"$ref":"#/components/schemas/Queue"}},"nextPageToken":{"type":"string","description":"Empty on the last page. A page can be short, even empty, and have a next one: it looks at a bounded number of jobs."}},"required":["queues","nextPageToken"]},"ListRunEventsResponse":{"type":"object","properties":{"events":{"type":"array","description":"In order; fewer than \`limit\` only at the end.","items":{"$ref":"#/components/schemas/RunEvent"}},"dropped":{"$ref":"#/components/schemas/DroppedEvents","description":"The lines in the middle that were dropped, of a history of more than 10,000. Absent for none."}},"required":["events"]},"ListRunsResponse":{"type":"object","properties":{"runs":{"type":"array","items":{"$ref":"#/components/schemas/Run"}},"nextPageToken":{"type":"string","description":"Empty on the last page. A page can be short, even empty, and have a next one."}},"required":["runs","nextPageToken"]},"ListSchedulesResponse":{"type":"object","properties":{"schedules":{"type":"array","items":{"$ref":"#/components/schemas/Schedule"}},"nextPageToken":{"type":"string","description":"Empty on the last page. A page can be short, even empty, and have a next one."}},"required":["schedules","nextPageToken"]},"ListWorkersResponse":{"type":"object","properties":{"workers":{"type":"array","items":{"$ref":"#/components/schemas/Worker"}},"nextPageToken":{"type":"string","description":"Empty on the last page. A page can be short, and have a next one."}},"required":["workers","nextPageToken"]},"ListWorkflowsResponse":{"type":"object","properties":{"workflows":{"type":"array","items":{"$ref":"#/components/schemas/WorkflowVersion"}},"nextPageToken":{"type":"string","description":"Empty on the last page."}},"required":["workflows","nextPageToken"]},"LogLine":{"type":"object","description":"A line that a handler has logged.","properties":{"at":{"type":"string","format":"date-time","description":"When the store got it."},"attempt":{"type":"integer","format":"int32","description":"In which attempt, 1 for the first."},"text":{"type":"string"}},"required":["attempt","text"]},"MinuteStats":{"type":"object","description":"What has happened to jobs in one minute.","properties":{"startsAt":{"type":"string","format":"date-time","description":"When it began, by the store's clock."},"enqueued":{"type":"integer","format":"int32"},"completed":{"type":"integer","format":"int32"},"failed":{"type":"integer","format":"int32","description":"Jobs that have failed for good."},"retried":{"type":"integer","format":"int32","description":"Attempts that have failed, or have lost their lease, and are to be tried again."}},"required":["enqueued","completed","failed","retried"]},"OnConflict":{"type":"string","description":"What becomes of a request whose unique key another job holds.\\n\\n- \`ON_CONFLICT_RETURN_EXISTING\`: It is answered by that job, with \`created\` false, and makes none.\\n- \`ON_CONFLICT_REJECT\`: It is refused with ALREADY_EXISTS, with \`unique.key\` at fault and the id of that job, and makes none.\\n- \`ON_CONFLICT_REPLACE\`: That job, if it waits, becomes what the request asks for, with all its attempts, and answers it with \`replaced\`; it keeps its id, its idempotency key and when it was created. While that one runs, the request makes its successor: a job that is BLOCKED until that one has ended, however it does, and has the key then, for as long as that one had it. Further requests replace the successor, of which there is one at most. A job that has finished answers the request as it is.","enum":["ON_CONFLICT_UNSPECIFIED","ON_CONFLICT_RETURN_EXISTING","ON_CONFLICT_REJECT","ON_CONFLICT_REPLACE"]},"OnGap":{"type":"string","description":"What becomes of a time that clocks leave out when they are put forward.\\n\\n- \`ON_GAP_SHIFT\`: It moves to the end of the gap. When several do, or the end is a time itself, it fires once. A gap of more than three hours, as at the date line, is skipped.\\n- \`ON_GAP_SKIP\`: It does not fire.","enum":["ON_GAP_UNSPECIFIED","ON_GAP_SHIFT","ON_GAP_SKIP"]},"OnOverlap":{"type":"string","description":"When a time fires that clocks show twice because they are put back.\\n\\n- \`ON_OVERLAP_FIRST\`: The first time.\\n- \`ON_OVERLAP_LAST\`: The second time.\\n- \`ON_OVERLAP_BOTH\`: Both times.","enum":["ON_OVERLAP_UNSPECIFIED","ON_OVERLAP_FIRST","ON_OVERLAP_LAST","ON_OVERLAP_BOTH"]},"Operation":{"type":"object","description":"What is done to many jobs.","properties":{"id":{"type":"string"},"action":{"$ref":"#/components/schemas/OperationAction"},"filter":{"$ref":"#/components/schemas/JobFilter","description":"As it was given, with the statuses that it means."},"reason":{"type":"string","description":"Of a cancel; empty when none was given."},"dryRun":{"type":"boolean","description":"Whether jobs are only counted."},"expectCount":{"type":"integer","format":"int32","description":"Absent when any number will do."},"state":{"$ref":"#/components/schemas/OperationState"},"matched":{"type":"integer","format":"int32","description":"How many jobs match, as far as that is known."},"more":{"type":"boolean","description":"Whether there may be more than \`matched\`, because not all were looked at yet."},"done":{"type":"integer","format":"int32","description":"Jobs that were changed."},"skipped":{"type":"integer","format":"int32","description":"Jobs that had moved on before it was their turn."},"failed":{"type":"integer","format":"int32","description":"Jobs that could not be changed."},"errors":{"type":"array","description":"Why they could not be, by code.","items":{"$ref":"#/components/schemas/OperationError"}},"refusal":{"type":"string","description":"Why it was refused; empty when it was not."},"startedAt":{"type":"string","format":"date-time","description":"When it was started, by the store's clock."},"endedAt":{"type":"string","format":"date-time","description":"When it ended, by the store's clock. Absent while it is open."},"maxPerSecond":{"type":"integer","format":"int32","description":"How many jobs are changed a second at most. Absent for as many as the store can."}},"required":["id","action","reason","dryRun","state","matched","more","done","skipped","failed","errors","refusal"]},"OperationAction":{"type":"string","description":"What an operation does to each job.\\n\\n- \`OPERATION_ACTION_RETRY\`: \\n- \`OPERATION_ACTION_CANCEL\`: \\n- \`OPERATION_ACTION_DELETE\`:","enum":["OPERATION_ACTION_UNSPECIFIED","OPERATION_ACTION_RETRY","OPERATION_ACTION_CANCEL","OPERATION_ACTION_DELETE"]},"OperationError":{"type":"object","description":"Jobs that could not be changed for one reason.","properties":{"code":{"type":"string","description":"As of an error of a single call, such as FAILED_PRECONDITION."},"count":{"type":"integer","format":"int32"},"samples":{"type":"array","description":"The first of them, up to 10.","items":{"$ref":"#/components/schemas/OperationErrorSample"}}},"required":["code","count","samples"]},"OperationErrorSample":{"type":"object","description":"A job that could not be changed, and why.","properties":{"jobId":{"type":"string"},"message":{"type":"string"}},"required":["jobId","message"]},"OperationState":{"type":"string","description":"Where an operation stands.\\n\\n- \`OPERATION_STATE_COUNTING\`: Its jobs are being counted, for a dry run or because of \`expect_count\`; none was changed.\\n- \`OPERATION_STATE_RUNNING\`: Its jobs are being changed.\\n- \`OPERATION_STATE_STOPPING\`: It was stopped, and its last round is under way.\\n- \`OPERATION_STATE_DONE\`: All jobs that it means were looked at.\\n- \`OPERATION_STATE_STOPPED\`: It was stopped before.\\n- \`OPERATION_STATE_REFUSED\`: There were too many or too few jobs for \`expect_count\`; none was changed.","enum":["OPERATION_STATE_UNSPECIFIED","OPERATION_STATE_COUNTING","OPERATION_STATE_RUNNING","OPERATION_STATE_STOPPING","OPERATION_STATE_DONE","OPERATION_STATE_STOPPED","OPERATION_STATE_REFUSED"]},"OverlapPolicy":{"type":"string","description":"What becomes of a time at which a job of an earlier one has not ended.\\n\\n- \`OVERLAP_POLICY_SKIP\`: It makes no job.\\n- \`OVERLAP_POLICY_BUFFER_ONE\`: Its job is BLOCKED until the others have ended; while one waits already, it makes none.\\n- \`OVERLAP_POLICY_BUFFER_ALL\`: The same for up to \`max_buffered\` jobs, which run one after the other.\\n- \`OVERLAP_POLICY_CANCEL_RUNNING\`: The others are cancelled, and its job is BLOCKED until they have ended.\\n- \`OVERLAP_POLICY_ALLOW\`: Its job runs beside them.","enum":["OVERLAP_POLICY_UNSPECIFIED","OVERLAP_POLICY_SKIP","OVERLAP_POLICY_BUFFER_ONE","OVERLAP_POLICY_BUFFER_ALL","OVERLAP_POLICY_CANCEL_RUNNING","OVERLAP_POLICY_ALLOW"]},"PageEnd":{"type":"string","description":"Why a page has no more jobs.\\n\\n- \`PAGE_END_LAST\`: There are no more.\\n- \`PAGE_END_FULL\`: It has as many as were asked for, or as an answer has room for.\\n- \`PAGE_END_BOUND\`: It has looked at as many jobs (ten times its size) or types (1,000) as one page may.","enum":["PAGE_END_UNSPECIFIED","PAGE_END_LAST","PAGE_END_FULL","PAGE_END_BOUND"]},"PauseQueueResponse":{"type":"object","properties":{"queue":{"$ref":"#/components/schemas/Queue","description":"As it is now."}}},"PauseRunResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run","description":"As it is now."}}},"PauseScheduleResponse":{"type":"object","properties":{"schedule":{"$ref":"#/components/schemas/Schedule","description":"As it is now."}}},"PreviewScheduleRequest":{"type":"object","properties":{"spec":{"$ref":"#/components/schemas/ScheduleSpec"},"after":{"type":"string","format":"date-time","description":"The times after this one. Default: the present."},"count":{"type":"integer","format":"int32","minimum":0,"maximum":1000,"description":"How many, 1 to 1,000. Default: 10."},"name":{"type":"string","maxLength":128,"description":"Of the schedule, on which its jitter depends. Default: none."}},"additionalProperties":false},"PreviewScheduleResponse":{"type":"object","properties":{"times":{"type":"array","description":"The earliest first; fewer than were asked for when the schedule ends before.","items":{"$ref":"#/components/schemas/FiringTime"}}},"required":["times"]},"Progress":{"type":"object","description":"How far a handler says it is.","properties":{"fraction":{"type":"number","minimum":0,"maximum":1,"description":"0 to 1."},"message":{"type":"string","maxLength":1024,"description":"At most 1,024 bytes."}},"additionalProperties":false},"PurgeQueueResponse":{"type":"object","properties":{"operation":{"$ref":"#/components/schemas/Operation"}}},"PutWorkflowRequest":{"type":"object","properties":{"definition":{"type":"string","contentEncoding":"base64","description":"JSON, as docs/workflows.md describes it, at most 1 MiB. In base64."},"definitionJson":{"description":"What \`definition\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."}},"additionalProperties":false},"PutWorkflowResponse":{"type":"object","properties":{"name":{"type":"string"},"version":{"type":"integer","format":"int32","description":"From 1 on."},"created":{"type":"boolean","description":"False when the latest version says the same."}},"required":["name","version","created"]},"Queue":{"type":"object","description":"The queue of a job type.","properties":{"type":{"type":"string"},"counts":{"type":"array","description":"One for each status, in the order of the enum, whether or not there are jobs. Each job that is kept counts once.","items":{"$ref":"#/components/schemas/StatusCount"}},"activity":{"$ref":"#/components/schemas/QueueActivity"},"workers":{"type":"integer","format":"int32","description":"How many workers live that lease its jobs, as far as they tell: see ListWorkers."},"paused":{"$ref":"#/components/schemas/QueueHold","description":"Set while no job of the queue is leased."},"draining":{"$ref":"#/components/schemas/QueueHold","description":"Set while the queue takes no new jobs."},"limits":{"$ref":"#/components/schemas/QueueLimits","description":"Absent when there are none."},"throttled":{"$ref":"#/components/schemas/QueueHold","description":"Set while no job of the queue is leased because the attempt of one was throttled, whose id \`by\` is. It ends by itself."}},"required":["type","counts","workers"]},"QueueActivity":{"type":"object","description":"What happens to the jobs of a queue. It is counted by the processes that are on the store, and comes to the store once a second, so it is late by that; a process that crashes takes the last second with it. Jobs that SQL enqueues in Postgres are not counted.","properties":{"enqueuedPerSecond":{"type":"number","description":"Jobs a second that were enqueued, over the last minute."},"completedPerSecond":{"type":"number","description":"Jobs a second that have completed."},"failedPerSecond":{"type":"number","description":"Jobs a second that have failed for good."},"retriedPerSecond":{"type":"number","description":"Attempts a second that have failed, or have lost their lease, and are to be tried again."},"wait":{"$ref":"#/components/schemas/TimeQuantiles","description":"From when a job was due to its lease, in the last five to ten minutes. Absent when none was leased."},"run":{"$ref":"#/components/schemas/TimeQuantiles","description":"From the lease of a job to the end of the attempt, likewise. Absent when none has ended."}},"required":["enqueuedPerSecond","completedPerSecond","failedPerSecond","retriedPerSecond"]},"QueueHold":{"type":"object","description":"That a queue is paused, drained or throttled.","properties":{"reason":{"type":"string","description":"Empty when none was given."},"by":{"type":"string","description":"Who wanted it, as they have said; empty when they have not."},"at":{"type":"string","format":"date-time","description":"Since when, by the store's clock."},"until":{"type":"string","format":"date-time","description":"When it ends by itself, by the store's clock. Absent for when somebody ends it."}},"required":["reason","by"]},"QueueLimits":{"type":"object","description":"How many jobs of a queue may run, and how many may start in a time.","properties":{"maxRunning":{"type":"integer","format":"int32","description":"How many run at most, from 1 on. A job runs from its lease on until it is settled, or until its lease has expired and the job was rescued. Absent for any number."},"keyMaxRunning":{"type":"integer","format":"int32","description":"How many jobs of each concurrency key run at most, from 1 on; jobs without one are not meant. A key that has as many holds no other key up. Absent for any number."},"rate":{"$ref":"#/components/schemas/Rate","description":"How many attempts may start in a time. A lease is a start, of a retry, too; a job that is given back before its handler has started is none. Absent for any number."},"keyRate":{"$ref":"#/components/schemas/Rate","description":"The same of each concurrency key; jobs without one are not meant. A key that has used its rate up holds no other key up, and no slot. What was counted counts for its time, also when this has ended and begun anew. Absent for any number."},"order":{"$ref":"#/components/schemas/KeyOrder","description":"In which order its concurrency keys are served. Unspecified for KEY_ORDER_PRIORITY."},"keyOnFailure":{"$ref":"#/components/schemas/KeyOnFailure","description":"What becomes of a concurrency key when an attempt of one of its jobs fails; a lost lease is a failure, too. With a \`key_max_running\` of 1, HOLD and HALT keep the jobs of a key in strict order. With more, what runs beside the one that has failed goes on, and nothing further is leased. Unspecified for KEY_ON_FAILURE_CONTINUE."},"aging":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long a job has to wait to make up for a step of priority, 1 ms to 31 days: jobs go by when they were due, later by that for each step that their priority lacks to 100. The same within each concurrency key; and between keys in KEY_ORDER_PRIORITY, which has no turns then. Absent for priorities that waiting does not make up for."}},"additionalProperties":false},"Rate":{"type":"object","description":"How many attempts may start in a time.","properties":{"limit":{"type":"integer","format":"int32","description":"At most so many start in any window of \`period\`, wherever it begins, from 1 on."},"period":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"From 100 ms to 31 days. There is room again a sixty-fourth of it late at most."},"burst":{"type":"integer","format":"int32","description":"Of those, so many start at once at most, from 1 to \`limit\`; the others are spread over the period. Absent for \`limit\`."}},"additionalProperties":false},"Reason":{"type":"object","description":"One reason why a job does not run, as data and in words.","properties":{"kind":{"$ref":"#/components/schemas/ReasonKind"},"sentence":{"type":"string","description":"For people; it says what to do."},"at":{"type":"string","format":"date-time","description":"When the job is due, when the pause ends, the deadline, since when it runs, or when it ended."},"count":{"type":"integer","format":"int32","description":"How many jobs run, are ahead (as far as they were counted), or are waited for; which attempt has failed."},"limit":{"type":"integer","format":"int32","description":"How many jobs may run, how many attempts there are."},"jobIds":{"type":"array","description":"The jobs that run, or that are waited for: the first 10.","items":{"type":"string"}}},"required":["kind","sentence","jobIds"]},"ReasonKind":{"type":"string","description":"Why a job does not run.\\n\\n- \`REASON_KIND_RUNNING\`: It runs.\\n- \`REASON_KIND_FINISHED\`: It has completed, failed or been cancelled.\\n- \`REASON_KIND_DUE_AT\`: It is scheduled, or snoozed, up to a time.\\n- \`REASON_KIND_BACKOFF\`: An attempt has failed, and the next one is not due yet.\\n- \`REASON_KIND_BLOCKED\`: Jobs that it comes after, or the group that calls it back, have not ended.\\n- \`REASON_KIND_QUEUE_PAUSED\`: Nothing of its queue is leased.\\n- \`REASON_KIND_QUEUE_FULL\`: As many jobs of its queue run as may.\\n- \`REASON_KIND_NO_WORKER\`: No worker that leases its type tells that it lives.\\n- \`REASON_KIND_WORKERS_BUSY\`: Every worker that leases its type has said lately that it has no room.\\n- \`REASON_KIND_AHEAD\`: Other jobs of its queue, or of its concurrency key if it has one, are leased before it.\\n- \`REASON_KIND_DEADLINE\`: It is cancelled if it has not started by a time.\\n- \`REASON_KIND_KEY_FULL\`: As many jobs of its concurrency key run as may.\\n- \`REASON_KIND_QUEUE_THROTTLED\`: Nothing of its queue is leased up to a time, because the attempt of a job was throttled.\\n- \`REASON_KIND_QUEUE_RATE\`: As many attempts of its queue have started as its rate lets.\\n- \`REASON_KIND_KEY_THROTTLED\`: Nothing of its concurrency key is leased up to a time, because the attempt of a job was throttled.\\n- \`REASON_KIND_KEY_RATE\`: As many attempts of its concurrency key have started as the rate of keys lets.\\n- \`REASON_KIND_KEY_HALTED\`: Other jobs keep the turn of its concurrency key, because an attempt of theirs has failed: see KeyOnFailure.","enum":["REASON_KIND_UNSPECIFIED","REASON_KIND_RUNNING","REASON_KIND_FINISHED","REASON_KIND_DUE_AT","REASON_KIND_BACKOFF","REASON_KIND_BLOCKED","REASON_KIND_QUEUE_PAUSED","REASON_KIND_QUEUE_FULL","REASON_KIND_NO_WORKER","REASON_KIND_WORKERS_BUSY","REASON_KIND_AHEAD","REASON_KIND_DEADLINE","REASON_KIND_KEY_FULL","REASON_KIND_QUEUE_THROTTLED","REASON_KIND_QUEUE_RATE","REASON_KIND_KEY_THROTTLED","REASON_KIND_KEY_RATE","REASON_KIND_KEY_HALTED"]},"Released":{"type":"object","description":"Given back, to run again at once; costs no attempt.","properties":{"started":{"type":"boolean","description":"Whether the handler may have started: ends an at-most-once job in JOB_STATUS_FAILED."}},"additionalProperties":false},"RerunRunResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run","description":"As it is now."}}},"ResumeKeyResponse":{"type":"object","properties":{"key":{"$ref":"#/components/schemas/ConcurrencyKey","description":"As it is now."}}},"ResumeQueueResponse":{"type":"object","properties":{"queue":{"$ref":"#/components/schemas/Queue","description":"As it is now."}}},"ResumeRunResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run","description":"As it is now."}}},"ResumeScheduleResponse":{"type":"object","properties":{"schedule":{"$ref":"#/components/schemas/Schedule","description":"As it is now."}}},"RetryGroupResponse":{"type":"object","properties":{"group":{"$ref":"#/components/schemas/Group"}}},"RetryJobResponse":{"type":"object","properties":{"job":{"$ref":"#/components/schemas/Job"}}},"RetryJobsRequest":{"type":"object","properties":{"filter":{"$ref":"#/components/schemas/JobFilter","description":"Its statuses may be JOB_STATUS_COMPLETED, JOB_STATUS_FAILED and JOB_STATUS_CANCELLED. Default of them: JOB_STATUS_FAILED."},"dryRun":{"type":"boolean","description":"Only count the jobs. Default: false."},"expectCount":{"type":"integer","format":"int32","description":"How many jobs the caller takes it to be about: when that is off by more than a tenth, nothing is changed. Up to 10,000 jobs are counted before the answer, which is FAILED_PRECONDITION then; when there are more, the operation counts on before it changes any, and ends as OPERATION_STATE_REFUSED. Default: any number."},"maxPerSecond":{"type":"integer","format":"int32","description":"How many jobs are changed a second at most, 1 to 1,000,000: on average, in steps of up to a second. Default: as many as the store can."}},"additionalProperties":false},"RetryJobsResponse":{"type":"object","properties":{"operation":{"$ref":"#/components/schemas/Operation"}}},"RetryMode":{"type":"string","description":"Where a step goes on that has run a workflow.\\n\\n- \`RETRY_MODE_RESUME\`: The part of its run that has failed.\\n- \`RETRY_MODE_RESTART\`: A new run.","enum":["RETRY_MODE_UNSPECIFIED","RETRY_MODE_RESUME","RETRY_MODE_RESTART"]},"RetryStepResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run","description":"The run as it is now."}}},"Role":{"type":"object","description":"Something that one process does for all of a store.","properties":{"name":{"type":"string","description":"What it is: \\"maintenance\\" promotes, rescues and forgets jobs, fires schedules, and does operations on many jobs."},"holder":{"type":"string","description":"Who has it: a server or a worker."},"fence":{"type":"string","format":"uint64","description":"Grows each time that it changes hands."},"expiresAt":{"type":"string","format":"date-time","description":"When another may take it unless it is held on to, by the store's clock."}},"required":["name","holder","fence"]},"Run":{"type":"object","description":"A run of a workflow as it stands.","properties":{"id":{"type":"string"},"workflow":{"type":"string","description":"The name of its workflow."},"version":{"type":"integer","format":"int32","description":"The version of the workflow that it began with."},"status":{"$ref":"#/components/schemas/RunStatus"},"attempt":{"type":"integer","format":"int32","description":"1, and one more each time that it was run again."},"input":{"type":"string","contentEncoding":"base64","description":"JSON. Not in lists, nor while a run is watched. In base64."},"inputJson":{"description":"What \`input\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"result":{"type":"string","contentEncoding":"base64","description":"JSON: the results of its last steps by their names, once it has completed. Not in lists. In base64."},"resultJson":{"description":"What \`result\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."},"error":{"$ref":"#/components/schemas/RunError","description":"Why it has failed."},"counts":{"type":"array","description":"How many steps there are of each status that has any.","items":{"$ref":"#/components/schemas/StepCount"}},"steps":{"type":"array","description":"In the order of the workflow; only with \`with_steps\`.","items":{"$ref":"#/components/schemas/RunStepState"}},"parent":{"$ref":"#/components/schemas/RunParent","description":"The step that has started this run, of another one."},"metadata":{"type":"object","additionalProperties":{"type":"string"}},"createdAt":{"type":"string","format":"date-time"},"startedAt":{"type":"string","format":"date-time","description":"When its latest attempt began, or is to begin."},"finishedAt":{"type":"string","format":"date-time"},"expiresAt":{"type":"string","format":"date-time","description":"When it is deleted with all that it has, once it has ended."},"sequence":{"type":"string","format":"int64","description":"Grows with each line of its history."}},"required":["id","workflow","version","status","attempt","counts","steps","metadata","sequence"]},"RunError":{"type":"object","properties":{"step":{"type":"string","description":"Empty when it is about the run as a whole."},"message":{"type":"string"}},"required":["step","message"]},"RunEvent":{"type":"object","description":"A line of the history of a run.","properties":{"sequence":{"type":"string","format":"int64","description":"By which lines are told apart and read on, from 1 on."},"at":{"type":"string","format":"date-time"},"step":{"type":"string","description":"Empty for the run itself."},"from":{"type":"string","description":"A status of the run or of the step, without the prefix of its enum, as in STARTED."},"to":{"type":"string"},"cause":{"$ref":"#/components/schemas/SkipCause","description":"Of a step that was skipped."},"by":{"type":"string","description":"Who asked for it."},"note":{"type":"string"}},"required":["sequence","step","from","to","cause","by","note"]},"RunParent":{"type":"object","properties":{"runId":{"type":"string"},"step":{"type":"string"},"index":{"type":"integer","format":"int32","description":"Of a map: which of its items, from 0 on."}},"required":["runId","step"]},"RunStatus":{"type":"string","description":"Where a run is.\\n\\n- \`RUN_STATUS_RUNNING\`: Steps start as soon as they may.\\n- \`RUN_STATUS_PAUSED\`: None starts; those that run go on.\\n- \`RUN_STATUS_CANCELLING\`: A cancel was asked for; what runs is being cancelled, then \`finally\` runs.\\n- \`RUN_STATUS_COMPLETED\`: All has ended, and no failure counts.\\n- \`RUN_STATUS_FAILED\`: A step has failed whose failure counts, a hook has, or the time was over.\\n- \`RUN_STATUS_CANCELLED\`: It was cancelled.","enum":["RUN_STATUS_UNSPECIFIED","RUN_STATUS_RUNNING","RUN_STATUS_PAUSED","RUN_STATUS_CANCELLING","RUN_STATUS_COMPLETED","RUN_STATUS_FAILED","RUN_STATUS_CANCELLED"]},"RunStep":{"type":"object","description":"A step of a run of a workflow.","properties":{"runId":{"type":"string"},"step":{"type":"string"},"index":{"type":"integer","format":"int32","description":"Of a map: which of its items, from 0 on."},"epoch":{"type":"integer","format":"int32","description":"1 for the first time that the run has the step begin, and one more each time that it is run again."}},"required":["runId","step","epoch"]},"RunStepState":{"type":"object","description":"A step of a run as it stands.","properties":{"name":{"type":"string"},"kind":{"type":"string","description":"task, map, sleep, await, workflow or decide."},"section":{"type":"string","description":"steps, on_failure or finally."},"status":{"$ref":"#/components/schemas/StepStatus"},"cause":{"$ref":"#/components/schemas/SkipCause","description":"Of a skipped one."},"after":{"type":"array","description":"The steps that it comes after.","items":{"type":"string"}},"epoch":{"type":"integer","format":"int32","description":"How often the run has had it begin, itself included, where it was."},"jobId":{"type":"string","description":"The job of a task that has started."},"childRunId":{"type":"string","description":"The run of a workflow step that has started."},"map":{"$ref":"#/components/schemas/StepItems","description":"Of a map that has started."},"error":{"type":"string"},"startedAt":{"type":"string","format":"date-time"},"finishedAt":{"type":"string","format":"date-time"},"wakeAt":{"type":"string","format":"date-time","description":"When a sleep ends, or the wait for a signal is given up."}},"required":["name","kind","section","status","cause","after","epoch","jobId","childRunId","error"]},"Schedule":{"type":"object","description":"Makes a job at each of its times.","properties":{"name":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$","description":"As the name of a type: 1 to 128 letters, digits, or any of \\"._:-\\", starting with a letter or digit."},"spec":{"$ref":"#/components/schemas/ScheduleSpec"},"policy":{"$ref":"#/components/schemas/SchedulePolicy"},"job":{"$ref":"#/components/schemas/EnqueueRequest","description":"The job of each time, without what the schedule decides: \`due\`, \`idempotency_key\`, \`unique\`, \`after\`, \`after_rule\`, \`durability\` and \`trace_context\` are refused. In a JSON payload \`\${nominal}\`, \`\${previous_nominal}\` and \`\${trigger}\` are replaced, times in ISO 8601. Its metadata tells \`millrace.schedule\`, \`millrace.nominal\` and \`millrace.trigger\` besides."},"managedBy":{"type":"string","description":"Who keeps it up to date, such as a repository, at most 256 bytes. Default: nobody."},"metadata":{"type":"object","description":"Labels for people. Default: none.","additionalProperties":{"type":"string"}},"state":{"$ref":"#/components/schemas/ScheduleState"},"revision":{"type":"string","format":"int64","description":"Grows with each change of the definition; 1 at first."},"generation":{"type":"string","format":"date-time","description":"Tells it from earlier ones of its name: when it was made."},"sourceVersion":{"type":"string","format":"int64","description":"The version of the source that it is from."},"updatedAt":{"type":"string","format":"date-time"},"nextTimes":{"type":"array","description":"The next ten, while it is active.","items":{"type":"string","format":"date-time"}},"last":{"$ref":"#/components/schemas/Firing","description":"What became of the latest time."},"counts":{"$ref":"#/components/schemas/ScheduleCounts"},"pause":{"$ref":"#/components/schemas/SchedulePause","description":"Present while it is paused."},"backfill":{"$ref":"#/components/schemas/Backfill","description":"The latest one, while it goes on and afterwards."}},"required":["name"],"additionalProperties":false},"ScheduleCounts":{"type":"object","description":"What has become of the times of a schedule.","properties":{"fired":{"type":"string","format":"int64","description":"Jobs that were made, those that had to wait included."},"skipped":{"type":"string","format":"int64","description":"Times that made no job because of an overlap."},"missed":{"type":"string","format":"int64","description":"Times that nothing was there to fire."},"buffered":{"type":"string","format":"int64","description":"Jobs that had to wait."}},"additionalProperties":false},"ScheduleInterval":{"type":"object","description":"A time again and again, whatever clocks do: the multiples of \`interval\` since 1970, plus \`phase\`.","properties":{"interval":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"From one second to 3,653 days."},"phase":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"Less than the interval. Default: 0."}},"additionalProperties":false},"SchedulePause":{"type":"object","description":"Why a schedule does not fire for now.","properties":{"at":{"type":"string","format":"date-time"},"by":{"type":"string","description":"Who wanted it, as they have said; empty when they have not, and when the schedule paused by itself."},"note":{"type":"string"}},"additionalProperties":false},"SchedulePolicy":{"type":"object","description":"How a schedule fires.","properties":{"overlap":{"$ref":"#/components/schemas/OverlapPolicy","description":"Default: OVERLAP_POLICY_SKIP."},"maxBuffered":{"type":"integer","format":"int32","minimum":0,"maximum":99,"description":"Of OVERLAP_POLICY_BUFFER_ALL: the most jobs that wait, 1 to 99. Default: 99."},"catchUp":{"$ref":"#/components/schemas/CatchUpPolicy","description":"Default: CATCH_UP_POLICY_LATEST."},"catchUpWindow":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How late a missed time may fire, up to 3,653 days. Default: 365 days."},"maxCatchUp":{"type":"integer","format":"int32","minimum":0,"maximum":1000,"description":"Of CATCH_UP_POLICY_ALL: the most missed times that fire, 1 to 1,000. Default: 1,000."},"pauseAfterFailures":{"type":"integer","format":"int32","minimum":0,"maximum":1000,"description":"Pause the schedule in place of its next firing once so many of its jobs in a row have failed for good, up to 1,000. Default: 0, never."},"maxFirings":{"type":"integer","format":"int32","minimum":0,"maximum":1000000000,"description":"End the schedule once it has made so many jobs, up to 1,000,000,000. Default: 0, never."}},"additionalProperties":false},"ScheduleSpec":{"type":"object","description":"When something happens: the times of all patterns and all intervals together, each once, less those that are excepted. There has to be one pattern or interval.","properties":{"cron":{"type":"array","description":"Cron patterns in the clock of \`zone\`, at most 10 of at most 256 bytes: minute, hour, day of the month, month, day of the week; with six fields seconds come first, with seven a year comes last. Names (MON, JAN), L, W, # and @daily are known. When both days are restricted, either will do; a + before that of the week asks for both. \`@every 5m\` stands for an interval, and \`CRON_TZ=Europe/Berlin\` before a pattern for \`zone\`.","items":{"type":"string"},"maxItems":10},"every":{"type":"array","description":"At most 10.","items":{"$ref":"#/components/schemas/ScheduleInterval"},"maxItems":10},"zone":{"type":"string","description":"The name of a time zone, such as Europe/Berlin. Default: UTC."},"exceptCron":{"type":"array","description":"Cron patterns of five fields, at most 10: nothing fires in a minute that one of them names.","items":{"type":"string"},"maxItems":10},"exceptDates":{"type":"array","description":"Days of \`zone\` on which nothing fires, such as 2027-12-25, at most 366.","items":{"type":"string"},"maxItems":366},"startAt":{"type":"string","format":"date-time","description":"Nothing fires before. Default: no bound."},"endAt":{"type":"string","format":"date-time","description":"Nothing fires then or later; after \`start_at\`. Default: no bound."},"onGap":{"$ref":"#/components/schemas/OnGap","description":"For patterns whose hours are not \`*\` or a step of it. Those that are go by elapsed time: they leave a gap out, and fire in both passes of an overlap. Default: ON_GAP_SHIFT."},"onOverlap":{"$ref":"#/components/schemas/OnOverlap","description":"For the same patterns. Default: ON_OVERLAP_FIRST."},"jitter":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"Fires up to so much later, up to a day: each time of each schedule by a length of its own, which is always the same, and never as late as the next time. Default: 0."}},"additionalProperties":false},"ScheduleState":{"type":"string","description":"Whether a schedule fires.\\n\\n- \`SCHEDULE_STATE_ACTIVE\`: \\n- \`SCHEDULE_STATE_PAUSED\`: \\n- \`SCHEDULE_STATE_ENDED\`: It has no further time, or has made as many jobs as it may.","enum":["SCHEDULE_STATE_UNSPECIFIED","SCHEDULE_STATE_ACTIVE","SCHEDULE_STATE_PAUSED","SCHEDULE_STATE_ENDED"]},"SealGroupResponse":{"type":"object","properties":{"group":{"$ref":"#/components/schemas/Group"}}},"ServerStatus":{"type":"object","description":"What a server and its store do at the moment.","properties":{"host":{"type":"string","description":"The machine that the server runs on."},"startedAt":{"type":"string","format":"date-time","description":"When the server began to serve, by its own clock."},"serverTime":{"type":"string","format":"date-time","description":"The server's time, and that of the store, by which jobs are due."},"storeTime":{"type":"string","format":"date-time"},"roles":{"type":"array","description":"What one of all servers and workers does for the others, as long as somebody does it.","items":{"$ref":"#/components/schemas/Role"}},"warnings":{"type":"array","description":"What an operator should know of the settings of the database behind the store, in sentences.","items":{"type":"string"}},"watch":{"$ref":"#/components/schemas/WatchStatus","description":"What it costs to show pages what goes on, on this server."}},"required":["host","roles","warnings"]},"SetKeyLimitsResponse":{"type":"object","properties":{"key":{"$ref":"#/components/schemas/ConcurrencyKey","description":"As it is now."}}},"SetQueueLimitsResponse":{"type":"object","properties":{"queue":{"$ref":"#/components/schemas/Queue","description":"As it is now."}}},"SettleItem":{"type":"object","properties":{"jobId":{"type":"string","minLength":1},"token":{"type":"string","format":"uint64"},"completed":{"$ref":"#/components/schemas/Completed"},"failed":{"$ref":"#/components/schemas/Failed"},"snoozed":{"$ref":"#/components/schemas/Snoozed"},"released":{"$ref":"#/components/schemas/Released"},"throttled":{"$ref":"#/components/schemas/Throttled"}},"required":["jobId"],"additionalProperties":false},"SettleJobResponse":{"type":"object","properties":{"status":{"$ref":"#/components/schemas/JobStatus","description":"The status that the job has now."}},"required":["status"]},"SettleRequest":{"type":"object","properties":{"items":{"type":"array","description":"At most 1,000. Each is checked by itself, so that one that breaks a rule does not stop the others.","items":{"$ref":"#/components/schemas/SettleItem"},"maxItems":1000},"resend":{"type":"boolean","description":"This call repeats one whose answer was lost: items that it settled are answered as they were then, instead of with ABORTED. Default: false."}},"additionalProperties":false},"SettleResponse":{"type":"object","properties":{"results":{"type":"array","description":"One for each item, in order.","items":{"$ref":"#/components/schemas/SettleResult"}}},"required":["results"]},"SettleResult":{"type":"object","description":"What became of one settled item.","properties":{"status":{"$ref":"#/components/schemas/JobStatus","description":"The status that the job has now; JOB_STATUS_UNSPECIFIED when the item was refused."},"error":{"$ref":"#/components/schemas/ItemError","description":"Present when the item was refused; nothing was changed then. ABORTED: the token is stale. INVALID_ARGUMENT, RESOURCE_EXHAUSTED: the outcome breaks a rule or is over a limit, and the lease goes on. DATA_LOSS: the stored job cannot be read. Any other code is no answer: settle the item again."}},"required":["status"]},"SignalAnswer":{"type":"object","description":"An answer to a link, and what the signal has then.","properties":{"label":{"type":"string","minLength":1,"maxLength":64,"description":"What its button shows."},"payload":{"type":"string","contentEncoding":"base64","description":"JSON, at most 256 bytes. Default: null. In base64."},"payloadJson":{"description":"What \`payload\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."}},"required":["label"],"additionalProperties":false},"SignalRunResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run","description":"As it is now."}}},"SkipCause":{"type":"string","description":"Why a step was skipped.\\n\\n- \`SKIP_CAUSE_CONDITION\`: Its condition or its rule did not hold.\\n- \`SKIP_CAUSE_FAILURE\`: A step has failed that it needed.\\n- \`SKIP_CAUSE_STOP\`: The run was stopped by a failure.","enum":["SKIP_CAUSE_UNSPECIFIED","SKIP_CAUSE_CONDITION","SKIP_CAUSE_FAILURE","SKIP_CAUSE_STOP"]},"SkipStepResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run","description":"The run as it is now."}}},"Snoozed":{"type":"object","description":"Run again after \`delay\`; costs no attempt.","properties":{"delay":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"]}},"additionalProperties":false},"StartRunResponse":{"type":"object","properties":{"run":{"$ref":"#/components/schemas/Run"},"created":{"type":"boolean","description":"False when a run had the \`id_key\` already."}},"required":["created"]},"StatusCount":{"type":"object","description":"The jobs of a queue that are in one status.","properties":{"status":{"$ref":"#/components/schemas/JobStatus"},"jobs":{"type":"integer","format":"int32","description":"How many there are; with \`more\`, at least."},"more":{"type":"boolean","description":"Whether there may be more. A store that has to go over the jobs to count them (SQLite, Postgres) stops at a bound: 100,000 for GetQueue, 10,000 for ListQueues. Redis and memory know the number."},"oldestAge":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"For how long the oldest one has been in the status, by the store's clock; absent when there is none.\\n\\nOf pending jobs it is the one that has been due for longest. Of the others it is the one that is first in the order that ListJobs tells, which is the oldest unless jobs differ in what they wait for: the scheduled or retrying one that is due first, the running one whose lease ends first, the finished one that expires first."}},"required":["status","jobs","more"]},"StepCount":{"type":"object","properties":{"status":{"$ref":"#/components/schemas/StepStatus"},"steps":{"type":"integer","format":"int32"}},"required":["status","steps"]},"StepItems":{"type":"object","description":"How far a map is, in items.","properties":{"total":{"type":"integer","format":"int32"},"open":{"type":"integer","format":"int32","description":"Those of which the jobs are there and have not ended."},"completed":{"type":"integer","format":"int32"},"failed":{"type":"integer","format":"int32"}},"required":["total","open","completed","failed"]},"StepStatus":{"type":"string","description":"Where a step of a run is.\\n\\n- \`STEP_STATUS_BLOCKED\`: It waits for steps that come before it.\\n- \`STEP_STATUS_STARTED\`: Its job is there, or its timer, or it waits for a signal.\\n- \`STEP_STATUS_COMPLETED\`: \\n- \`STEP_STATUS_FAILED\`: \\n- \`STEP_STATUS_CANCELLED\`: \\n- \`STEP_STATUS_SKIPPED\`: It will not run.","enum":["STEP_STATUS_UNSPECIFIED","STEP_STATUS_BLOCKED","STEP_STATUS_STARTED","STEP_STATUS_COMPLETED","STEP_STATUS_FAILED","STEP_STATUS_CANCELLED","STEP_STATUS_SKIPPED"]},"StopOperationResponse":{"type":"object","properties":{"operation":{"$ref":"#/components/schemas/Operation"}}},"SubscribeRequest":{"type":"object","properties":{"topics":{"type":"array","description":"1 to 32. One connection has at most 64 streams.","items":{"$ref":"#/components/schemas/Topic"},"minItems":1,"maxItems":32}},"required":["topics"],"additionalProperties":false},"SubscribeResponse":{"type":"object","description":"What has changed of one topic. One that has neither cursor nor error is a sign of life, which comes first, and when there was nothing else for ten seconds.","properties":{"topic":{"type":"integer","format":"int32","description":"Its place among the topics of the request, from 0 on."},"cursor":{"type":"string","description":"Where to go on; it has no other meaning."},"snapshot":{"type":"boolean","description":"Whether this is all of the topic. Otherwise what is not named here is as before."},"queues":{"type":"array","description":"Those that are new or have changed. Ages are those at the time of sending and grow by themselves: a queue of which nothing else changes is not told again.","items":{"$ref":"#/components/schemas/Queue"}},"workers":{"type":"array","description":"Likewise.","items":{"$ref":"#/components/schemas/Worker"}},"operations":{"type":"array","items":{"$ref":"#/components/schemas/Operation"}},"schedules":{"type":"array","items":{"$ref":"#/components/schemas/Schedule"}},"removed":{"type":"array","description":"The types, worker ids, operation ids or names of those that are gone.","items":{"type":"string"}},"more":{"type":"boolean","description":"Whether there are more than the topic shows."},"jobs":{"$ref":"#/components/schemas/JobCount","description":"How many jobs match."},"job":{"$ref":"#/components/schemas/JobEvent","description":"The job as it is now."},"error":{"$ref":"#/components/schemas/ItemError","description":"Why the topic cannot be told now, as when the store is down. What was told before stands; the store is asked again, and the next message of the topic tells that it has answered. Only NOT_FOUND, for a job that does not exist or was forgotten, is the last message of its topic."}},"required":["topic","cursor","snapshot","queues","workers","operations","schedules","removed","more"]},"Throttled":{"type":"object","description":"What the handler calls has no room for more now; costs no attempt.","properties":{"retryAfter":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"When it may be called again, from now on. Default: 0s."},"scope":{"$ref":"#/components/schemas/ThrottleScope","description":"Who waits until then. Default: THROTTLE_SCOPE_JOB."}},"additionalProperties":false},"ThrottleScope":{"type":"string","description":"Who waits when an attempt was throttled.\\n\\n- \`THROTTLE_SCOPE_JOB\`: The job alone, as if it were snoozed.\\n- \`THROTTLE_SCOPE_QUEUE\`: The whole queue: none of its jobs is leased until then, see Queue.throttled. The job itself stands at the front. Of several times the latest counts.\\n- \`THROTTLE_SCOPE_KEY\`: The concurrency key of the job: none of its jobs is leased until then, those of others are. The job itself stands at the front. Of a job without a key: the job alone. Of several times the latest counts.","enum":["THROTTLE_SCOPE_UNSPECIFIED","THROTTLE_SCOPE_JOB","THROTTLE_SCOPE_QUEUE","THROTTLE_SCOPE_KEY"]},"TimeQuantiles":{"type":"object","description":"How long jobs have taken lately.","properties":{"jobs":{"type":"integer","format":"int32","description":"Of how many jobs this is told."},"p50":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"Half of them took no longer. Right to a factor of two, mostly to a few percent."},"p95":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"All but one in twenty took no longer."}},"required":["jobs"]},"Topic":{"type":"object","description":"What to watch. A store that answers slowly is asked less often than is said here: at least four fifths of the time it is left alone.","properties":{"all":{"$ref":"#/components/schemas/Collection","description":"All queues, workers, operations or schedules."},"queue":{"type":"string","pattern":"^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$","description":"The queue of this type, as GetQueue tells of it, each second."},"jobs":{"$ref":"#/components/schemas/JobFilter","description":"How many jobs match: by types and statuses alone each second, as queues tell of them; by all else every five seconds, among the first 10,000 that ListJobs looks at."},"job":{"type":"string","pattern":"^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$","description":"The job of this id, after each of its changes, until it is final, as WatchJob streams it."},"view":{"$ref":"#/components/schemas/JobView","description":"Of a job. Default: JOB_VIEW_FULL."},"cursor":{"type":"string","maxLength":64,"description":"The latest cursor of the topic, to go on after a broken stream. Where a server no longer knows what has changed since, it tells all. Default: the start."}},"additionalProperties":false},"TraceContext":{"type":"object","description":"The span that enqueued a job, as W3C Trace Context writes it: https://www.w3.org/TR/trace-context.","properties":{"traceparent":{"type":"string","pattern":"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$","description":"Version, trace id, span id and flags: \\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\\"."},"tracestate":{"type":"string","pattern":"^[ -~]*$","maxLength":512,"description":"What tracing systems add for themselves, at most 512 bytes of printable ASCII. Default: none."}},"required":["traceparent"],"additionalProperties":false},"TriggerScheduleResponse":{"type":"object","properties":{"firing":{"$ref":"#/components/schemas/Firing","description":"Without a job when it was skipped."}}},"Unique":{"type":"object","description":"Asks that there be one job at most for the same work.","properties":{"key":{"type":"string","minLength":1,"maxLength":256,"description":"Names the work, by 1 to 256 bytes. Jobs of another type or concurrency key have keys of their own."},"until":{"$ref":"#/components/schemas/UniqueUntil"},"ttl":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long the job holds the key from when it is created, whatever becomes of it unless it is deleted: at most 3,653 days, and no longer than its retention, whose default grows with it."},"onConflict":{"$ref":"#/components/schemas/OnConflict","description":"Default: ON_CONFLICT_RETURN_EXISTING."},"maxWait":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long after it was created the job is due at the latest, however often it is replaced: at most 3,653 days, and no less than the delay. Only with ON_CONFLICT_REPLACE, and not with a \`run_at\`. Default: no limit."}},"required":["key"],"additionalProperties":false},"UniqueUntil":{"type":"string","description":"Up to what a job holds its unique key, unless it is deleted before.\\n\\n- \`UNIQUE_UNTIL_FINISHED\`: Until it has completed, failed or been cancelled.\\n- \`UNIQUE_UNTIL_STARTED\`: Until its first attempt begins; a retry does not take the key again.\\n- \`UNIQUE_UNTIL_COMPLETED\`: Until it has completed. One that has failed or been cancelled still holds the key, until it is run again and completes, or is forgotten.","enum":["UNIQUE_UNTIL_UNSPECIFIED","UNIQUE_UNTIL_FINISHED","UNIQUE_UNTIL_STARTED","UNIQUE_UNTIL_COMPLETED"]},"UpdateJobResponse":{"type":"object","properties":{"job":{"$ref":"#/components/schemas/Job"}}},"UpsertScheduleRequest":{"type":"object","properties":{"schedule":{"$ref":"#/components/schemas/Schedule"},"ifRevision":{"type":"string","format":"int64","description":"Only if its revision is this one; 0 if there is to be none. Default: any."},"sourceVersion":{"type":"string","format":"int64","description":"Of the source that it comes from, such as a deploy: what comes from an older one is ignored. Default: 0."}},"additionalProperties":false},"UpsertScheduleResponse":{"type":"object","properties":{"schedule":{"$ref":"#/components/schemas/Schedule","description":"As it is now."},"changed":{"type":"boolean","description":"Whether its definition has changed."}},"required":["changed"]},"ValidateWorkflowRequest":{"type":"object","properties":{"definition":{"type":"string","contentEncoding":"base64","description":"JSON, as docs/workflows.md describes it, at most 1 MiB. In base64."},"definitionJson":{"description":"What \`definition\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."}},"additionalProperties":false},"ValidateWorkflowResponse":{"type":"object","properties":{"violations":{"type":"array","description":"At most 20. None for a definition that is in order.","items":{"$ref":"#/components/schemas/WorkflowViolation"}}},"required":["violations"]},"WaitsFor":{"type":"object","description":"What a blocked job waits for.","properties":{"rule":{"$ref":"#/components/schemas/AfterRule"},"count":{"type":"integer","format":"int32","description":"How many of the jobs that it comes after have not ended, or 1 for a group."},"jobIds":{"type":"array","description":"Their ids, or that of the group; empty by JOB_VIEW_BASIC.","items":{"type":"string"}},"delay":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long after the end of the wait the job is due. Absent for its run-at time."}},"required":["rule","count","jobIds"]},"WatchJobResponse":{"type":"object","properties":{"event":{"$ref":"#/components/schemas/JobEvent"}}},"WatchRunResponse":{"type":"object","properties":{"events":{"type":"array","description":"What has happened since.","items":{"$ref":"#/components/schemas/RunEvent"}},"run":{"$ref":"#/components/schemas/Run","description":"The run after that; its input and its result once it has ended."}},"required":["events"]},"WatchStatus":{"type":"object","description":"What is watched by Subscribe on a server.","properties":{"streams":{"type":"integer","format":"int32","description":"Streams that are open, such as one of a browser."},"topics":{"type":"integer","format":"int32","description":"Topics that those watch, each looked at once, however many watch it."},"looks":{"type":"string","format":"uint64","description":"Looks at the store since the server began to serve."}},"required":["streams","topics","looks"]},"Worker":{"type":"object","description":"A worker that lives.","properties":{"workerId":{"type":"string","description":"Its name in leases, jobs and errors."},"types":{"type":"array","description":"The types that it leases.","items":{"type":"string"}},"concurrency":{"type":"integer","format":"int32","description":"How many jobs it runs at a time, at most."},"running":{"type":"integer","format":"int32","description":"How many it ran when it told so last."},"version":{"type":"string","description":"Of its program, as it calls it; empty for none."},"host":{"type":"string","description":"The machine that it runs on."},"eventLoopLag":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How late its event loop was lately: a handler that computes holds it up."},"server":{"type":"string","description":"The host of the server by which it is connected; empty for one that is directly on the store."},"heartbeatAge":{"type":"string","pattern":"^-?\\\\d+(\\\\.\\\\d{1,9})?s$","examples":["3.5s"],"description":"How long ago it told so last, by the store's clock."}},"required":["workerId","types","concurrency","running","version","host","server"]},"WorkflowVersion":{"type":"object","description":"A version of a workflow.","properties":{"name":{"type":"string"},"version":{"type":"integer","format":"int32","description":"From 1 on."},"definition":{"type":"string","contentEncoding":"base64","description":"JSON. In base64."},"definitionJson":{"description":"What \`definition\` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON."}},"required":["name","version"]},"WorkflowViolation":{"type":"object","description":"What is wrong at a place of a definition.","properties":{"field":{"type":"string","description":"The path of the place, such as steps.ship.after[0]; \`definition\` for the whole."},"description":{"type":"string","description":"The rule, and how to keep it."}},"required":["field","description"]},"Problem":{"type":"object","description":"What went wrong, as RFC 9457 has it.","properties":{"type":{"type":"string","format":"uri","description":"Where the documentation says more."},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string","description":"What happened, and what to do."},"instance":{"type":"string","description":"The request's id."},"code":{"type":"string","description":"For example \`NOT_FOUND\`."},"errors":{"type":"array","description":"The fields at fault.","items":{"type":"object","properties":{"field":{"type":"string","description":"For example \`metadata[\\"team\\"]\`."},"pointer":{"type":"string","description":"The same as a JSON pointer."},"description":{"type":"string","description":"The rule, and how to keep it."}},"required":["field","pointer","description"]}},"retryAfter":{"type":"integer","description":"When to try again, in seconds."}},"required":["type","title","status","detail","instance","code"]}}}}`;

/** The same as YAML. */
export const OPENAPI_YAML = `openapi: 3.1.0
info:
  title: Millrace
  version: v1
  summary: A distributed job queue.
  description: >-
    The REST of a Millrace server. Its JSON is that of protobuf: names in
    lowerCamelCase (both spellings are taken), 64-bit numbers as strings, times
    as \`2030-01-31T09:00:00Z\`, durations as \`3.5s\`, enums by their names, whose
    prefix a request may leave out.


    A type or an id with a colon may be written as it is, or with \`%3A\`; what
    follows the last colon is a verb only where the path has that verb.


    Errors are problems of RFC 9457, with the fields at fault.
  license:
    name: MIT
    identifier: MIT
servers:
  - url: /
    description: This server.
tags:
  - name: ErrorService
    description: >-
      The errors of jobs, grouped by what they have in common.


      Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the
      fields), UNAVAILABLE (the store is down; try again), UNAUTHENTICATED and
      PERMISSION_DENIED (by what stands before the server, or is built into it).
  - name: GroupService
    description: >-
      Groups: jobs that belong together, and the jobs that are run as they end.
      A job joins a group by EnqueueRequest.group_id, or is created with it.
      What a handler enqueues with the completion of a job is not of its group.


      Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the
      fields), RESOURCE_EXHAUSTED, FAILED_PRECONDITION (a type of the jobs is
      draining), NOT_FOUND, UNAVAILABLE (the store is down; try again),
      UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server,
      or is built into it).
  - name: JobService
    description: >-
      Enqueue jobs, follow them, and step in.


      Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the
      fields), NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION,
      RESOURCE_EXHAUSTED (names the limit), UNAVAILABLE (the store is down; try
      again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the
      server, or is built into it).
  - name: OperationService
    description: >-
      Operations do to many jobs what an operator could do to each. They are
      carried out in rounds of at most 1,000 jobs, by the server or worker that
      maintains the store, while the queues work on; after a crash another one
      goes on where it was. An operation means the jobs that matched its filter
      when it was started: jobs that are made after that, or finish after it,
      are left alone.


      Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the
      fields), FAILED_PRECONDITION (there are not about as many jobs as
      expected), RESOURCE_EXHAUSTED (20 operations of the store are open),
      NOT_FOUND, UNAVAILABLE (the store is down; try again: an operation whose
      start was not answered may have been started, which ListOperations tells),
      UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server,
      or is built into it).
  - name: QueueService
    description: >-
      Queues, one for each type that has jobs or for which something is set: at
      a glance, and what operators set for them. What a look costs the store
      depends on the number of queues that it tells of, not on that of their
      jobs.


      Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the
      fields), UNAVAILABLE (the store is down, or a part of it: the message says
      which parts have changed; try again), UNAUTHENTICATED and
      PERMISSION_DENIED (by what stands before the server, or is built into it).
  - name: ScheduleService
    description: >-
      Makes jobs again and again: by cron patterns and intervals, in any time
      zone, with each time once also where clocks change. A firing is one step
      of the store: whatever servers and workers there are, and whatever becomes
      of them, each time makes one job.


      Errors: INVALID_ARGUMENT and RESOURCE_EXHAUSTED (with
      google.rpc.BadRequest details that name the fields), NOT_FOUND,
      FAILED_PRECONDITION, UNAVAILABLE (the store is down: try again),
      UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server,
      or is built into it).
  - name: ServerService
    description: About the server itself.
  - name: WatchService
    description: >-
      Shows what goes on, to pages and programs that stay open. However many
      look, a server asks its store once for each topic, and not at all when
      nobody looks.


      Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the
      fields), RESOURCE_EXHAUSTED (too many topics are watched on the server, or
      too many streams are open on the connection), UNAVAILABLE (the server
      shuts down: connect again), UNAUTHENTICATED and PERMISSION_DENIED (by what
      stands before the server, or is built into it).
  - name: WorkerService
    description: >-
      The worker's half: lease jobs, keep the leases, settle them.


      What a worker does:


      1. It names itself by a \`worker_id\` that no other one has, such as its
      host and process id. 2. It calls Lease with a \`wait\`, a deadline that is a
      few seconds longer than that, and \`max_jobs\` for as many as it has room
      for: one call for many jobs costs little more than one for one, and a
      worker that leases and settles one job a call has a thirtieth of the
      speed. 3. It runs its handler for each job, and calls Extend for all its
      leases together at about a third of their length. When \`cancel_requested\`
      comes back it tells the handler to stop, and settles; for an error with
      the code ABORTED, the lease is lost: it stops the handler and does not
      settle. 4. It keeps \`Job.timeout\`: the server does not. When an attempt
      has taken that long, the worker stops the handler and settles it as
      failed, whether or not the handler heeds that. 5. It calls Settle when a
      handler is done, for all that are done by then in one call: at most 1,000,
      and no more bytes than a message may have, 4 MiB unless the server is
      configured otherwise. A slot is free for the next Lease when that is
      answered, so that slots become free together. While the call is not
      answered (UNAVAILABLE, DEADLINE_EXCEEDED, a broken connection, an answer
      of a proxy), it repeats it with \`resend\` set, and with growing waits,
      until the lease has ended. 6. For an item whose error has the code
      INVALID_ARGUMENT or RESOURCE_EXHAUSTED it settles again with what is
      allowed, such as a failure that says so: the lease goes on. For ABORTED
      (the lease is lost) and DATA_LOSS (the stored job cannot be read) it gives
      up. Any other code is no answer: it settles that item again, as in 5. 7.
      When it shuts down, it settles as released what it has not run, and lets
      the rest end. 8. It may call Heartbeat every ten seconds, so that people
      see it in the list of workers.


      Errors of calls: INVALID_ARGUMENT (with google.rpc.BadRequest details that
      name the fields), RESOURCE_EXHAUSTED (the message is too large, or the
      server too busy: names the limit), UNAVAILABLE (the store or the server is
      away: try again, with growing waits), FAILED_PRECONDITION (an operator has
      to put the store right), UNAUTHENTICATED and PERMISSION_DENIED (by what
      stands before the server, or is built into it), INTERNAL. What refuses one
      item is in its result, not an error of the call.
  - name: WorkflowService
    description: >-
      Workflows: jobs as steps, and what each of them waits for. A run keeps the
      version of its workflow that it began with. What is JSON stands in fields
      of bytes: definitions, inputs, results, payloads of signals.


      Errors: INVALID_ARGUMENT and RESOURCE_EXHAUSTED (with
      google.rpc.BadRequest details that name the fields), NOT_FOUND,
      FAILED_PRECONDITION (the run is not where this can be done), UNAVAILABLE
      (the store is down: try again), UNAUTHENTICATED and PERMISSION_DENIED (by
      what stands before the server, or is built into it).
paths:
  /v1/errors:
    get:
      operationId: ListErrorGroups
      tags:
        - ErrorService
      summary: Group the latest errors of jobs that have failed or are to be tried again
      description: "Group the latest errors of jobs that have failed or are to be
        tried again: by type, message and the top of the stack. A call looks at
        a bounded number of jobs, the latest of each type and status, and says
        at how many of how many. \`error_group\` of a filter means the jobs of a
        group: to list them, or to retry, cancel or delete them."
      parameters:
        - name: type
          in: query
          description: "Default: every type, of each of which the latest jobs are looked
            at."
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - name: statuses
          in: query
          description: "JOB_STATUS_FAILED and JOB_STATUS_RETRYING can be given. Default:
            both."
          schema:
            type: array
            items:
              $ref: "#/components/schemas/JobStatus"
            maxItems: 16
        - name: lookAt
          in: query
          description: "How many jobs are looked at, 1 to 10,000. Default: 1,000."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 10000
        - name: pageToken
          in: query
          description: "The \`next_page_token\` of the page before. Default: the start."
          schema:
            type: string
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListErrorGroupsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/groups:
    post:
      operationId: CreateGroup
      tags:
        - GroupService
      summary: Create a group with its callbacks, and maybe its jobs, in one step
      description: "Create a group with its callbacks, and maybe its jobs, in one
        step: all of it or nothing."
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/CreateGroupRequest"
            example:
              jobs:
                - type: email
                  payloadJson:
                    to: ada@example.com
              sealed: true
              onFinished:
                type: report
                payloadJson:
                  batch: 7
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/CreateGroupResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/groups/{id}:
    get:
      operationId: GetGroup
      tags:
        - GroupService
      summary: Look at a group
      description: Look at a group.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetGroupResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/groups/{id}:seal:
    post:
      operationId: SealGroup
      tags:
        - GroupService
      summary: Let no more jobs join a group
      description: "Let no more jobs join a group: it ends with the last one of those
        that have."
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties: {}
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SealGroupResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/groups/{id}/jobs:
    get:
      operationId: ListGroupJobs
      tags:
        - GroupService
      summary: List the jobs of a group, the earliest first, by JOB_VIEW_BASIC
      description: List the jobs of a group, the earliest first, by JOB_VIEW_BASIC.
        Those that are kept no more are left out.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: pageSize
          in: query
          description: "1 to 1,000. Default: 50."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 1000
        - name: pageToken
          in: query
          description: "From the page before. Default: none, the first page."
          schema:
            type: string
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListGroupJobsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/groups/{id}:cancel:
    post:
      operationId: CancelGroup
      tags:
        - GroupService
      summary: Seal a group and cancel those of its jobs that have not finished, one
        after the other, each as CancelJob does it
      description: Seal a group and cancel those of its jobs that have not finished,
        one after the other, each as CancelJob does it.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                reason:
                  type: string
                  maxLength: 1024
                  description: "Kept with each job and handed to handlers, at most 1,024 bytes.
                    Default: none."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/CancelGroupResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/groups/{id}:retry:
    post:
      operationId: RetryGroup
      tags:
        - GroupService
      summary: Run the jobs of a group again that have failed, one after the other,
        each as RetryJob does it
      description: Run the jobs of a group again that have failed, one after the
        other, each as RetryJob does it. Its callbacks stay as they are.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties: {}
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/RetryGroupResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs:
    post:
      operationId: Enqueue
      tags:
        - JobService
      summary: Enqueue a job
      description: >-
        Enqueue a job.


        ALREADY_EXISTS when the idempotency key belongs to a job of another
        request, or when another job holds the unique key and the request is to
        be rejected then; NOT_FOUND when a job of \`after\` does not exist;
        nothing is written.
      parameters:
        - $ref: "#/components/parameters/IdempotencyKey"
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/EnqueueRequest"
            example:
              type: email
              payloadJson:
                to: ada@example.com
                template: welcome
              delay: 10s
              priority: 10
      responses:
        "200":
          description: The idempotency key, or the unique key, led to a job that was there
            before.
          headers:
            Location: &a2
              description: Where the job is.
              schema: &a1
                type: string
            Idempotent-Replayed:
              description: "\`true\`: nothing was made."
              schema: *a1
          content: &a3
            application/json:
              schema:
                $ref: "#/components/schemas/EnqueueResponse"
        "201":
          description: The job.
          headers:
            Location: *a2
          content: *a3
        "422":
          $ref: "#/components/responses/KeyTaken"
        default:
          $ref: "#/components/responses/Problem"
    get:
      operationId: ListJobs
      tags:
        - JobService
      summary: List jobs, type by type and status by status, in the order of their enum
      description: List jobs, type by type and status by status, in the order of their
        enum. Within a status, scheduled and retrying jobs are ordered by when
        they are due, pending ones by the order in which they will be leased,
        running ones by when their lease ends, blocked ones by when they were
        enqueued, finished ones by when they expire. A job that changes its
        status while the pages are read can be listed twice, or not at all.
      parameters:
        - name: type
          in: query
          description: "Default: every type."
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - name: statuses
          in: query
          description: "Default: every status."
          schema:
            type: array
            items:
              $ref: "#/components/schemas/JobStatus"
            maxItems: 16
        - name: metadata
          in: query
          description: Entries that a job's metadata must have. As \`metadata[key]=value\`.
          style: deepObject
          explode: true
          schema:
            type: object
            additionalProperties:
              type: string
            maxProperties: 64
        - name: createdAfter
          in: query
          description: Only jobs created at this time or later.
          schema:
            type: string
            format: date-time
        - name: createdBefore
          in: query
          description: Only jobs created before this time.
          schema:
            type: string
            format: date-time
        - name: pageSize
          in: query
          description: "The most jobs a page has, 1 to 1,000. Default: 100."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 1000
        - name: pageToken
          in: query
          description: "The \`next_page_token\` of the page before. Default: the start."
          schema:
            type: string
        - name: view
          in: query
          description: "Default: JOB_VIEW_BASIC, so that a page stays small however large
            its jobs are."
          schema:
            $ref: "#/components/schemas/JobView"
        - name: errorContains
          in: query
          description: "Only jobs that have had an error whose message has this text, in
            letters of either case: at most 256 bytes. Default: none."
          schema:
            type: string
            maxLength: 256
        - name: workerId
          in: query
          description: "Only jobs whose latest attempt was of this worker. Default: of
            any, or of none."
          schema:
            type: string
            maxLength: 256
        - name: idPrefix
          in: query
          description: "Only jobs whose ids begin so: at most 64 bytes. Default: any."
          schema:
            type: string
            maxLength: 64
        - name: attemptMin
          in: query
          description: "Only jobs at this attempt or a later one, 1 to 1,000. Default: any."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 1000
        - name: reversed
          in: query
          description: "Whether the jobs of each status come the last one first: of those
            that have failed, the one that expires last, which is the latest
            unless jobs differ in their retention. Default: false."
          schema:
            type: boolean
        - name: errorGroup
          in: query
          description: "Only jobs whose latest error is of this group, by its id: see
            ListErrorGroups. Default: any."
          schema:
            type: string
            maxLength: 22
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: A page of jobs.
          headers:
            Link: &a6
              description: '\`<path>; rel="next"\` leads to the next page; absent on the last
                one.'
              schema: *a1
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListJobsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs:batch:
    post:
      operationId: EnqueueBatch
      tags:
        - JobService
      summary: Enqueue many jobs, each by itself
      description: "Enqueue many jobs, each by itself: one that is refused does not
        stop the others."
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/EnqueueBatchRequest"
            example:
              requests:
                - type: email
                  payloadJson:
                    to: ada@example.com
                - type: email
                  payloadJson:
                    to: grace@example.com
                  maxAttempts: 10
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/EnqueueBatchResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{id}:
    get:
      operationId: GetJob
      tags:
        - JobService
      summary: Read a job, at once or when it has finished
      description: Read a job, at once or when it has finished.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: view
          in: query
          description: "Default: JOB_VIEW_FULL."
          schema:
            $ref: "#/components/schemas/JobView"
        - name: wait
          in: query
          description: "How long to wait for the job to reach a final status, at most 1m,
            and less when the deadline of the call is nearer; it is answered as
            it is when the time is over. Default: 0s, do not wait."
          schema:
            type: string
            pattern: ^-?\\d+(\\.\\d{1,9})?s$
            examples:
              - 3.5s
        - $ref: "#/components/parameters/IfNoneMatch"
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: The job.
          headers:
            ETag: &a4
              description: The job's sequence number, which grows with each change; \`-gzip\`
                behind it where the answer is compressed.
              schema: *a1
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetJobResponse"
        "304":
          description: The job is as the caller has it.
        default:
          $ref: "#/components/responses/Problem"
    patch:
      operationId: UpdateJob
      tags:
        - JobService
      summary: Change a job that waits
      description: >-
        Change a job that waits: what the request gives, and nothing else, in
        one step. A job that is due later than before, or by now, changes its
        status as well. It keeps its place in the queue unless its priority
        changes. What an idempotency key compares stays the request that has
        made the job.


        FAILED_PRECONDITION when it is running or has finished, or is not at
        \`if_sequence\`.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/IfMatch"
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                runAt:
                  type: string
                  format: date-time
                  description: At this time, by the store's clock; a time that has passed means at
                    once. At the latest 2200-01-01T00:00:00Z.
                delay:
                  type: string
                  pattern: ^-?\\d+(\\.\\d{1,9})?s$
                  examples:
                    - 3.5s
                  description: After this time, at most 3,653 days, from now on.
                priority:
                  type: integer
                  format: int32
                  minimum: 0
                  maximum: 100
                  description: "0 to 100, higher first. Default: as before."
                payload:
                  type: string
                  contentEncoding: base64
                  description: "The new payload, within the limit of an enqueue. Default: as
                    before, with its content type. In base64."
                payloadJson:
                  description: "What \`payload\` holds, as the JSON that it is: kept byte for byte.
                    Give one of the two; an answer has this one when the bytes
                    are JSON."
                contentType:
                  type: string
                  pattern: ^[a-zA-Z0-9!#$&^_.+-]+/[a-zA-Z0-9!#$&^_.+-]+( *;[ -~]*)?$
                  maxLength: 256
                  description: 'What the new payload is, as a media type of at most 256 bytes;
                    only with a payload. Default: "application/json".'
                metadata:
                  type: object
                  description: "All labels that the job is to have: at most 64 entries and 8 KiB
                    unless configured otherwise. Default, also for an empty map:
                    as before."
                  additionalProperties:
                    type: string
                clearMetadata:
                  type: boolean
                  description: "Take all labels away, which an empty map cannot say. Excludes
                    \`metadata\`. Default: false."
                ifSequence:
                  type: string
                  format: int64
                  description: "Change it only while its sequence number is this one, as it was
                    read; FAILED_PRECONDITION, with this field at fault, when it
                    is another. Default: whatever it is."
              additionalProperties: false
            example:
              runAt: 2030-01-31T09:00:00Z
              priority: 50
      responses:
        "200":
          description: The job as it is now.
          headers:
            ETag: *a4
            Content-Location: *a2
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/UpdateJobResponse"
        "412":
          $ref: "#/components/responses/Changed"
        default:
          $ref: "#/components/responses/Problem"
    delete:
      operationId: DeleteJob
      tags:
        - JobService
      summary: Forget a job, its idempotency key and its hold on its unique key
      description: >-
        Forget a job, its idempotency key and its hold on its unique key.


        FAILED_PRECONDITION while it is running: cancel it first. The same when
        it is not at \`if_sequence\`.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: ifSequence
          in: query
          description: "Forget it only while its sequence number is this one, as it was
            read; FAILED_PRECONDITION, with this field at fault, when it is
            another. Default: whatever it is."
          schema:
            type: string
            format: int64
        - $ref: "#/components/parameters/IfMatch"
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "204":
          description: The job is forgotten.
        "412":
          $ref: "#/components/responses/Changed"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{id}:explain:
    get:
      operationId: ExplainJob
      tags:
        - JobService
      summary: Tell why a job does not run
      description: "Tell why a job does not run: every reason there is, and when it
        may start."
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ExplainJobResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{id}:cancel:
    post:
      operationId: CancelJob
      tags:
        - JobService
      summary: Cancel a job
      description: >-
        Cancel a job: at once, or, when it is running, by a request that reaches
        its handler within a heartbeat. A job that is cancelled already is
        returned as it is.


        FAILED_PRECONDITION when it has completed or failed, or is not at
        \`if_sequence\`.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/IfMatch"
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                reason:
                  type: string
                  maxLength: 1024
                  description: Kept with the job and handed to the handler, at most 1,024 bytes.
                ifSequence:
                  type: string
                  format: int64
                  description: "Cancel it only while its sequence number is this one, as it was
                    read; FAILED_PRECONDITION, with this field at fault, when it
                    is another. A call that is repeated finds the sequence moved
                    on by the first one. Default: whatever it is."
              additionalProperties: false
            example:
              reason: the order was withdrawn
      responses:
        "200":
          description: The job as it is now.
          headers:
            ETag: *a4
            Content-Location: *a2
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/CancelJobResponse"
        "412":
          $ref: "#/components/responses/Changed"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{id}:retry:
    post:
      operationId: RetryJob
      tags:
        - JobService
      summary: Run a finished job again, at once and with all its attempts
      description: >-
        Run a finished job again, at once and with all its attempts. One with a
        unique key takes the key again.


        FAILED_PRECONDITION when it has not finished, is not at \`if_sequence\`,
        or another job holds its unique key.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/IfMatch"
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                ifSequence:
                  type: string
                  format: int64
                  description: "Run it again only while its sequence number is this one, as it was
                    read; FAILED_PRECONDITION, with this field at fault, when it
                    is another. Default: whatever it is."
              additionalProperties: false
      responses:
        "200":
          description: The job as it is now.
          headers:
            ETag: *a4
            Content-Location: *a2
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/RetryJobResponse"
        "412":
          $ref: "#/components/responses/Changed"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{id}/events:
    get:
      operationId: WatchJob
      tags:
        - JobService
      summary: Stream the job as it stands, then after each change, until it reaches a
        final status, is deleted or expires
      description: Stream the job as it stands, then after each change, until it
        reaches a final status, is deleted or expires. Changes in quick
        succession may come as one event; the latest always comes.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: afterSequence
          in: query
          description: "Leave out changes up to this sequence number: the last one seen,
            to go on after a broken stream."
          schema:
            type: string
            format: int64
        - name: view
          in: query
          description: "Default: JOB_VIEW_FULL."
          schema:
            $ref: "#/components/schemas/JobView"
        - $ref: "#/components/parameters/LastEventId"
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: "The job as it stands, then after each change: events \`job\`, whose
            id is the job's sequence number, until it has finished."
          content:
            text/event-stream:
              schema:
                type: string
            application/x-ndjson:
              schema:
                $ref: "#/components/schemas/WatchJobResponse"
        "204":
          description: The job has finished, and the caller knows how.
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs:retry:
    post:
      operationId: RetryJobs
      tags:
        - OperationService
      summary: Run finished jobs again, each as RetryJob does it
      description: "Run finished jobs again, each as RetryJob does it: those that have
        failed, unless the filter names other statuses."
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/RetryJobsRequest"
            example:
              filter:
                type: email
                errorContains: timeout
              dryRun: true
      responses:
        "202":
          description: The operation, which goes on, unless it has only counted.
          headers:
            Location: &a5
              description: Where the operation is.
              schema: *a1
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/RetryJobsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs:cancel:
    post:
      operationId: CancelJobs
      tags:
        - OperationService
      summary: Cancel jobs, each as CancelJob does it
      description: "Cancel jobs, each as CancelJob does it: all that have not
        finished, unless the filter names statuses."
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/CancelJobsRequest"
            example:
              filter:
                type: email
                metadata:
                  batch: "7"
              reason: the wrong batch
      responses:
        "202":
          description: The operation, which goes on, unless it has only counted.
          headers:
            Location: *a5
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/CancelJobsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs:delete:
    post:
      operationId: DeleteJobs
      tags:
        - OperationService
      summary: Forget jobs, each as DeleteJob does it
      description: Forget jobs, each as DeleteJob does it. The filter must name their
        statuses.
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/DeleteJobsRequest"
            example:
              filter:
                type: email
                statuses:
                  - JOB_STATUS_FAILED
              dryRun: true
      responses:
        "202":
          description: The operation, which goes on, unless it has only counted.
          headers:
            Location: *a5
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/DeleteJobsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}:purge:
    post:
      operationId: PurgeQueue
      tags:
        - OperationService
      summary: Forget the jobs of a queue, all but those that run, or those in some
        statuses
      description: Forget the jobs of a queue, all but those that run, or those in
        some statuses. It is as DeleteJobs with that filter.
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                dryRun:
                  type: boolean
                  description: As RetryJobsRequest has it.
                expectCount:
                  type: integer
                  format: int32
                  description: As RetryJobsRequest has it.
                statuses:
                  type: array
                  description: "All but JOB_STATUS_RUNNING can be given. Default: all of these."
                  items:
                    $ref: "#/components/schemas/JobStatus"
                  maxItems: 16
                maxPerSecond:
                  type: integer
                  format: int32
                  description: As RetryJobsRequest has it.
              additionalProperties: false
            example:
              statuses:
                - JOB_STATUS_SCHEDULED
                - JOB_STATUS_PENDING
              maxPerSecond: 5000
      responses:
        "202":
          description: The operation, which goes on, unless it has only counted.
          headers:
            Location: *a5
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/PurgeQueueResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/operations/{id}:
    get:
      operationId: GetOperation
      tags:
        - OperationService
      summary: Read an operation
      description: Read an operation. One that has ended is kept for 7 days, as long
        as it is among the last 1,000.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetOperationResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/operations:
    get:
      operationId: ListOperations
      tags:
        - OperationService
      summary: List operations, the latest first
      description: List operations, the latest first.
      parameters:
        - name: pageSize
          in: query
          description: "The most operations a page has, 1 to 100. Default: 100."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 100
        - name: pageToken
          in: query
          description: "The \`next_page_token\` of the page before. Default: the start."
          schema:
            type: string
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: A page of operations.
          headers:
            Link: *a6
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListOperationsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/operations/{id}:stop:
    post:
      operationId: StopOperation
      tags:
        - OperationService
      summary: Stop an operation
      description: "Stop an operation: at once, or after its round under way. What it
        has done stays done. One that has ended is returned as it is."
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties: {}
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/StopOperationResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues:
    get:
      operationId: ListQueues
      tags:
        - QueueService
      summary: List the queues that have jobs or settings, by name
      description: List the queues that have jobs or settings, by name.
      parameters:
        - name: pageSize
          in: query
          description: "The most queues a page has, 1 to 100. Default: 100."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 100
        - name: pageToken
          in: query
          description: "The \`next_page_token\` of the page before. Default: the start."
          schema:
            type: string
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListQueuesResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}:
    get:
      operationId: GetQueue
      tags:
        - QueueService
      summary: Look at the queue of a type
      description: Look at the queue of a type. A type without jobs has an empty one,
        whether or not it ever had any.
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetQueueResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/stats:
    get:
      operationId: GetStats
      tags:
        - QueueService
      summary: Tell what has happened minute by minute
      description: "Tell what has happened minute by minute: of a type, or of all
        types together."
      parameters:
        - name: type
          in: query
          description: "Default: all types together."
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - name: minutes
          in: query
          description: "How many minutes back, 1 to 1,440, the present one included.
            Default: 60."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 1440
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetStatsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}:pause:
    post:
      operationId: PauseQueue
      tags:
        - QueueService
      summary: Lease no job of the queue from now on, until it is resumed or \`until\`
        has come
      description: "Lease no job of the queue from now on, until it is resumed or
        \`until\` has come. Once this is answered, none is leased, also by a
        worker that waits for one. All else goes on: what runs is extended and
        settled, jobs are enqueued and come due. A queue that is paused is
        paused anew, on these terms."
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                reason:
                  type: string
                  maxLength: 1024
                  description: "For people. Default: none."
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
                until:
                  type: string
                  format: date-time
                  description: "When it ends by itself, by the store's clock; a time that has
                    passed ends it at once. Default: when somebody ends it."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/PauseQueueResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}:resume:
    post:
      operationId: ResumeQueue
      tags:
        - QueueService
      summary: End the pause, the drain and the throttle of the queue
      description: End the pause, the drain and the throttle of the queue. Workers
        that wait for its jobs look at once.
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties: {}
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ResumeQueueResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}:drain:
    post:
      operationId: DrainQueue
      tags:
        - QueueService
      summary: Take no new job of the queue from now on, until it is resumed or
        \`until\` has come, and work off those that are there
      description: Take no new job of the queue from now on, until it is resumed or
        \`until\` has come, and work off those that are there. An enqueue is
        refused with FAILED_PRECONDITION, unless its idempotency key leads to a
        job that is there. A job that is there can be retried by hand.
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                reason:
                  type: string
                  maxLength: 1024
                  description: "For people. Default: none."
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
                until:
                  type: string
                  format: date-time
                  description: "When it ends by itself, by the store's clock; a time that has
                    passed ends it at once. Default: when somebody ends it."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/DrainQueueResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}:limit:
    post:
      operationId: SetQueueLimits
      tags:
        - QueueService
      summary: Set the limits of the queue, from its next lease on, in place of those
        that it had
      description: "Set the limits of the queue, from its next lease on, in place of
        those that it had. A lower limit stops nobody: nothing is leased until
        fewer jobs run. A higher one, or none any more, acts at once. A rate
        that takes the place of another one goes on with what that has counted."
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                limits:
                  $ref: "#/components/schemas/QueueLimits"
                  description: "All of them: one that is not given here is ended. Default: no
                    limits."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SetQueueLimitsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}:limitKey:
    post:
      operationId: SetKeyLimits
      tags:
        - QueueService
      summary: Set what holds for one concurrency key of the queue, from its next
        lease on, in place of what was set for it
      description: Set what holds for one concurrency key of the queue, from its next
        lease on, in place of what was set for it. It holds whether or not the
        key has jobs, until it is ended.
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                key:
                  type: string
                  minLength: 1
                  maxLength: 256
                limits:
                  $ref: "#/components/schemas/KeyLimits"
                  description: "All of them: one that is not given here is ended. Default: none."
              required:
                - key
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SetKeyLimitsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}:resumeKey:
    post:
      operationId: ResumeKey
      tags:
        - QueueService
      summary: Have the jobs of a concurrency key go on, also while one that has
        failed keeps its turn (see KeyOnFailure), be it that it waits for its
        retry
      description: Have the jobs of a concurrency key go on, also while one that has
        failed keeps its turn (see KeyOnFailure), be it that it waits for its
        retry. A job that has failed for good stays as it is, and is forgotten
        after its retention from now on.
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                key:
                  type: string
                  minLength: 1
                  maxLength: 256
              required:
                - key
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ResumeKeyResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}/keys:
    get:
      operationId: ListKeys
      tags:
        - QueueService
      summary: List the concurrency keys of the queue that have pending jobs, are
        throttled or halted or have limits of their own
      description: List the concurrency keys of the queue that have pending jobs, are
        throttled or halted or have limits of their own. A key whose standing
        changes meanwhile may be told twice, or not at all.
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - name: statuses
          in: query
          description: "Default: all."
          schema:
            type: array
            items:
              $ref: "#/components/schemas/KeyStatus"
            maxItems: 5
        - name: pageSize
          in: query
          description: "The most keys a page has, 1 to 100. Default: 100."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 100
        - name: pageToken
          in: query
          description: "The \`next_page_token\` of the page before. Default: the start."
          schema:
            type: string
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListKeysResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/schedules:preview:
    post:
      operationId: PreviewSchedule
      tags:
        - ScheduleService
      summary: Tell when a schedule fires, without making one
      description: Tell when a schedule fires, without making one.
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/PreviewScheduleRequest"
            example:
              spec:
                cron:
                  - 30 2 * * *
                zone: Europe/Berlin
              after: 2027-03-27T12:00:00Z
              count: 2
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/PreviewScheduleResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/schedules:
    post:
      operationId: UpsertSchedule
      tags:
        - ScheduleService
      summary: Make a schedule, or change the definition of one
      description: >-
        Make a schedule, or change the definition of one. With a definition that
        is there already nothing changes; with another one the next time is the
        first one from now on, and jobs that exist stay.


        FAILED_PRECONDITION when the schedule is not at \`if_revision\`.
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/UpsertScheduleRequest"
            example:
              schedule:
                name: report
                spec:
                  cron:
                    - 0 2 * * *
                  zone: Europe/Berlin
                policy:
                  overlap: OVERLAP_POLICY_BUFFER_ONE
                job:
                  type: report
                  payloadJson:
                    for: everybody
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/UpsertScheduleResponse"
        default:
          $ref: "#/components/responses/Problem"
    get:
      operationId: ListSchedules
      tags:
        - ScheduleService
      summary: List schedules, by name
      description: List schedules, by name.
      parameters:
        - name: state
          in: query
          description: "Default: any."
          schema:
            $ref: "#/components/schemas/ScheduleState"
        - name: managedBy
          in: query
          description: "Default: anybody's."
          schema:
            type: string
        - name: pageSize
          in: query
          description: "The most schedules a page has, 1 to 100. Default: 100."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 100
        - name: pageToken
          in: query
          description: "The \`next_page_token\` of the page before. Default: the start."
          schema:
            type: string
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListSchedulesResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/schedules/{name}:
    get:
      operationId: GetSchedule
      tags:
        - ScheduleService
      summary: Read a schedule
      description: Read a schedule.
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetScheduleResponse"
        default:
          $ref: "#/components/responses/Problem"
    delete:
      operationId: DeleteSchedule
      tags:
        - ScheduleService
      summary: Forget a schedule
      description: >-
        Forget a schedule. Its jobs stay. One that has ended is forgotten by
        itself after 30 days.


        FAILED_PRECONDITION when it comes from a source that is newer than
        \`source_version\`.
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - name: sourceVersion
          in: query
          description: "Only if it comes from this version of its source, or from an older
            one. Default: any."
          schema:
            type: string
            format: int64
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/DeleteScheduleResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/schedules/{name}:pause:
    post:
      operationId: PauseSchedule
      tags:
        - ScheduleService
      summary: Pass the times of the schedule over from now on, until it is resumed
      description: Pass the times of the schedule over from now on, until it is resumed.
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
                note:
                  type: string
                  maxLength: 1024
                  description: "For people. Default: none."
              additionalProperties: false
            example:
              by: ada
              note: the database moves
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/PauseScheduleResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/schedules/{name}:resume:
    post:
      operationId: ResumeSchedule
      tags:
        - ScheduleService
      summary: End the pause of the schedule
      description: "End the pause of the schedule: it fires again from its next time on."
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                catchUp:
                  type: boolean
                  description: "Treat the pause as if nothing had been there to fire, so that the
                    policy for missed times decides. Default: pass its times
                    over."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ResumeScheduleResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/schedules/{name}:trigger:
    post:
      operationId: TriggerSchedule
      tags:
        - ScheduleService
      summary: Fire now, also while the schedule is paused, besides its own times
      description: Fire now, also while the schedule is paused, besides its own times.
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                overlap:
                  $ref: "#/components/schemas/OverlapPolicy"
                  description: "What to do when a job of an earlier time has not ended. Default:
                    OVERLAP_POLICY_ALLOW."
              additionalProperties: false
            example:
              overlap: OVERLAP_POLICY_ALLOW
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/TriggerScheduleResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/schedules/{name}:backfill:
    post:
      operationId: BackfillSchedule
      tags:
        - ScheduleService
      summary: Fire past times, the earliest first, less those that have made a job;
        also while the schedule is paused
      description: >-
        Fire past times, the earliest first, less those that have made a job;
        also while the schedule is paused. It goes on in steps; the schedule
        tells how far it is. The jobs count for the overlap of the schedule's
        own times.


        FAILED_PRECONDITION while another backfill of the schedule goes on.
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                from:
                  type: string
                  format: date-time
                  description: The earliest time; it may lie before the schedule was made.
                to:
                  type: string
                  format: date-time
                  description: "The latest time, which fires, too: from \`from\` to now, at most
                    100,000 times later."
                overlap:
                  $ref: "#/components/schemas/OverlapPolicy"
                  description: "What to do when a job of an earlier time has not ended. Default:
                    OVERLAP_POLICY_BUFFER_ALL, one after the other, however many
                    there are."
                again:
                  type: boolean
                  description: "Also fire times that have made a job before. Default: leave them
                    out."
              additionalProperties: false
            example:
              from: 2026-01-01T00:00:00Z
              to: 2026-01-31T00:00:00Z
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/BackfillScheduleResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/schedules/{name}:cancelBackfill:
    post:
      operationId: CancelBackfill
      tags:
        - ScheduleService
      summary: End the backfill that goes on, if one does
      description: End the backfill that goes on, if one does. Its jobs stay.
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties: {}
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/CancelBackfillResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/schedules/{name}/firings:
    get:
      operationId: ListFirings
      tags:
        - ScheduleService
      summary: List what became of the latest times of the schedule, at most 100, the
        latest first
      description: List what became of the latest times of the schedule, at most 100,
        the latest first.
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListFiringsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/server:
    get:
      operationId: GetServerInfo
      tags:
        - ServerService
      summary: Tell the server's version, store and limits, and if wanted what it and
        the store do
      description: Tell the server's version, store and limits, and if wanted what it
        and the store do.
      parameters:
        - name: withStatus
          in: query
          description: "Whether to tell \`status\` too, for which the store is asked.
            Default: false."
          schema:
            type: boolean
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetServerInfoResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/workers:
    get:
      operationId: ListWorkers
      tags:
        - ServerService
      summary: List the workers that live, by name
      description: "List the workers that live, by name: those that tell so, directly
        on the store or by a server, up to 10,000. A worker is forgotten 35 s
        after it told so last."
      parameters:
        - name: pageSize
          in: query
          description: "The most workers a page has, 1 to 100. Default: 100."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 100
        - name: pageToken
          in: query
          description: "The \`next_page_token\` of the page before. Default: the start."
          schema:
            type: string
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListWorkersResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/watch:
    post:
      operationId: Subscribe
      tags:
        - WatchService
      summary: Stream topics
      description: "Stream topics: each as it is, then what changes of it. A reader
        that is slow is told what has changed by the time that it reads on, and
        never what is out of date. It ends only with its caller and the server."
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/SubscribeRequest"
            example:
              topics:
                - all: COLLECTION_QUEUES
                - jobs:
                    statuses:
                      - JOB_STATUS_FAILED
      responses:
        "200":
          description: "Each topic as it is, then what changes of it: events \`change\`,
            until the caller leaves."
          content:
            text/event-stream:
              schema:
                type: string
            application/x-ndjson:
              schema:
                $ref: "#/components/schemas/SubscribeResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/leases:
    post:
      operationId: Lease
      tags:
        - WorkerService
      summary: Lease due jobs, the highest priority first, waiting up to \`wait\` for a
        first one
      description: Lease due jobs, the highest priority first, waiting up to \`wait\`
        for a first one. A call that ends without an answer may have leased
        jobs, which come again when their leases expire.
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/LeaseRequest"
            example:
              types:
                - email
              maxJobs: 10
              wait: 0s
              lease: 30s
              workerId: host-1
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/LeaseResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/queues/{type}:lease:
    post:
      operationId: LeaseFromQueue
      tags:
        - WorkerService
      summary: Lease due jobs, the highest priority first, waiting up to \`wait\` for a
        first one
      description: Lease due jobs, the highest priority first, waiting up to \`wait\`
        for a first one. A call that ends without an answer may have leased
        jobs, which come again when their leases expire.
      parameters:
        - name: type
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                maxJobs:
                  type: integer
                  format: int32
                  minimum: 0
                  maximum: 1000
                  description: "The most jobs to lease, 1 to 1,000; fewer come when their payloads
                    are large. Default: 1."
                lease:
                  type: string
                  pattern: ^-?\\d+(\\.\\d{1,9})?s$
                  examples:
                    - 3.5s
                  description: "How long the leases last unless they are extended, 10 ms to 24 h.
                    Default: 30s."
                wait:
                  type: string
                  pattern: ^-?\\d+(\\.\\d{1,9})?s$
                  examples:
                    - 3.5s
                  description: "How long to wait when nothing is due, at most 1m. Default: 0s, do
                    not wait."
                workerId:
                  type: string
                  minLength: 1
                  maxLength: 256
                  description: Names the worker in jobs and errors, 1 to 256 bytes.
                withResults:
                  type: boolean
                  description: "Jobs that are steps of runs come with the results of the steps
                    right before them: see Lease.results. Default: false."
              required:
                - workerId
              additionalProperties: false
            example:
              maxJobs: 10
              workerId: host-1
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/LeaseResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/leases:extend:
    post:
      operationId: Extend
      tags:
        - WorkerService
      summary: Make leases last for \`lease\` from now
      description: Make leases last for \`lease\` from now. Also tells which jobs are to
        be cancelled. It does not look at \`Job.timeout\`, which is the worker's
        to keep.
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/ExtendRequest"
            example:
              workerId: host-1
              items:
                - jobId: 0-7TkauutgKcU90000
                  token: "1"
              lease: 30s
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ExtendResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/leases:settle:
    post:
      operationId: Settle
      tags:
        - WorkerService
      summary: End leases with the outcome of their attempts
      description: End leases with the outcome of their attempts.
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/SettleRequest"
            example:
              items:
                - jobId: 0-7TkauutgKcU90000
                  token: "1"
                  completed:
                    resultJson:
                      sent: true
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SettleResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{job_id}:settle:
    post:
      operationId: SettleJob
      tags:
        - WorkerService
      summary: End one lease, for callers that have one job at a time
      description: >-
        End one lease, for callers that have one job at a time: what would
        refuse the item is the error of the call. Settle is far cheaper for
        many.


        ABORTED when the token is stale; nothing was changed then.
      parameters:
        - name: job_id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                token:
                  type: string
                  format: uint64
                completed:
                  $ref: "#/components/schemas/Completed"
                failed:
                  $ref: "#/components/schemas/Failed"
                snoozed:
                  $ref: "#/components/schemas/Snoozed"
                released:
                  $ref: "#/components/schemas/Released"
                throttled:
                  $ref: "#/components/schemas/Throttled"
                resend:
                  type: boolean
                  description: "This call repeats one whose answer was lost: what that one settled
                    is answered as it was then, instead of with ABORTED.
                    Default: false."
              additionalProperties: false
            example:
              token: "1"
              completed:
                resultJson:
                  sent: true
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SettleJobResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{job_id}:complete:
    post:
      operationId: SettleJobAsCompleted
      tags:
        - WorkerService
      summary: End one lease, for callers that have one job at a time
      description: >-
        End one lease, for callers that have one job at a time: what would
        refuse the item is the error of the call. Settle is far cheaper for
        many.


        ABORTED when the token is stale; nothing was changed then.
      parameters:
        - name: job_id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: token
          in: query
          schema:
            type: string
            format: uint64
        - name: resend
          in: query
          description: "This call repeats one whose answer was lost: what that one settled
            is answered as it was then, instead of with ABORTED. Default:
            false."
          schema:
            type: boolean
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/Completed"
            example:
              resultJson:
                sent: true
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SettleJobResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{job_id}:fail:
    post:
      operationId: SettleJobAsFailed
      tags:
        - WorkerService
      summary: End one lease, for callers that have one job at a time
      description: >-
        End one lease, for callers that have one job at a time: what would
        refuse the item is the error of the call. Settle is far cheaper for
        many.


        ABORTED when the token is stale; nothing was changed then.
      parameters:
        - name: job_id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: token
          in: query
          schema:
            type: string
            format: uint64
        - name: resend
          in: query
          description: "This call repeats one whose answer was lost: what that one settled
            is answered as it was then, instead of with ABORTED. Default:
            false."
          schema:
            type: boolean
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/Failed"
            example:
              message: the mail server said no
              retryAfter: 60s
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SettleJobResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{job_id}:snooze:
    post:
      operationId: SettleJobAsSnoozed
      tags:
        - WorkerService
      summary: End one lease, for callers that have one job at a time
      description: >-
        End one lease, for callers that have one job at a time: what would
        refuse the item is the error of the call. Settle is far cheaper for
        many.


        ABORTED when the token is stale; nothing was changed then.
      parameters:
        - name: job_id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: token
          in: query
          schema:
            type: string
            format: uint64
        - name: resend
          in: query
          description: "This call repeats one whose answer was lost: what that one settled
            is answered as it was then, instead of with ABORTED. Default:
            false."
          schema:
            type: boolean
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/Snoozed"
            example:
              delay: 300s
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SettleJobResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{job_id}:throttle:
    post:
      operationId: SettleJobAsThrottled
      tags:
        - WorkerService
      summary: End one lease, for callers that have one job at a time
      description: >-
        End one lease, for callers that have one job at a time: what would
        refuse the item is the error of the call. Settle is far cheaper for
        many.


        ABORTED when the token is stale; nothing was changed then.
      parameters:
        - name: job_id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: token
          in: query
          schema:
            type: string
            format: uint64
        - name: resend
          in: query
          description: "This call repeats one whose answer was lost: what that one settled
            is answered as it was then, instead of with ABORTED. Default:
            false."
          schema:
            type: boolean
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/Throttled"
            example:
              retryAfter: 30s
              scope: THROTTLE_SCOPE_JOB
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SettleJobResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/jobs/{job_id}:release:
    post:
      operationId: SettleJobAsReleased
      tags:
        - WorkerService
      summary: End one lease, for callers that have one job at a time
      description: >-
        End one lease, for callers that have one job at a time: what would
        refuse the item is the error of the call. Settle is far cheaper for
        many.


        ABORTED when the token is stale; nothing was changed then.
      parameters:
        - name: job_id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: token
          in: query
          schema:
            type: string
            format: uint64
        - name: resend
          in: query
          description: "This call repeats one whose answer was lost: what that one settled
            is answered as it was then, instead of with ABORTED. Default:
            false."
          schema:
            type: boolean
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/Released"
            example: {}
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SettleJobResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/workers:heartbeat:
    post:
      operationId: Heartbeat
      tags:
        - WorkerService
      summary: Tell that a worker lives, for the next 35 s
      description: "Tell that a worker lives, for the next 35 s: about every 10 s.
        Nothing but the list of workers depends on it."
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/HeartbeatRequest"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/HeartbeatResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/workflows:validate:
    post:
      operationId: ValidateWorkflow
      tags:
        - WorkflowService
      summary: Tell what is wrong with a definition, without keeping it
      description: Tell what is wrong with a definition, without keeping it. A
        definition that is no JSON has one violation as well.
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/ValidateWorkflowRequest"
            example:
              definitionJson:
                name: order
                schema: 1
                steps:
                  charge:
                    type: charge
                  ship:
                    type: ship
                    after:
                      - charge
                    when: steps.charge.result.ok == true
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ValidateWorkflowResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/workflows:
    post:
      operationId: PutWorkflow
      tags:
        - WorkflowService
      summary: Keep a workflow
      description: Keep a workflow. A definition that says what the latest version
        says, whatever it says to people, is that version.
      parameters:
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/PutWorkflowRequest"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/PutWorkflowResponse"
        default:
          $ref: "#/components/responses/Problem"
    get:
      operationId: ListWorkflows
      tags:
        - WorkflowService
      summary: List the latest versions of workflows, by name
      description: List the latest versions of workflows, by name.
      parameters:
        - name: pageSize
          in: query
          description: "The most workflows a page has, 1 to 100. Default: 100."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 100
        - name: pageToken
          in: query
          description: "The \`next_page_token\` of the page before. Default: the start."
          schema:
            type: string
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListWorkflowsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/workflows/{name}:
    get:
      operationId: GetWorkflow
      tags:
        - WorkflowService
      summary: Read a version of a workflow
      description: Read a version of a workflow.
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - name: version
          in: query
          description: "Default: the latest."
          schema:
            type: integer
            format: int32
            minimum: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetWorkflowResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/workflows/{name}:start:
    post:
      operationId: StartRun
      tags:
        - WorkflowService
      summary: Start a run of a workflow
      description: >-
        Start a run of a workflow.


        FAILED_PRECONDITION when a step that starts at once has a concurrency
        key whose home is in another partition of the store: the message names
        the step, the key, and the \`route_key\` with which the run lies where the
        key is: the type of the step, a space and the key.
      parameters:
        - name: name
          in: path
          required: true
          schema:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                version:
                  type: integer
                  format: int32
                  minimum: 1
                  description: "Of the workflow. Default: the latest."
                input:
                  type: string
                  contentEncoding: base64
                  description: "JSON, at most 1 MiB. Default: an empty object. In base64."
                inputJson:
                  description: "What \`input\` holds, as the JSON that it is: kept byte for byte.
                    Give one of the two; an answer has this one when the bytes
                    are JSON."
                idKey:
                  type: string
                  maxLength: 256
                  description: "A run of the workflow that has the key already is answered in its
                    place. Default: none."
                routeKey:
                  type: string
                  maxLength: 256
                  description: "Runs of the same one are in the same partition of the store.
                    Default: the \`id_key\`."
                runAt:
                  type: string
                  format: date-time
                delay:
                  type: string
                  pattern: ^-?\\d+(\\.\\d{1,9})?s$
                  examples:
                    - 3.5s
                metadata:
                  type: object
                  description: "Labels, as those of jobs. Default: none."
                  additionalProperties:
                    type: string
                  maxProperties: 64
                retention:
                  type: string
                  pattern: ^-?\\d+(\\.\\d{1,9})?s$
                  examples:
                    - 3.5s
                  description: "How long the run is kept after its end, with its jobs and results.
                    Default: 7 days."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/StartRunResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}:
    get:
      operationId: GetRun
      tags:
        - WorkflowService
      summary: Read a run
      description: Read a run.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: withSteps
          in: query
          description: Whether to tell of each step.
          schema:
            type: boolean
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetRunResponse"
        default:
          $ref: "#/components/responses/Problem"
    delete:
      operationId: DeleteRun
      tags:
        - WorkflowService
      summary: Delete a run that has ended, with its jobs and results
      description: Delete a run that has ended, with its jobs and results.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/DeleteRunResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs:
    get:
      operationId: ListRuns
      tags:
        - WorkflowService
      summary: List runs, the latest first, without inputs and results
      description: List runs, the latest first, without inputs and results.
      parameters:
        - name: workflow
          in: query
          description: "Default: those of all workflows."
          schema:
            type: string
        - name: statuses
          in: query
          description: "Default: all."
          schema:
            type: array
            items:
              $ref: "#/components/schemas/RunStatus"
            maxItems: 16
        - name: pageSize
          in: query
          description: "The most runs a page has, 1 to 100. Default: 100."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 100
        - name: pageToken
          in: query
          description: "The \`next_page_token\` of the page before. Default: the start."
          schema:
            type: string
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListRunsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}:watch:
    get:
      operationId: WatchRun
      tags:
        - WorkflowService
      summary: Stream the history of a run from a line on, and how the run stands
        after it, until the run has ended or is deleted
      description: Stream the history of a run from a line on, and how the run stands
        after it, until the run has ended or is deleted.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: afterSequence
          in: query
          description: "The sequence of the last line that is known, to go on after a
            broken stream. Default: the start."
          schema:
            type: string
            format: int64
        - $ref: "#/components/parameters/LastEventId"
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: "What has happened to the run, and how it stands: events \`run\`,
            whose id is the sequence of the last line of the history, until it
            has ended."
          content:
            text/event-stream:
              schema:
                type: string
            application/x-ndjson:
              schema:
                $ref: "#/components/schemas/WatchRunResponse"
        "204":
          description: The run has ended, and the caller knows how.
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}:cancel:
    post:
      operationId: CancelRun
      tags:
        - WorkflowService
      summary: Cancel a run
      description: "Cancel a run: what has not begun is cancelled, what runs is asked
        to stop, then \`finally\` runs."
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                reason:
                  type: string
                  maxLength: 1024
                  description: "For people. Default: none."
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/CancelRunResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}:pause:
    post:
      operationId: PauseRun
      tags:
        - WorkflowService
      summary: Have no further step of a run start; those that run go on
      description: Have no further step of a run start; those that run go on.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/PauseRunResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}:resume:
    post:
      operationId: ResumeRun
      tags:
        - WorkflowService
      summary: End the pause of a run
      description: End the pause of a run. What has come due meanwhile starts at once.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ResumeRunResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}:signal:
    post:
      operationId: SignalRun
      tags:
        - WorkflowService
      summary: Send a signal to a run, which the next step takes that waits for one of
        the name, now or later
      description: Send a signal to a run, which the next step takes that waits for
        one of the name, now or later.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                name:
                  type: string
                  minLength: 1
                payload:
                  type: string
                  contentEncoding: base64
                  description: "JSON, at most 64 KiB. Default: null. In base64."
                payloadJson:
                  description: "What \`payload\` holds, as the JSON that it is: kept byte for byte.
                    Give one of the two; an answer has this one when the bytes
                    are JSON."
                signalId:
                  type: string
                  maxLength: 256
                  description: "A run takes a signal of the same id once. Default: a new one."
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
              required:
                - name
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SignalRunResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}:link:
    post:
      operationId: CreateSignalLink
      tags:
        - WorkflowService
      summary: Make a link by which somebody with a browser signals a run, for a mail
        say
      description: >-
        Make a link by which somebody with a browser signals a run, for a mail
        say. Its page asks, and signals when one of the answers is chosen:
        opening it does nothing, as scanners of mails open links. The first
        answer counts. Whoever has the link can answer until it expires.


        FAILED_PRECONDITION when the server has no secret to sign it by, or no
        step of the run waits for such a signal.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                name:
                  type: string
                  minLength: 1
                  description: Of the signal.
                text:
                  type: string
                  maxLength: 512
                  description: "What the page asks. Default: to confirm."
                answers:
                  type: array
                  description: 'What can be answered, each a button. Default: one, "Confirm", that
                    sends null.'
                  items:
                    $ref: "#/components/schemas/SignalAnswer"
                  maxItems: 10
                expiresIn:
                  type: string
                  pattern: ^-?\\d+(\\.\\d{1,9})?s$
                  examples:
                    - 3.5s
                  description: "For how long the link can be used, 1s to 366 days. Default: 7
                    days."
              required:
                - name
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/CreateSignalLinkResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}:rerun:
    post:
      operationId: RerunRun
      tags:
        - WorkflowService
      summary: Run steps of a run that has ended again, and all that come after them
      description: Run steps of a run that has ended again, and all that come after
        them. The others keep their results.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                from:
                  type: array
                  description: The steps; empty for those that failed, were cancelled, or were
                    skipped because of that.
                  items:
                    type: string
                  maxItems: 1000
                input:
                  type: string
                  contentEncoding: base64
                  description: "JSON, at most 1 MiB. Default: what it was. In base64."
                inputJson:
                  description: "What \`input\` holds, as the JSON that it is: kept byte for byte.
                    Give one of the two; an answer has this one when the bytes
                    are JSON."
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/RerunRunResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}/steps/{step}:retry:
    post:
      operationId: RetryStep
      tags:
        - WorkflowService
      summary: Run a step again that has failed, in a run that goes on, before a step
        behind it has started
      description: Run a step again that has failed, in a run that goes on, before a
        step behind it has started.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: step
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                mode:
                  $ref: "#/components/schemas/RetryMode"
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/RetryStepResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}/steps/{step}:skip:
    post:
      operationId: SkipStep
      tags:
        - WorkflowService
      summary: Have a step for completed, with a result made by hand
      description: Have a step for completed, with a result made by hand.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: step
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                result:
                  type: string
                  contentEncoding: base64
                  description: "JSON, at most 1 MiB. Default: null. In base64."
                resultJson:
                  description: "What \`result\` holds, as the JSON that it is: kept byte for byte.
                    Give one of the two; an answer has this one when the bytes
                    are JSON."
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/SkipStepResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}:addSteps:
    post:
      operationId: AddSteps
      tags:
        - WorkflowService
      summary: Add steps to a run that goes on
      description: Add steps to a run that goes on.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                steps:
                  type: string
                  contentEncoding: base64
                  description: "JSON: an object of steps by their names, as in a definition. In
                    base64."
                stepsJson:
                  description: "What \`steps\` holds, as the JSON that it is: kept byte for byte.
                    Give one of the two; an answer has this one when the bytes
                    are JSON."
                by:
                  type: string
                  maxLength: 256
                  description: "Who wants it, for people. Default: nobody."
              additionalProperties: false
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/AddStepsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}/events:
    get:
      operationId: ListRunEvents
      tags:
        - WorkflowService
      summary: List lines of the history of a run
      description: List lines of the history of a run.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: afterSequence
          in: query
          description: "The sequence of the last line that is known. Default: the start."
          schema:
            type: string
            format: int64
        - name: limit
          in: query
          description: "The most lines, 1 to 1,000. Default: 1,000."
          schema:
            type: integer
            format: int32
            minimum: 0
            maximum: 1000
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/ListRunEventsResponse"
        default:
          $ref: "#/components/responses/Problem"
  /v1/runs/{id}/steps/{step}/result:
    get:
      operationId: GetStepResult
      tags:
        - WorkflowService
      summary: Read the result of a step that has completed; of a map, results of its
        items, also while it goes on
      description: Read the result of a step that has completed; of a map, results of
        its items, also while it goes on.
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: step
          in: path
          required: true
          schema:
            type: string
            minLength: 1
        - name: fromItem
          in: query
          description: "Of a map: the first of its items of which to tell, from 0 on; up
            to 1,000 come."
          schema:
            type: integer
            format: int32
            minimum: 0
        - $ref: "#/components/parameters/Timeout"
        - $ref: "#/components/parameters/RequestId"
        - $ref: "#/components/parameters/PayloadForm"
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/GetStepResultResponse"
        default:
          $ref: "#/components/responses/Problem"
components:
  parameters:
    IdempotencyKey:
      name: Idempotency-Key
      in: header
      description: "Makes the request safe to repeat: stands for \`idempotencyKey\`, in
        quotes or without. It lives as long as the job is kept."
      schema:
        type: string
        minLength: 1
        maxLength: 258
    IfMatch:
      name: If-Match
      in: header
      description: "The \`ETag\` of the job as it was read: changes it only if it has
        not changed since, and answers 412 if it has. Stands for \`ifSequence\`;
        \`*\` for any job that is there."
      schema:
        type: string
        examples:
          - '"7"'
    IfNoneMatch:
      name: If-None-Match
      in: header
      description: Entity tags that the caller has; 304 when the job's is among them.
      schema: *a1
    LastEventId:
      name: Last-Event-ID
      in: header
      description: The id of the last event that was seen; the stream goes on after it.
      schema:
        type: string
        pattern: ^\\d{1,15}$
    PayloadForm:
      name: payload
      in: query
      description: "How bytes are answered: as JSON where they are that, in base64, or
        not at all."
      schema:
        type: string
        enum:
          - json
          - base64
          - none
        default: json
    RequestId:
      name: X-Request-Id
      in: header
      description: Echoed in the answer and in problems, 1 to 128 printable characters.
      schema: *a1
    Timeout:
      name: Millrace-Timeout
      in: header
      description: "How long the caller waits, in seconds; \`Prefer: wait=30\` says the same."
      schema:
        type: string
        pattern: ^\\d{1,7}(\\.\\d{1,9})?s?$
        examples:
          - 2.5s
  responses:
    Changed:
      description: The job is not at the sequence number that was given; nothing was
        changed.
      content: &a7
        application/problem+json:
          schema:
            $ref: "#/components/schemas/Problem"
    KeyTaken:
      description: The idempotency key belongs to another request; nothing was written.
      content: *a7
    Problem:
      description: What went wrong.
      content: *a7
  schemas:
    AddStepsResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
          description: As it is now.
    AfterRule:
      type: string
      description: >-
        What a job makes of how the jobs end that it comes after.


        - \`AFTER_RULE_COMPLETED\`: It runs once all of them have completed. As
        soon as one has failed, was cancelled or was deleted, it is cancelled,
        with a reason that names that one.

        - \`AFTER_RULE_FINISHED\`: It runs once all of them have ended, however
        they did; a deleted one has ended, too.

        - \`AFTER_RULE_FAILED\`: Of \`on_failed\` of a group alone: it runs as soon
        as one job of the group has failed for good.
      enum:
        - AFTER_RULE_UNSPECIFIED
        - AFTER_RULE_COMPLETED
        - AFTER_RULE_FINISHED
        - AFTER_RULE_FAILED
    AttemptError:
      type: object
      description: An attempt that did not succeed.
      properties:
        attempt:
          type: integer
          format: int32
          description: Which attempt, 1 for the first.
        message:
          type: string
        details:
          type: string
          description: More, such as a stack trace.
        at:
          type: string
          format: date-time
        workerId:
          type: string
      required:
        - attempt
        - message
        - details
        - workerId
    Backfill:
      type: object
      description: Past times of a schedule that fire, the earliest first.
      properties:
        from:
          type: string
          format: date-time
        to:
          type: string
          format: date-time
        overlap:
          $ref: "#/components/schemas/OverlapPolicy"
        again:
          type: boolean
        state:
          $ref: "#/components/schemas/BackfillState"
        startedAt:
          type: string
          format: date-time
        count:
          type: string
          format: int64
          description: How many times there were as it began, less those that had fired.
        fired:
          type: string
          format: int64
          description: Jobs that were made.
        skipped:
          type: string
          format: int64
          description: Times that made no job because of an overlap, or because the store
            has refused it.
      additionalProperties: false
    BackfillScheduleResponse:
      type: object
      properties:
        schedule:
          $ref: "#/components/schemas/Schedule"
          description: As it is now.
    BackfillState:
      type: string
      description: |-
        Whether a backfill goes on.

        - \`BACKFILL_STATE_RUNNING\`: 
        - \`BACKFILL_STATE_DONE\`: It has dealt with all of its times.
        - \`BACKFILL_STATE_CANCELLED\`:
      enum:
        - BACKFILL_STATE_UNSPECIFIED
        - BACKFILL_STATE_RUNNING
        - BACKFILL_STATE_DONE
        - BACKFILL_STATE_CANCELLED
    Backoff:
      type: object
      description: "How long a job waits after a failed attempt: min(max, initial *
        multiplier ^ (attempt - 1)), and a random part of up to \`jitter\` times
        that on top."
      properties:
        initial:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "The wait after the first failure. Default: 2s."
        multiplier:
          type: number
          minimum: 1
          maximum: 100
          description: "What each further failure multiplies the wait by, 1 to 100.
            Default: 2."
        max:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "The longest wait, before jitter. Default: 5m."
        jitter:
          type: number
          minimum: 0
          maximum: 1
          description: "The largest random part, as a share of the wait, 0 to 1. Default:
            0.25."
      additionalProperties: false
    BadRequest_FieldViolation:
      type: object
      description: One field that breaks a rule.
      properties:
        field:
          type: string
          description: A path that leads to the field.
        description:
          type: string
          description: Why the value is bad.
      required:
        - field
        - description
    CancelBackfillResponse:
      type: object
      properties:
        schedule:
          $ref: "#/components/schemas/Schedule"
          description: As it is now.
    CancelGroupResponse:
      type: object
      properties:
        group:
          $ref: "#/components/schemas/Group"
    CancelJobResponse:
      type: object
      properties:
        job:
          $ref: "#/components/schemas/Job"
          description: Cancelled, or still running with \`cancel_requested\` set.
    CancelJobsRequest:
      type: object
      properties:
        filter:
          $ref: "#/components/schemas/JobFilter"
          description: Its statuses may be all but those of jobs that have finished, which
            is the default of them.
        dryRun:
          type: boolean
          description: As RetryJobsRequest has it.
        expectCount:
          type: integer
          format: int32
          description: As RetryJobsRequest has it.
        reason:
          type: string
          maxLength: 1024
          description: "Kept with each job and handed to its handler, at most 1,024 bytes.
            Default: none."
        maxPerSecond:
          type: integer
          format: int32
          description: As RetryJobsRequest has it.
      additionalProperties: false
    CancelJobsResponse:
      type: object
      properties:
        operation:
          $ref: "#/components/schemas/Operation"
    CancelRunResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
          description: As it is now.
    CatchUpPolicy:
      type: string
      description: >-
        What becomes of times that were missed, because nothing was there to
        fire them: those of more than a minute ago.


        - \`CATCH_UP_POLICY_LATEST\`: The latest of them fires, unless one that is
        not missed does.

        - \`CATCH_UP_POLICY_ALL\`: The latest \`max_catch_up\` of them fire, the
        earliest of these first.

        - \`CATCH_UP_POLICY_NONE\`: None fires.
      enum:
        - CATCH_UP_POLICY_UNSPECIFIED
        - CATCH_UP_POLICY_LATEST
        - CATCH_UP_POLICY_ALL
        - CATCH_UP_POLICY_NONE
    Code:
      type: string
      description: |-
        The status codes of gRPC.

        - \`CANCELLED\`: 
        - \`UNKNOWN\`: 
        - \`INVALID_ARGUMENT\`: 
        - \`DEADLINE_EXCEEDED\`: 
        - \`NOT_FOUND\`: 
        - \`ALREADY_EXISTS\`: 
        - \`PERMISSION_DENIED\`: 
        - \`UNAUTHENTICATED\`: 
        - \`RESOURCE_EXHAUSTED\`: 
        - \`FAILED_PRECONDITION\`: 
        - \`ABORTED\`: 
        - \`OUT_OF_RANGE\`: 
        - \`UNIMPLEMENTED\`: 
        - \`INTERNAL\`: 
        - \`UNAVAILABLE\`: 
        - \`DATA_LOSS\`:
      enum:
        - OK
        - CANCELLED
        - UNKNOWN
        - INVALID_ARGUMENT
        - DEADLINE_EXCEEDED
        - NOT_FOUND
        - ALREADY_EXISTS
        - PERMISSION_DENIED
        - UNAUTHENTICATED
        - RESOURCE_EXHAUSTED
        - FAILED_PRECONDITION
        - ABORTED
        - OUT_OF_RANGE
        - UNIMPLEMENTED
        - INTERNAL
        - UNAVAILABLE
        - DATA_LOSS
    Collection:
      type: string
      description: >-
        All that there is of a kind.


        - \`COLLECTION_QUEUES\`: The first 1,000 queues by name, as ListQueues
        tells of them, each second.

        - \`COLLECTION_WORKERS\`: The first 1,000 workers by name, every two
        seconds.

        - \`COLLECTION_OPERATIONS\`: The latest 100 operations, each second.

        - \`COLLECTION_SCHEDULES\`: The first 1,000 schedules by name, every five
        seconds.
      enum:
        - COLLECTION_UNSPECIFIED
        - COLLECTION_QUEUES
        - COLLECTION_WORKERS
        - COLLECTION_OPERATIONS
        - COLLECTION_SCHEDULES
    Completed:
      type: object
      description: The handler succeeded.
      properties:
        result:
          type: string
          contentEncoding: base64
          description: Kept with the job. At most 1 MiB unless the server is configured
            otherwise. In base64.
        resultJson:
          description: "What \`result\` holds, as the JSON that it is: kept byte for byte.
            Give one of the two; an answer has this one when the bytes are
            JSON."
        enqueue:
          type: array
          description: "Jobs to create in the same step, as children of the job: all of
            them when this completion is accepted, else none. At most 1,000, of
            2 MiB together. Their \`parent_id\` is the job's id, they lie in its
            partition, and their types may be draining. They have no
            idempotency_key, unique, concurrency_key, after, after_rule or
            durability: enqueue what needs them by itself."
          items:
            $ref: "#/components/schemas/EnqueueRequest"
          maxItems: 1000
        addSteps:
          type: string
          contentEncoding: base64
          description: "Steps to add to the run of the job in the same step, as JSON: an
            object of steps by their names, as in AddStepsRequest. The run does
            not end before them. Refused when the run cannot take them, as for a
            cycle, which is named, and for a job of no run. At most 1 MiB.
            Default: none. In base64."
        addStepsJson:
          description: "What \`addSteps\` holds, as the JSON that it is: kept byte for byte.
            Give one of the two; an answer has this one when the bytes are
            JSON."
      additionalProperties: false
    ConcurrencyKey:
      type: object
      description: A concurrency key of a queue.
      properties:
        key:
          type: string
        status:
          $ref: "#/components/schemas/KeyStatus"
        pending:
          type: integer
          format: int32
          description: How many of its jobs are pending; at most 10,000 are counted.
        running:
          type: integer
          format: int32
          description: How many of its jobs run; at most 10,000 are counted.
        until:
          type: string
          format: date-time
          description: Until when it is throttled, by the store's clock.
        limits:
          $ref: "#/components/schemas/KeyLimits"
          description: Absent when nothing is set for it.
        keptBy:
          type: array
          description: "The jobs that keep its turn, because an attempt of theirs has
            failed: the first 10."
          items:
            type: string
      required:
        - key
        - status
        - pending
        - running
        - keptBy
    CreateGroupRequest:
      type: object
      properties:
        jobs:
          type: array
          description: "Jobs to create with it, at most 1,000 of 2 MiB together. They and
            the callbacks have no idempotency_key, unique, after, after_rule,
            group_id or durability: enqueue what needs them by itself."
          items:
            $ref: "#/components/schemas/EnqueueRequest"
          maxItems: 1000
        sealed:
          type: boolean
          description: "Let no more jobs join it. Default: false."
        onCompleted:
          $ref: "#/components/schemas/EnqueueRequest"
          description: "The job that is run once the group is sealed and all of its jobs
            have completed. Default: none."
        onFailed:
          $ref: "#/components/schemas/EnqueueRequest"
          description: "The job that is run as soon as one has failed for good. Default:
            none."
        onFinished:
          $ref: "#/components/schemas/EnqueueRequest"
          description: "The job that is run once the group is sealed and all have ended,
            however they did. Default: none."
        retention:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long it is kept once it has finished, 1 s to 10 years.
            Default: 24 h."
      additionalProperties: false
    CreateGroupResponse:
      type: object
      properties:
        group:
          $ref: "#/components/schemas/Group"
    CreateSignalLinkResponse:
      type: object
      properties:
        path:
          type: string
          description: The path below the address by which browsers reach the server.
        expiresAt:
          type: string
          format: date-time
      required:
        - path
    DeleteJobsRequest:
      type: object
      properties:
        filter:
          $ref: "#/components/schemas/JobFilter"
          description: It must name statuses, all but JOB_STATUS_RUNNING.
        dryRun:
          type: boolean
          description: As RetryJobsRequest has it.
        expectCount:
          type: integer
          format: int32
          description: As RetryJobsRequest has it.
        maxPerSecond:
          type: integer
          format: int32
          description: As RetryJobsRequest has it.
      additionalProperties: false
    DeleteJobsResponse:
      type: object
      properties:
        operation:
          $ref: "#/components/schemas/Operation"
    DeleteRunResponse:
      type: object
      properties: {}
    DeleteScheduleResponse:
      type: object
      properties: {}
    Delivery:
      type: string
      description: >-
        How often a handler may run.


        - \`DELIVERY_AT_LEAST_ONCE\`: A failed or lost attempt is tried again.

        - \`DELIVERY_AT_MOST_ONCE\`: Once a handler may have started, it is never
        started again: a failure or a lost lease ends in JOB_STATUS_FAILED.
      enum:
        - DELIVERY_UNSPECIFIED
        - DELIVERY_AT_LEAST_ONCE
        - DELIVERY_AT_MOST_ONCE
    DrainQueueResponse:
      type: object
      properties:
        queue:
          $ref: "#/components/schemas/Queue"
          description: As it is now.
    DroppedEvents:
      type: object
      properties:
        fromSequence:
          type: string
          format: int64
        toSequence:
          type: string
          format: int64
      required:
        - fromSequence
        - toSequence
    Durability:
      type: string
      description: >-
        What an enqueue waits for before it is answered.


        - \`DURABILITY_STORED\`: What the store itself takes for written, by its
        own settings.

        - \`DURABILITY_REPLICATED\`: Besides, that replicas of the store have it.
        INVALID_ARGUMENT with a store that has none: so far, only Redis can.
      enum:
        - DURABILITY_UNSPECIFIED
        - DURABILITY_STORED
        - DURABILITY_REPLICATED
    EnqueueBatchRequest:
      type: object
      properties:
        requests:
          type: array
          description: At most 1,000 unless the server is configured otherwise. Each is
            checked by itself.
          items:
            $ref: "#/components/schemas/EnqueueRequest"
      additionalProperties: false
    EnqueueBatchResponse:
      type: object
      properties:
        results:
          type: array
          description: One for each request, in order.
          items:
            $ref: "#/components/schemas/EnqueueBatchResult"
      required:
        - results
    EnqueueBatchResult:
      type: object
      description: What became of one request of a batch.
      properties:
        enqueued:
          $ref: "#/components/schemas/EnqueueResponse"
          description: "Present unless the request was refused. Its job comes without its
            payload, which the caller has: the answer to a large batch would
            else be a message that is larger than what clients read."
        error:
          $ref: "#/components/schemas/ItemError"
          description: Present when the request was refused; nothing was written then.
    EnqueueRequest:
      type: object
      properties:
        type:
          type: string
          pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
          description: 'Names the queue and the handler: 1 to 128 letters, digits, or any
            of "._:-", starting with a letter or digit.'
        payload:
          type: string
          contentEncoding: base64
          description: Handed to the handler as it is. At most 1 MiB unless the server is
            configured otherwise. In base64.
        payloadJson:
          description: "What \`payload\` holds, as the JSON that it is: kept byte for byte.
            Give one of the two; an answer has this one when the bytes are
            JSON."
        runAt:
          type: string
          format: date-time
          description: At this time, by the store's clock; a time that has passed means at
            once. At the latest 2200-01-01T00:00:00Z.
        delay:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: After this time, at most 3,653 days.
        priority:
          type: integer
          format: int32
          minimum: 0
          maximum: 100
          description: "0 to 100, higher first. Default: 5."
        maxAttempts:
          type: integer
          format: int32
          minimum: 1
          maximum: 1000
          description: "1 to 1,000. Default: 4, a first run and 3 retries."
        backoff:
          $ref: "#/components/schemas/Backoff"
          description: "Default: 2s, doubling, at most 5m, plus up to 25 % jitter."
        timeout:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long one attempt may take, at most 30 days; the worker that
            runs it stops it then, and has it fail. Default: no limit."
        idempotencyKey:
          type: string
          minLength: 1
          maxLength: 256
          description: "At most one job of this type is kept under this key, 1 to 256
            bytes. The same request again returns that job with \`created\` false.
            Default: none."
        delivery:
          $ref: "#/components/schemas/Delivery"
          description: "Default: DELIVERY_AT_LEAST_ONCE."
        metadata:
          type: object
          description: "Labels for people and filters: at most 64 entries and 8 KiB unless
            configured otherwise."
          additionalProperties:
            type: string
        retention:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long the job is kept once it has finished, 1 second to 3,653
            days. Default: 24h, or \`unique.ttl\` where that is longer."
        durability:
          $ref: "#/components/schemas/Durability"
          description: "DURABILITY_REPLICATED waits until as many replicas have the job as
            the store is configured for, or until its time for that is over:
            with Redis 1 replica and 1 second. It is no part of what an
            idempotency key compares. Default: DURABILITY_STORED."
        contentType:
          type: string
          pattern: ^[a-zA-Z0-9!#$&^_.+-]+/[a-zA-Z0-9!#$&^_.+-]+( *;[ -~]*)?$
          maxLength: 256
          description: 'What the payload is, as a media type of at most 256 bytes.
            Default: "application/json".'
        traceContext:
          $ref: "#/components/schemas/TraceContext"
          description: "The span that enqueues the job, for traces that go on where it
            runs. It is no part of what an idempotency key compares. Default:
            none."
        expiresIn:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long after it is due its first attempt may begin, at most
            3,653 days: a job that nobody has leased by then is cancelled.
            Default: no limit."
        unique:
          $ref: "#/components/schemas/Unique"
          description: "Asks that there be one job at most for the same work, whatever its
            requests say besides. It is looked at after the idempotency key.
            Default: none."
        groupId:
          type: string
          pattern: ^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$
          description: "The id of a group that the job joins, which is not sealed: see
            GroupService. It lies where the group does. FAILED_PRECONDITION when
            it is sealed. Default: none."
        after:
          type: array
          description: "The ids of jobs that have to end first, at most 100: until then
            the job is JOB_STATUS_BLOCKED. One that has ended already counts at
            once; NOT_FOUND for one that does not exist. A job can only come
            after jobs that exist, so none can come after itself. All must lie
            in one partition of the store, which ids begin with. A \`delay\`
            begins when the wait ends. Default: none."
          items:
            type: string
            pattern: ^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$
          maxItems: 100
        afterRule:
          $ref: "#/components/schemas/AfterRule"
          description: "What their ends mean for this job; of use with \`after\` only.
            Default: AFTER_RULE_COMPLETED."
        concurrencyKey:
          type: string
          minLength: 1
          maxLength: 256
          description: "Names whose job it is or what it uses, such as a tenant, by 1 to
            256 bytes. The keys of a queue are served fairly, and each may have
            a limit: see QueueLimits.key_max_running. Default: none, which is
            served as one more key, without a limit."
      required:
        - type
      additionalProperties: false
    EnqueueResponse:
      type: object
      properties:
        job:
          $ref: "#/components/schemas/Job"
        created:
          type: boolean
          description: False when the idempotency key, or the unique key, led to a job
            that was there before.
        replicas:
          type: integer
          format: int32
          description: "How many replicas have said that they have the job; present only
            for DURABILITY_REPLICATED. With 0, none did in time: the job is
            there all the same, but a crash of the node that has it may take it
            along. The same request again with its idempotency key asks the
            replicas again."
        replaced:
          type: boolean
          description: The unique key led to a job that the request has replaced; it was
            not created then.
      required:
        - created
        - replaced
    ErrorGroup:
      type: object
      description: Jobs of one type whose latest errors seem to have one cause.
      properties:
        id:
          type: string
          description: Tells it from all others.
        type:
          type: string
        message:
          type: string
          description: "What the messages have in common: numbers, ids, addresses, paths,
            times and quoted texts are replaced, as by \`<number>\`. At most 256
            characters."
        frame:
          type: string
          description: The function and the file on top of the stack that are not of a
            library; empty when no stack tells.
        failed:
          type: integer
          format: int32
          description: How many of its jobs were seen that have failed for good.
        retrying:
          type: integer
          format: int32
          description: How many were seen that are to be tried again.
        firstSeenAt:
          type: string
          format: date-time
          description: When the first of these errors came.
        lastSeenAt:
          type: string
          format: date-time
          description: When the last of them came.
        sampleJobId:
          type: string
          description: The job with the last of them.
        sampleMessage:
          type: string
          description: What that error says, at most 1,024 characters.
      required:
        - id
        - type
        - message
        - frame
        - failed
        - retrying
        - sampleJobId
        - sampleMessage
    ExplainJobResponse:
      type: object
      properties:
        reasons:
          type: array
          description: What keeps the job from running, what would come first being first.
            One that runs or has ended has one reason, which says so.
          items:
            $ref: "#/components/schemas/Reason"
        estimatedStart:
          type: string
          format: date-time
          description: When it may start, by the store's clock, if all goes on as in the
            last minute. Absent when that cannot be told, and for a job that
            runs or has ended.
      required:
        - reasons
    ExtendItem:
      type: object
      properties:
        jobId:
          type: string
          minLength: 1
        token:
          type: string
          format: uint64
        progress:
          $ref: "#/components/schemas/Progress"
          description: Replaces the job's progress when given.
        log:
          type: array
          description: Lines to add to the job's log, at most 100 of at most 640 bytes.
          items:
            type: string
            maxLength: 640
          maxItems: 100
      required:
        - jobId
      additionalProperties: false
    ExtendRequest:
      type: object
      properties:
        workerId:
          type: string
          maxLength: 256
          description: "The worker that holds the leases, for logs: what entitles it is
            the token of each lease."
        items:
          type: array
          items:
            $ref: "#/components/schemas/ExtendItem"
          maxItems: 1000
        lease:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long the leases last from now, 10 ms to 24 h. Default: 30s."
      additionalProperties: false
    ExtendResponse:
      type: object
      properties:
        results:
          type: array
          description: One for each item, in order.
          items:
            $ref: "#/components/schemas/ExtendResult"
      required:
        - results
    ExtendResult:
      type: object
      description: What became of one extension.
      properties:
        cancelRequested:
          type: boolean
          description: "The lease was extended, and the job is to be cancelled: stop the
            handler and settle."
        error:
          $ref: "#/components/schemas/ItemError"
          description: "Present when the lease was not extended; nothing was changed then.
            ABORTED: the token is stale, so stop the handler and do not settle.
            Any other code, such as UNAVAILABLE: it could not be extended now,
            so ask again for as long as the lease lasts."
      required:
        - cancelRequested
    Failed:
      type: object
      description: The handler failed.
      properties:
        message:
          type: string
          maxLength: 8192
          description: At most 8 KiB.
        details:
          type: string
          maxLength: 32768
          description: More, such as a stack trace, at most 32 KiB.
        permanent:
          type: boolean
          description: "Do not retry: the job goes to JOB_STATUS_FAILED at once."
        retryAfter:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: Retry after this time instead of the job's backoff.
      additionalProperties: false
    Firing:
      type: object
      description: A time that has come, and what became of it.
      properties:
        nominal:
          type: string
          format: date-time
        firedAt:
          type: string
          format: date-time
        trigger:
          $ref: "#/components/schemas/FiringTrigger"
        outcome:
          $ref: "#/components/schemas/FiringOutcome"
        jobId:
          type: string
          description: Of the job that it made; else empty.
        reason:
          type: string
          description: Why the store has refused the job; else empty.
      additionalProperties: false
    FiringOutcome:
      type: string
      description: >-
        What became of a time.


        - \`FIRING_OUTCOME_FIRED\`: It has made a job.

        - \`FIRING_OUTCOME_BUFFERED\`: It has made a job, which waits for those
        before it.

        - \`FIRING_OUTCOME_SKIPPED\`: Those before it have not ended.

        - \`FIRING_OUTCOME_REFUSED\`: The store has refused the job.
      enum:
        - FIRING_OUTCOME_UNSPECIFIED
        - FIRING_OUTCOME_FIRED
        - FIRING_OUTCOME_BUFFERED
        - FIRING_OUTCOME_SKIPPED
        - FIRING_OUTCOME_REFUSED
    FiringTime:
      type: object
      description: A time at which a schedule fires.
      properties:
        nominal:
          type: string
          format: date-time
          description: By the calendar.
        due:
          type: string
          format: date-time
          description: With jitter.
        local:
          type: string
          description: The nominal time by the clock of the zone, such as
            2027-03-28T03:00:00+02:00.
        note:
          type: string
          description: "\`gap: shifted\`, \`overlap: first of two\` or \`overlap: last of two\`.
            Empty where clocks do not change."
      required:
        - local
        - note
    FiringTrigger:
      type: string
      description: |-
        Why a schedule has fired.

        - \`FIRING_TRIGGER_SCHEDULE\`: 
        - \`FIRING_TRIGGER_CATCH_UP\`: Its time was missed.
        - \`FIRING_TRIGGER_MANUAL\`: TriggerSchedule was called.
        - \`FIRING_TRIGGER_BACKFILL\`: BackfillSchedule was called.
      enum:
        - FIRING_TRIGGER_UNSPECIFIED
        - FIRING_TRIGGER_SCHEDULE
        - FIRING_TRIGGER_CATCH_UP
        - FIRING_TRIGGER_MANUAL
        - FIRING_TRIGGER_BACKFILL
    GetGroupResponse:
      type: object
      properties:
        group:
          $ref: "#/components/schemas/Group"
    GetJobResponse:
      type: object
      properties:
        job:
          $ref: "#/components/schemas/Job"
    GetOperationResponse:
      type: object
      properties:
        operation:
          $ref: "#/components/schemas/Operation"
    GetQueueResponse:
      type: object
      properties:
        queue:
          $ref: "#/components/schemas/Queue"
    GetRunResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
    GetScheduleResponse:
      type: object
      properties:
        schedule:
          $ref: "#/components/schemas/Schedule"
    GetServerInfoResponse:
      type: object
      properties:
        version:
          type: string
          description: The server's version, for example "0.1.0".
        store:
          type: string
          description: The kind of store, for example "redis".
        limits:
          $ref: "#/components/schemas/Limits"
        status:
          $ref: "#/components/schemas/ServerStatus"
          description: What the server and the store do; absent unless it was asked for.
      required:
        - version
        - store
    GetStatsResponse:
      type: object
      properties:
        minutes:
          type: array
          description: >-
            The earliest first; minutes in which nothing has happened are left
            out.


            A store counts up to 1,000 types by name. What happens to jobs of a
            further one counts among all types alone, until nothing has happened
            to one of the others for a day.
          items:
            $ref: "#/components/schemas/MinuteStats"
      required:
        - minutes
    GetStepResultResponse:
      type: object
      properties:
        result:
          type: string
          contentEncoding: base64
          description: JSON. Absent for a map. In base64.
        resultJson:
          description: "What \`result\` holds, as the JSON that it is: kept byte for byte.
            Give one of the two; an answer has this one when the bytes are
            JSON."
        items:
          type: array
          description: "Of a map: JSON for each item, null for one that has none."
          items:
            type: string
            contentEncoding: base64
        nextItem:
          type: integer
          format: int32
          description: "Of a map: the item with which the next page begins. Absent on the
            last page."
      required:
        - items
    GetWorkflowResponse:
      type: object
      properties:
        workflow:
          $ref: "#/components/schemas/WorkflowVersion"
    Group:
      type: object
      description: Jobs that belong together.
      properties:
        id:
          type: string
        sealed:
          type: boolean
          description: Whether no more jobs can join it.
        counts:
          $ref: "#/components/schemas/GroupCounts"
        createdAt:
          type: string
          format: date-time
        finishedAt:
          type: string
          format: date-time
          description: When it was sealed and no job of it was open for the first time;
            absent until then.
        expiresAt:
          type: string
          format: date-time
          description: When it is forgotten, unless one of its jobs is run again before.
        retention:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: How long it is kept once it has finished.
        onCompletedId:
          type: string
          description: "The ids of the jobs that it calls back: JOB_STATUS_BLOCKED until
            then, and JOB_STATUS_CANCELLED when it cannot come to that any more.
            Empty for none."
        onFailedId:
          type: string
        onFinishedId:
          type: string
      required:
        - id
        - sealed
        - onCompletedId
        - onFailedId
        - onFinishedId
    GroupCounts:
      type: object
      description: How many jobs of a group are where. Those that are kept no more
        still count.
      properties:
        open:
          type: integer
          format: int32
          description: Those that have not finished.
        completed:
          type: integer
          format: int32
        failed:
          type: integer
          format: int32
        cancelled:
          type: integer
          format: int32
          description: Those that were cancelled, or deleted before they had finished.
      required:
        - open
        - completed
        - failed
        - cancelled
    HeartbeatRequest:
      type: object
      properties:
        workerId:
          type: string
          minLength: 1
          maxLength: 256
          description: The worker's name, as in Lease.
        types:
          type: array
          description: The types that it leases, 1 to 256.
          items:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
          maxItems: 256
        concurrency:
          type: integer
          format: int32
          description: How many jobs it runs at a time, at most.
        running:
          type: integer
          format: int32
          description: How many it runs now.
        version:
          type: string
          maxLength: 64
          description: "Of its program, as it calls it. Default: none."
        host:
          type: string
          maxLength: 256
          description: "The machine that it runs on. Default: none."
        eventLoopLag:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How late its event loop was lately. Default: 0s."
        leaving:
          type: boolean
          description: "The worker ends: it is forgotten at once, and nothing else of this
            request counts."
      required:
        - workerId
      additionalProperties: false
    HeartbeatResponse:
      type: object
      properties: {}
    ItemError:
      type: object
      description: Why one item of a batch was refused, which does not stop the
        others. It says what a call for that item alone would have failed with.
      properties:
        code:
          $ref: "#/components/schemas/Code"
          description: The status code of gRPC. Its names and numbers are the same in
            every language, so that an error of an item can be handled by what
            handles errors of calls.
        message:
          type: string
          description: Says to people what is wrong and what to do.
        violations:
          type: array
          description: The fields that broke a rule, each named from the item, for example
            \`metadata["team"]\`. Empty unless the code is INVALID_ARGUMENT or
            RESOURCE_EXHAUSTED, or another job holds the unique key.
          items:
            $ref: "#/components/schemas/BadRequest_FieldViolation"
      required:
        - code
        - message
        - violations
    Job:
      type: object
      description: A job as it stood when it was read.
      properties:
        id:
          type: string
        type:
          type: string
          description: Names the queue and the handler.
        payload:
          type: string
          contentEncoding: base64
          description: Empty by JOB_VIEW_BASIC, whatever the job has. In base64.
        payloadJson:
          description: "What \`payload\` holds, as the JSON that it is: kept byte for byte.
            Give one of the two; an answer has this one when the bytes are
            JSON."
        status:
          $ref: "#/components/schemas/JobStatus"
        priority:
          type: integer
          format: int32
          description: 0 to 100, higher first; first in, first out within one priority.
        attempt:
          type: integer
          format: int32
          description: How many attempts have begun and were not given back by a release
            or a snooze.
        maxAttempts:
          type: integer
          format: int32
        runAt:
          type: string
          format: date-time
          description: When the job is, or was, due.
        createdAt:
          type: string
          format: date-time
        updatedAt:
          type: string
          format: date-time
        startedAt:
          type: string
          format: date-time
          description: When the latest attempt began.
        finishedAt:
          type: string
          format: date-time
        expiresAt:
          type: string
          format: date-time
          description: When a finished job is forgotten.
        result:
          type: string
          contentEncoding: base64
          description: What the handler returned; only of a completed job, and absent when
            it returned nothing, or by JOB_VIEW_BASIC. In base64.
        resultJson:
          description: "What \`result\` holds, as the JSON that it is: kept byte for byte.
            Give one of the two; an answer has this one when the bytes are
            JSON."
        errors:
          type: array
          description: The last 10 attempts that did not succeed, the oldest first.
          items:
            $ref: "#/components/schemas/AttemptError"
        progress:
          $ref: "#/components/schemas/Progress"
        metadata:
          type: object
          additionalProperties:
            type: string
        workerId:
          type: string
          description: The worker of the latest attempt.
        leaseExpiresAt:
          type: string
          format: date-time
          description: When the present lease ends unless it is extended; only while
            running.
        delivery:
          $ref: "#/components/schemas/Delivery"
        timeout:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: How long one attempt may take; absent for no limit. The worker
            keeps it, not the server.
        idempotencyKey:
          type: string
        cancelRequested:
          type: boolean
          description: A cancel has come while the job was running.
        cancelReason:
          type: string
        backoff:
          $ref: "#/components/schemas/Backoff"
        retention:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: How long the job is kept once it has finished.
        sequence:
          type: string
          format: int64
          description: Grows by one with every change of the job.
        payloadBytes:
          type: integer
          format: int32
          description: How many bytes the payload has; present by JOB_VIEW_BASIC alone,
            and so tells that the payload was left out.
        payloadPreview:
          type: string
          contentEncoding: base64
          description: The first 256 bytes of the payload, which can end within a
            character; by JOB_VIEW_BASIC alone. In base64.
        payloadPreviewJson:
          description: "What \`payloadPreview\` holds, as the JSON that it is: kept byte for
            byte. Give one of the two; an answer has this one when the bytes are
            JSON."
        resultBytes:
          type: integer
          format: int32
          description: How many bytes the result has; by JOB_VIEW_BASIC alone, and absent
            when there is no result.
        contentType:
          type: string
          description: What the payload is, as a media type. Empty for "application/json",
            the default.
        traceContext:
          $ref: "#/components/schemas/TraceContext"
          description: The span that enqueued the job.
        uniqueKey:
          type: string
          description: Of the work that is there at most once; see Unique. Empty for none.
            The job need not hold it any more.
        waitsFor:
          $ref: "#/components/schemas/WaitsFor"
          description: What the job waits for; only of a JOB_STATUS_BLOCKED one.
        expiresIn:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: How long after it is due the first attempt may begin; absent for no
            limit.
        startBy:
          type: string
          format: date-time
          description: The job is cancelled unless its first attempt has begun by then.
            Absent for no limit, and once an attempt has ended, unless it was
            given back before its handler started.
        log:
          type: array
          description: The last 100 lines that its handlers have logged, the oldest first.
            Empty by JOB_VIEW_BASIC, and in what Lease answers.
          items:
            $ref: "#/components/schemas/LogLine"
        concurrencyKey:
          type: string
          description: Whose job it is or what it uses; see EnqueueRequest. Empty for none.
        groupId:
          type: string
          description: The group that the job belongs to. Empty for none.
        parentId:
          type: string
          description: The job whose handler has enqueued this one, and with whose
            completion it was created; see Completed.enqueue. Empty for none.
        run:
          $ref: "#/components/schemas/RunStep"
          description: The step of a workflow's run that the job is made for. Absent for
            none. Such a job is not retried or deleted by itself, and kept as
            long as its run.
      required:
        - id
        - type
        - status
        - priority
        - attempt
        - maxAttempts
        - errors
        - metadata
        - workerId
        - delivery
        - idempotencyKey
        - cancelRequested
        - cancelReason
        - sequence
        - contentType
        - uniqueKey
        - log
        - concurrencyKey
        - groupId
        - parentId
    JobCount:
      type: object
      description: How many jobs match a filter.
      properties:
        jobs:
          type: integer
          format: int32
          description: With \`more\`, at least.
        more:
          type: boolean
          description: Whether there may be more, because not all were counted.
      required:
        - jobs
        - more
    JobEvent:
      type: object
      description: A job as it stood after one of its changes.
      properties:
        sequence:
          type: string
          format: int64
          description: The job's sequence number.
        job:
          $ref: "#/components/schemas/Job"
      required:
        - sequence
    JobFilter:
      type: object
      description: "Which jobs are meant. Every filter that is given must hold, and
        one besides \`statuses\` must be given: for the jobs of all types, give
        \`created_before\`."
      properties:
        type:
          type: string
          pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
          description: "Default: every type."
        statuses:
          type: array
          description: "Default: see what is done to the jobs."
          items:
            $ref: "#/components/schemas/JobStatus"
          maxItems: 16
        metadata:
          type: object
          description: Entries that a job's metadata must have.
          additionalProperties:
            type: string
          maxProperties: 64
        createdAfter:
          type: string
          format: date-time
          description: Only jobs created at this time or later.
        createdBefore:
          type: string
          format: date-time
          description: Only jobs created before this time.
        errorContains:
          type: string
          maxLength: 256
          description: "Only jobs that have had an error whose message has this text, in
            letters of either case: at most 256 bytes. Default: none."
        workerId:
          type: string
          maxLength: 256
          description: "Only jobs whose latest attempt was of this worker. Default: of
            any, or of none."
        idPrefix:
          type: string
          maxLength: 64
          description: "Only jobs whose ids begin so: at most 64 bytes. Default: any."
        attemptMin:
          type: integer
          format: int32
          minimum: 0
          maximum: 1000
          description: "Only jobs at this attempt or a later one, 1 to 1,000. Default: any."
        errorGroup:
          type: string
          maxLength: 22
          description: "Only jobs whose latest error is of this group, by its id: see
            ListErrorGroups. Default: any."
      additionalProperties: false
    JobStatus:
      type: string
      description: >-
        Where a job stands in its life.


        - \`JOB_STATUS_SCHEDULED\`: Waits for its run-at time, or for the end of a
        snooze.

        - \`JOB_STATUS_PENDING\`: Due, waits for a worker.

        - \`JOB_STATUS_RUNNING\`: Leased by a worker.

        - \`JOB_STATUS_RETRYING\`: An attempt failed or its lease was lost; waits
        for its backoff.

        - \`JOB_STATUS_BLOCKED\`: Comes after other jobs, which have not ended.

        - \`JOB_STATUS_COMPLETED\`: Finished with success; kept for its retention.

        - \`JOB_STATUS_FAILED\`: The dead letter: attempts spent, or a permanent
        error. RetryJob runs it again.

        - \`JOB_STATUS_CANCELLED\`: Cancelled before it finished. RetryJob runs it
        again.
      enum:
        - JOB_STATUS_UNSPECIFIED
        - JOB_STATUS_SCHEDULED
        - JOB_STATUS_PENDING
        - JOB_STATUS_RUNNING
        - JOB_STATUS_RETRYING
        - JOB_STATUS_BLOCKED
        - JOB_STATUS_COMPLETED
        - JOB_STATUS_FAILED
        - JOB_STATUS_CANCELLED
    JobView:
      type: string
      description: >-
        How much of a job is read.


        - \`JOB_VIEW_BASIC\`: All but what can be large: the job comes without
        \`payload\`, \`result\` and the \`details\` of its errors, and with
        \`payload_bytes\`, \`payload_preview\` and \`result_bytes\` instead.

        - \`JOB_VIEW_FULL\`: All of it.
      enum:
        - JOB_VIEW_UNSPECIFIED
        - JOB_VIEW_BASIC
        - JOB_VIEW_FULL
    KeyLimits:
      type: object
      description: What is set for one concurrency key of a queue.
      properties:
        maxRunning:
          type: integer
          format: int32
          description: How many of its jobs run at most, from 1 on, in place of what the
            queue says by \`key_max_running\`. Absent for that.
        weight:
          type: number
          minimum: 0.01
          maximum: 1000
          description: How many turns it gets for one turn of a key without a weight, from
            0.01 to 1,000. Absent for 1.
        rate:
          $ref: "#/components/schemas/Rate"
          description: How many of its attempts may start in a time, in place of what the
            queue says by \`key_rate\`. What was counted counts for its time,
            whichever of the two holds. Absent for that of the queue.
      additionalProperties: false
    KeyOnFailure:
      type: string
      description: >-
        What becomes of a concurrency key when an attempt of one of its jobs
        fails.


        - \`KEY_ON_FAILURE_CONTINUE\`: Its other jobs go on while that one waits
        for its retry.

        - \`KEY_ON_FAILURE_HOLD\`: The job keeps the turn of its key: no other one
        of the key is leased until it has ended.

        - \`KEY_ON_FAILURE_HALT\`: The same, also of one that has failed for good,
        until that is run again and ends, or is deleted, or the key is resumed.
        It is not forgotten meanwhile.
      enum:
        - KEY_ON_FAILURE_UNSPECIFIED
        - KEY_ON_FAILURE_CONTINUE
        - KEY_ON_FAILURE_HOLD
        - KEY_ON_FAILURE_HALT
    KeyOrder:
      type: string
      description: >-
        In which order the concurrency keys of a queue are served, whose jobs go
        by priority, then by place, within each key. Jobs without a key are one
        key more.


        - \`KEY_ORDER_PRIORITY\`: The key whose first job has the highest
        priority; among those of the same, by turns.

        - \`KEY_ORDER_FAIR\`: By turns, whatever the priorities, which tenants may
        choose for themselves.

        - \`KEY_ORDER_STRICT\`: Without turns: the jobs of all keys go by
        priority, then by place.
      enum:
        - KEY_ORDER_UNSPECIFIED
        - KEY_ORDER_PRIORITY
        - KEY_ORDER_FAIR
        - KEY_ORDER_STRICT
    KeyStatus:
      type: string
      description: >-
        How a concurrency key stands in its queue.


        - \`KEY_STATUS_READY\`: It has pending jobs, and takes its turns.

        - \`KEY_STATUS_FULL\`: It has pending jobs, and as many running ones as it
        may.

        - \`KEY_STATUS_THROTTLED\`: None of its jobs is leased up to a time,
        because the attempt of one was throttled, or because as many have
        started as its rate lets.

        - \`KEY_STATUS_IDLE\`: It has no pending job.

        - \`KEY_STATUS_HALTED\`: None of its jobs is leased, because one that has
        failed keeps its turn and is not pending: it waits for its retry, runs
        again, or has failed for good.
      enum:
        - KEY_STATUS_UNSPECIFIED
        - KEY_STATUS_READY
        - KEY_STATUS_FULL
        - KEY_STATUS_THROTTLED
        - KEY_STATUS_IDLE
        - KEY_STATUS_HALTED
    Lease:
      type: object
      description: The right to run one attempt of a job.
      properties:
        job:
          $ref: "#/components/schemas/Job"
        token:
          type: string
          format: uint64
          description: Grows with every lease of the job and never repeats.
        leaseExpiresAt:
          type: string
          format: date-time
        limited:
          type: boolean
          description: "That the queue of the job has limits. A lease that waits in its
            worker for a handler takes then what another worker could use: lease
            no more of the type than starts at once."
        results:
          type: object
          description: "If \`with_results\` asks for them, of a job with a \`run\`: the
            results of the steps that its own names in \`after\` and that have
            completed, as JSON, by step; of a map the list of those of its
            items. At most 256 KiB, and what is over that, or over the size of a
            message, is left out: read it by GetStepResult."
          additionalProperties:
            type: string
      required:
        - token
        - limited
        - results
    LeaseRequest:
      type: object
      properties:
        types:
          type: array
          description: The types to lease; the first is served first.
          items:
            type: string
            pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
          minItems: 1
          maxItems: 256
        maxJobs:
          type: integer
          format: int32
          minimum: 0
          maximum: 1000
          description: "The most jobs to lease, 1 to 1,000; fewer come when their payloads
            are large. Default: 1."
        lease:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long the leases last unless they are extended, 10 ms to 24 h.
            Default: 30s."
        wait:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long to wait when nothing is due, at most 1m. Default: 0s, do
            not wait."
        workerId:
          type: string
          minLength: 1
          maxLength: 256
          description: Names the worker in jobs and errors, 1 to 256 bytes.
        withResults:
          type: boolean
          description: "Jobs that are steps of runs come with the results of the steps
            right before them: see Lease.results. Default: false."
      required:
        - types
        - workerId
      additionalProperties: false
    LeaseResponse:
      type: object
      properties:
        leases:
          type: array
          description: Empty when nothing became due within the wait.
          items:
            $ref: "#/components/schemas/Lease"
      required:
        - leases
    Limits:
      type: object
      description: What this server accepts.
      properties:
        messageBytes:
          type: integer
          format: int32
          description: The largest message of a call, in bytes.
        payloadBytes:
          type: integer
          format: int32
          description: The largest payload of a job, in bytes.
        resultBytes:
          type: integer
          format: int32
          description: The largest result of a job, in bytes.
        batchJobs:
          type: integer
          format: int32
          description: The most jobs in one EnqueueBatch.
        metadataEntries:
          type: integer
          format: int32
          description: The most entries in a job's metadata.
        metadataBytes:
          type: integer
          format: int32
          description: The largest metadata of a job, keys and values together, in bytes.
      required:
        - messageBytes
        - payloadBytes
        - resultBytes
        - batchJobs
        - metadataEntries
        - metadataBytes
    ListErrorGroupsResponse:
      type: object
      description: The errors of some jobs. Those of further pages are to be added,
        group by group.
      properties:
        groups:
          type: array
          description: The 200 with the most jobs, the largest first.
          items:
            $ref: "#/components/schemas/ErrorGroup"
        otherJobs:
          type: integer
          format: int32
          description: How many of the jobs that were looked at are in smaller groups than
            these.
        lookedAt:
          type: integer
          format: int32
          description: How many jobs were looked at.
        jobs:
          type: integer
          format: int32
          description: How many there are of the types that the page is about; with
            \`more\`, at least.
        more:
          type: boolean
        nextPageToken:
          type: string
          description: "Empty on the last page. With a \`type\` it leads to the jobs behind
            those of this page; without one to the next types: ask for one by
            itself to look at more of its jobs."
      required:
        - groups
        - otherJobs
        - lookedAt
        - jobs
        - more
        - nextPageToken
    ListFiringsResponse:
      type: object
      properties:
        firings:
          type: array
          items:
            $ref: "#/components/schemas/Firing"
      required:
        - firings
    ListGroupJobsResponse:
      type: object
      properties:
        jobs:
          type: array
          items:
            $ref: "#/components/schemas/Job"
        nextPageToken:
          type: string
          description: Leads to the next page; empty on the last one.
      required:
        - jobs
        - nextPageToken
    ListJobsResponse:
      type: object
      properties:
        jobs:
          type: array
          items:
            $ref: "#/components/schemas/Job"
        nextPageToken:
          type: string
          description: "Empty on the last page. A page can be short, even empty, and have
            a next one: a filter looks at a bounded number of jobs a page."
        end:
          $ref: "#/components/schemas/PageEnd"
          description: Why the page has no more jobs.
        lookedAt:
          type: integer
          format: int32
          description: How many jobs the page has looked at; filters other than type and
            status leave some of them out.
        asOf:
          type: string
          format: date-time
          description: The store's time when the page was begun.
      required:
        - jobs
        - nextPageToken
        - end
        - lookedAt
    ListKeysResponse:
      type: object
      properties:
        keys:
          type: array
          items:
            $ref: "#/components/schemas/ConcurrencyKey"
        nextPageToken:
          type: string
          description: Empty on the last page. A page can be short, even empty, and have a
            next one.
      required:
        - keys
        - nextPageToken
    ListOperationsResponse:
      type: object
      properties:
        operations:
          type: array
          items:
            $ref: "#/components/schemas/Operation"
        nextPageToken:
          type: string
          description: Empty on the last page.
      required:
        - operations
        - nextPageToken
    ListQueuesResponse:
      type: object
      properties:
        queues:
          type: array
          items:
            $ref: "#/components/schemas/Queue"
        nextPageToken:
          type: string
          description: "Empty on the last page. A page can be short, even empty, and have
            a next one: it looks at a bounded number of jobs."
      required:
        - queues
        - nextPageToken
    ListRunEventsResponse:
      type: object
      properties:
        events:
          type: array
          description: In order; fewer than \`limit\` only at the end.
          items:
            $ref: "#/components/schemas/RunEvent"
        dropped:
          $ref: "#/components/schemas/DroppedEvents"
          description: The lines in the middle that were dropped, of a history of more
            than 10,000. Absent for none.
      required:
        - events
    ListRunsResponse:
      type: object
      properties:
        runs:
          type: array
          items:
            $ref: "#/components/schemas/Run"
        nextPageToken:
          type: string
          description: Empty on the last page. A page can be short, even empty, and have a
            next one.
      required:
        - runs
        - nextPageToken
    ListSchedulesResponse:
      type: object
      properties:
        schedules:
          type: array
          items:
            $ref: "#/components/schemas/Schedule"
        nextPageToken:
          type: string
          description: Empty on the last page. A page can be short, even empty, and have a
            next one.
      required:
        - schedules
        - nextPageToken
    ListWorkersResponse:
      type: object
      properties:
        workers:
          type: array
          items:
            $ref: "#/components/schemas/Worker"
        nextPageToken:
          type: string
          description: Empty on the last page. A page can be short, and have a next one.
      required:
        - workers
        - nextPageToken
    ListWorkflowsResponse:
      type: object
      properties:
        workflows:
          type: array
          items:
            $ref: "#/components/schemas/WorkflowVersion"
        nextPageToken:
          type: string
          description: Empty on the last page.
      required:
        - workflows
        - nextPageToken
    LogLine:
      type: object
      description: A line that a handler has logged.
      properties:
        at:
          type: string
          format: date-time
          description: When the store got it.
        attempt:
          type: integer
          format: int32
          description: In which attempt, 1 for the first.
        text:
          type: string
      required:
        - attempt
        - text
    MinuteStats:
      type: object
      description: What has happened to jobs in one minute.
      properties:
        startsAt:
          type: string
          format: date-time
          description: When it began, by the store's clock.
        enqueued:
          type: integer
          format: int32
        completed:
          type: integer
          format: int32
        failed:
          type: integer
          format: int32
          description: Jobs that have failed for good.
        retried:
          type: integer
          format: int32
          description: Attempts that have failed, or have lost their lease, and are to be
            tried again.
      required:
        - enqueued
        - completed
        - failed
        - retried
    OnConflict:
      type: string
      description: >-
        What becomes of a request whose unique key another job holds.


        - \`ON_CONFLICT_RETURN_EXISTING\`: It is answered by that job, with
        \`created\` false, and makes none.

        - \`ON_CONFLICT_REJECT\`: It is refused with ALREADY_EXISTS, with
        \`unique.key\` at fault and the id of that job, and makes none.

        - \`ON_CONFLICT_REPLACE\`: That job, if it waits, becomes what the request
        asks for, with all its attempts, and answers it with \`replaced\`; it
        keeps its id, its idempotency key and when it was created. While that
        one runs, the request makes its successor: a job that is BLOCKED until
        that one has ended, however it does, and has the key then, for as long
        as that one had it. Further requests replace the successor, of which
        there is one at most. A job that has finished answers the request as it
        is.
      enum:
        - ON_CONFLICT_UNSPECIFIED
        - ON_CONFLICT_RETURN_EXISTING
        - ON_CONFLICT_REJECT
        - ON_CONFLICT_REPLACE
    OnGap:
      type: string
      description: >-
        What becomes of a time that clocks leave out when they are put forward.


        - \`ON_GAP_SHIFT\`: It moves to the end of the gap. When several do, or
        the end is a time itself, it fires once. A gap of more than three hours,
        as at the date line, is skipped.

        - \`ON_GAP_SKIP\`: It does not fire.
      enum:
        - ON_GAP_UNSPECIFIED
        - ON_GAP_SHIFT
        - ON_GAP_SKIP
    OnOverlap:
      type: string
      description: |-
        When a time fires that clocks show twice because they are put back.

        - \`ON_OVERLAP_FIRST\`: The first time.
        - \`ON_OVERLAP_LAST\`: The second time.
        - \`ON_OVERLAP_BOTH\`: Both times.
      enum:
        - ON_OVERLAP_UNSPECIFIED
        - ON_OVERLAP_FIRST
        - ON_OVERLAP_LAST
        - ON_OVERLAP_BOTH
    Operation:
      type: object
      description: What is done to many jobs.
      properties:
        id:
          type: string
        action:
          $ref: "#/components/schemas/OperationAction"
        filter:
          $ref: "#/components/schemas/JobFilter"
          description: As it was given, with the statuses that it means.
        reason:
          type: string
          description: Of a cancel; empty when none was given.
        dryRun:
          type: boolean
          description: Whether jobs are only counted.
        expectCount:
          type: integer
          format: int32
          description: Absent when any number will do.
        state:
          $ref: "#/components/schemas/OperationState"
        matched:
          type: integer
          format: int32
          description: How many jobs match, as far as that is known.
        more:
          type: boolean
          description: Whether there may be more than \`matched\`, because not all were
            looked at yet.
        done:
          type: integer
          format: int32
          description: Jobs that were changed.
        skipped:
          type: integer
          format: int32
          description: Jobs that had moved on before it was their turn.
        failed:
          type: integer
          format: int32
          description: Jobs that could not be changed.
        errors:
          type: array
          description: Why they could not be, by code.
          items:
            $ref: "#/components/schemas/OperationError"
        refusal:
          type: string
          description: Why it was refused; empty when it was not.
        startedAt:
          type: string
          format: date-time
          description: When it was started, by the store's clock.
        endedAt:
          type: string
          format: date-time
          description: When it ended, by the store's clock. Absent while it is open.
        maxPerSecond:
          type: integer
          format: int32
          description: How many jobs are changed a second at most. Absent for as many as
            the store can.
      required:
        - id
        - action
        - reason
        - dryRun
        - state
        - matched
        - more
        - done
        - skipped
        - failed
        - errors
        - refusal
    OperationAction:
      type: string
      description: |-
        What an operation does to each job.

        - \`OPERATION_ACTION_RETRY\`: 
        - \`OPERATION_ACTION_CANCEL\`: 
        - \`OPERATION_ACTION_DELETE\`:
      enum:
        - OPERATION_ACTION_UNSPECIFIED
        - OPERATION_ACTION_RETRY
        - OPERATION_ACTION_CANCEL
        - OPERATION_ACTION_DELETE
    OperationError:
      type: object
      description: Jobs that could not be changed for one reason.
      properties:
        code:
          type: string
          description: As of an error of a single call, such as FAILED_PRECONDITION.
        count:
          type: integer
          format: int32
        samples:
          type: array
          description: The first of them, up to 10.
          items:
            $ref: "#/components/schemas/OperationErrorSample"
      required:
        - code
        - count
        - samples
    OperationErrorSample:
      type: object
      description: A job that could not be changed, and why.
      properties:
        jobId:
          type: string
        message:
          type: string
      required:
        - jobId
        - message
    OperationState:
      type: string
      description: >-
        Where an operation stands.


        - \`OPERATION_STATE_COUNTING\`: Its jobs are being counted, for a dry run
        or because of \`expect_count\`; none was changed.

        - \`OPERATION_STATE_RUNNING\`: Its jobs are being changed.

        - \`OPERATION_STATE_STOPPING\`: It was stopped, and its last round is
        under way.

        - \`OPERATION_STATE_DONE\`: All jobs that it means were looked at.

        - \`OPERATION_STATE_STOPPED\`: It was stopped before.

        - \`OPERATION_STATE_REFUSED\`: There were too many or too few jobs for
        \`expect_count\`; none was changed.
      enum:
        - OPERATION_STATE_UNSPECIFIED
        - OPERATION_STATE_COUNTING
        - OPERATION_STATE_RUNNING
        - OPERATION_STATE_STOPPING
        - OPERATION_STATE_DONE
        - OPERATION_STATE_STOPPED
        - OPERATION_STATE_REFUSED
    OverlapPolicy:
      type: string
      description: >-
        What becomes of a time at which a job of an earlier one has not ended.


        - \`OVERLAP_POLICY_SKIP\`: It makes no job.

        - \`OVERLAP_POLICY_BUFFER_ONE\`: Its job is BLOCKED until the others have
        ended; while one waits already, it makes none.

        - \`OVERLAP_POLICY_BUFFER_ALL\`: The same for up to \`max_buffered\` jobs,
        which run one after the other.

        - \`OVERLAP_POLICY_CANCEL_RUNNING\`: The others are cancelled, and its job
        is BLOCKED until they have ended.

        - \`OVERLAP_POLICY_ALLOW\`: Its job runs beside them.
      enum:
        - OVERLAP_POLICY_UNSPECIFIED
        - OVERLAP_POLICY_SKIP
        - OVERLAP_POLICY_BUFFER_ONE
        - OVERLAP_POLICY_BUFFER_ALL
        - OVERLAP_POLICY_CANCEL_RUNNING
        - OVERLAP_POLICY_ALLOW
    PageEnd:
      type: string
      description: >-
        Why a page has no more jobs.


        - \`PAGE_END_LAST\`: There are no more.

        - \`PAGE_END_FULL\`: It has as many as were asked for, or as an answer has
        room for.

        - \`PAGE_END_BOUND\`: It has looked at as many jobs (ten times its size)
        or types (1,000) as one page may.
      enum:
        - PAGE_END_UNSPECIFIED
        - PAGE_END_LAST
        - PAGE_END_FULL
        - PAGE_END_BOUND
    PauseQueueResponse:
      type: object
      properties:
        queue:
          $ref: "#/components/schemas/Queue"
          description: As it is now.
    PauseRunResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
          description: As it is now.
    PauseScheduleResponse:
      type: object
      properties:
        schedule:
          $ref: "#/components/schemas/Schedule"
          description: As it is now.
    PreviewScheduleRequest:
      type: object
      properties:
        spec:
          $ref: "#/components/schemas/ScheduleSpec"
        after:
          type: string
          format: date-time
          description: "The times after this one. Default: the present."
        count:
          type: integer
          format: int32
          minimum: 0
          maximum: 1000
          description: "How many, 1 to 1,000. Default: 10."
        name:
          type: string
          maxLength: 128
          description: "Of the schedule, on which its jitter depends. Default: none."
      additionalProperties: false
    PreviewScheduleResponse:
      type: object
      properties:
        times:
          type: array
          description: The earliest first; fewer than were asked for when the schedule
            ends before.
          items:
            $ref: "#/components/schemas/FiringTime"
      required:
        - times
    Progress:
      type: object
      description: How far a handler says it is.
      properties:
        fraction:
          type: number
          minimum: 0
          maximum: 1
          description: 0 to 1.
        message:
          type: string
          maxLength: 1024
          description: At most 1,024 bytes.
      additionalProperties: false
    PurgeQueueResponse:
      type: object
      properties:
        operation:
          $ref: "#/components/schemas/Operation"
    PutWorkflowRequest:
      type: object
      properties:
        definition:
          type: string
          contentEncoding: base64
          description: JSON, as docs/workflows.md describes it, at most 1 MiB. In base64.
        definitionJson:
          description: "What \`definition\` holds, as the JSON that it is: kept byte for
            byte. Give one of the two; an answer has this one when the bytes are
            JSON."
      additionalProperties: false
    PutWorkflowResponse:
      type: object
      properties:
        name:
          type: string
        version:
          type: integer
          format: int32
          description: From 1 on.
        created:
          type: boolean
          description: False when the latest version says the same.
      required:
        - name
        - version
        - created
    Queue:
      type: object
      description: The queue of a job type.
      properties:
        type:
          type: string
        counts:
          type: array
          description: One for each status, in the order of the enum, whether or not there
            are jobs. Each job that is kept counts once.
          items:
            $ref: "#/components/schemas/StatusCount"
        activity:
          $ref: "#/components/schemas/QueueActivity"
        workers:
          type: integer
          format: int32
          description: "How many workers live that lease its jobs, as far as they tell:
            see ListWorkers."
        paused:
          $ref: "#/components/schemas/QueueHold"
          description: Set while no job of the queue is leased.
        draining:
          $ref: "#/components/schemas/QueueHold"
          description: Set while the queue takes no new jobs.
        limits:
          $ref: "#/components/schemas/QueueLimits"
          description: Absent when there are none.
        throttled:
          $ref: "#/components/schemas/QueueHold"
          description: Set while no job of the queue is leased because the attempt of one
            was throttled, whose id \`by\` is. It ends by itself.
      required:
        - type
        - counts
        - workers
    QueueActivity:
      type: object
      description: What happens to the jobs of a queue. It is counted by the processes
        that are on the store, and comes to the store once a second, so it is
        late by that; a process that crashes takes the last second with it. Jobs
        that SQL enqueues in Postgres are not counted.
      properties:
        enqueuedPerSecond:
          type: number
          description: Jobs a second that were enqueued, over the last minute.
        completedPerSecond:
          type: number
          description: Jobs a second that have completed.
        failedPerSecond:
          type: number
          description: Jobs a second that have failed for good.
        retriedPerSecond:
          type: number
          description: Attempts a second that have failed, or have lost their lease, and
            are to be tried again.
        wait:
          $ref: "#/components/schemas/TimeQuantiles"
          description: From when a job was due to its lease, in the last five to ten
            minutes. Absent when none was leased.
        run:
          $ref: "#/components/schemas/TimeQuantiles"
          description: From the lease of a job to the end of the attempt, likewise. Absent
            when none has ended.
      required:
        - enqueuedPerSecond
        - completedPerSecond
        - failedPerSecond
        - retriedPerSecond
    QueueHold:
      type: object
      description: That a queue is paused, drained or throttled.
      properties:
        reason:
          type: string
          description: Empty when none was given.
        by:
          type: string
          description: Who wanted it, as they have said; empty when they have not.
        at:
          type: string
          format: date-time
          description: Since when, by the store's clock.
        until:
          type: string
          format: date-time
          description: When it ends by itself, by the store's clock. Absent for when
            somebody ends it.
      required:
        - reason
        - by
    QueueLimits:
      type: object
      description: How many jobs of a queue may run, and how many may start in a time.
      properties:
        maxRunning:
          type: integer
          format: int32
          description: How many run at most, from 1 on. A job runs from its lease on until
            it is settled, or until its lease has expired and the job was
            rescued. Absent for any number.
        keyMaxRunning:
          type: integer
          format: int32
          description: How many jobs of each concurrency key run at most, from 1 on; jobs
            without one are not meant. A key that has as many holds no other key
            up. Absent for any number.
        rate:
          $ref: "#/components/schemas/Rate"
          description: How many attempts may start in a time. A lease is a start, of a
            retry, too; a job that is given back before its handler has started
            is none. Absent for any number.
        keyRate:
          $ref: "#/components/schemas/Rate"
          description: The same of each concurrency key; jobs without one are not meant. A
            key that has used its rate up holds no other key up, and no slot.
            What was counted counts for its time, also when this has ended and
            begun anew. Absent for any number.
        order:
          $ref: "#/components/schemas/KeyOrder"
          description: In which order its concurrency keys are served. Unspecified for
            KEY_ORDER_PRIORITY.
        keyOnFailure:
          $ref: "#/components/schemas/KeyOnFailure"
          description: What becomes of a concurrency key when an attempt of one of its
            jobs fails; a lost lease is a failure, too. With a \`key_max_running\`
            of 1, HOLD and HALT keep the jobs of a key in strict order. With
            more, what runs beside the one that has failed goes on, and nothing
            further is leased. Unspecified for KEY_ON_FAILURE_CONTINUE.
        aging:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long a job has to wait to make up for a step of priority, 1 ms
            to 31 days: jobs go by when they were due, later by that for each
            step that their priority lacks to 100. The same within each
            concurrency key; and between keys in KEY_ORDER_PRIORITY, which has
            no turns then. Absent for priorities that waiting does not make up
            for."
      additionalProperties: false
    Rate:
      type: object
      description: How many attempts may start in a time.
      properties:
        limit:
          type: integer
          format: int32
          description: At most so many start in any window of \`period\`, wherever it
            begins, from 1 on.
        period:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: From 100 ms to 31 days. There is room again a sixty-fourth of it
            late at most.
        burst:
          type: integer
          format: int32
          description: Of those, so many start at once at most, from 1 to \`limit\`; the
            others are spread over the period. Absent for \`limit\`.
      additionalProperties: false
    Reason:
      type: object
      description: One reason why a job does not run, as data and in words.
      properties:
        kind:
          $ref: "#/components/schemas/ReasonKind"
        sentence:
          type: string
          description: For people; it says what to do.
        at:
          type: string
          format: date-time
          description: When the job is due, when the pause ends, the deadline, since when
            it runs, or when it ended.
        count:
          type: integer
          format: int32
          description: How many jobs run, are ahead (as far as they were counted), or are
            waited for; which attempt has failed.
        limit:
          type: integer
          format: int32
          description: How many jobs may run, how many attempts there are.
        jobIds:
          type: array
          description: "The jobs that run, or that are waited for: the first 10."
          items:
            type: string
      required:
        - kind
        - sentence
        - jobIds
    ReasonKind:
      type: string
      description: >-
        Why a job does not run.


        - \`REASON_KIND_RUNNING\`: It runs.

        - \`REASON_KIND_FINISHED\`: It has completed, failed or been cancelled.

        - \`REASON_KIND_DUE_AT\`: It is scheduled, or snoozed, up to a time.

        - \`REASON_KIND_BACKOFF\`: An attempt has failed, and the next one is not
        due yet.

        - \`REASON_KIND_BLOCKED\`: Jobs that it comes after, or the group that
        calls it back, have not ended.

        - \`REASON_KIND_QUEUE_PAUSED\`: Nothing of its queue is leased.

        - \`REASON_KIND_QUEUE_FULL\`: As many jobs of its queue run as may.

        - \`REASON_KIND_NO_WORKER\`: No worker that leases its type tells that it
        lives.

        - \`REASON_KIND_WORKERS_BUSY\`: Every worker that leases its type has said
        lately that it has no room.

        - \`REASON_KIND_AHEAD\`: Other jobs of its queue, or of its concurrency
        key if it has one, are leased before it.

        - \`REASON_KIND_DEADLINE\`: It is cancelled if it has not started by a
        time.

        - \`REASON_KIND_KEY_FULL\`: As many jobs of its concurrency key run as
        may.

        - \`REASON_KIND_QUEUE_THROTTLED\`: Nothing of its queue is leased up to a
        time, because the attempt of a job was throttled.

        - \`REASON_KIND_QUEUE_RATE\`: As many attempts of its queue have started
        as its rate lets.

        - \`REASON_KIND_KEY_THROTTLED\`: Nothing of its concurrency key is leased
        up to a time, because the attempt of a job was throttled.

        - \`REASON_KIND_KEY_RATE\`: As many attempts of its concurrency key have
        started as the rate of keys lets.

        - \`REASON_KIND_KEY_HALTED\`: Other jobs keep the turn of its concurrency
        key, because an attempt of theirs has failed: see KeyOnFailure.
      enum:
        - REASON_KIND_UNSPECIFIED
        - REASON_KIND_RUNNING
        - REASON_KIND_FINISHED
        - REASON_KIND_DUE_AT
        - REASON_KIND_BACKOFF
        - REASON_KIND_BLOCKED
        - REASON_KIND_QUEUE_PAUSED
        - REASON_KIND_QUEUE_FULL
        - REASON_KIND_NO_WORKER
        - REASON_KIND_WORKERS_BUSY
        - REASON_KIND_AHEAD
        - REASON_KIND_DEADLINE
        - REASON_KIND_KEY_FULL
        - REASON_KIND_QUEUE_THROTTLED
        - REASON_KIND_QUEUE_RATE
        - REASON_KIND_KEY_THROTTLED
        - REASON_KIND_KEY_RATE
        - REASON_KIND_KEY_HALTED
    Released:
      type: object
      description: Given back, to run again at once; costs no attempt.
      properties:
        started:
          type: boolean
          description: "Whether the handler may have started: ends an at-most-once job in
            JOB_STATUS_FAILED."
      additionalProperties: false
    RerunRunResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
          description: As it is now.
    ResumeKeyResponse:
      type: object
      properties:
        key:
          $ref: "#/components/schemas/ConcurrencyKey"
          description: As it is now.
    ResumeQueueResponse:
      type: object
      properties:
        queue:
          $ref: "#/components/schemas/Queue"
          description: As it is now.
    ResumeRunResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
          description: As it is now.
    ResumeScheduleResponse:
      type: object
      properties:
        schedule:
          $ref: "#/components/schemas/Schedule"
          description: As it is now.
    RetryGroupResponse:
      type: object
      properties:
        group:
          $ref: "#/components/schemas/Group"
    RetryJobResponse:
      type: object
      properties:
        job:
          $ref: "#/components/schemas/Job"
    RetryJobsRequest:
      type: object
      properties:
        filter:
          $ref: "#/components/schemas/JobFilter"
          description: "Its statuses may be JOB_STATUS_COMPLETED, JOB_STATUS_FAILED and
            JOB_STATUS_CANCELLED. Default of them: JOB_STATUS_FAILED."
        dryRun:
          type: boolean
          description: "Only count the jobs. Default: false."
        expectCount:
          type: integer
          format: int32
          description: "How many jobs the caller takes it to be about: when that is off by
            more than a tenth, nothing is changed. Up to 10,000 jobs are counted
            before the answer, which is FAILED_PRECONDITION then; when there are
            more, the operation counts on before it changes any, and ends as
            OPERATION_STATE_REFUSED. Default: any number."
        maxPerSecond:
          type: integer
          format: int32
          description: "How many jobs are changed a second at most, 1 to 1,000,000: on
            average, in steps of up to a second. Default: as many as the store
            can."
      additionalProperties: false
    RetryJobsResponse:
      type: object
      properties:
        operation:
          $ref: "#/components/schemas/Operation"
    RetryMode:
      type: string
      description: |-
        Where a step goes on that has run a workflow.

        - \`RETRY_MODE_RESUME\`: The part of its run that has failed.
        - \`RETRY_MODE_RESTART\`: A new run.
      enum:
        - RETRY_MODE_UNSPECIFIED
        - RETRY_MODE_RESUME
        - RETRY_MODE_RESTART
    RetryStepResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
          description: The run as it is now.
    Role:
      type: object
      description: Something that one process does for all of a store.
      properties:
        name:
          type: string
          description: 'What it is: "maintenance" promotes, rescues and forgets jobs,
            fires schedules, and does operations on many jobs.'
        holder:
          type: string
          description: "Who has it: a server or a worker."
        fence:
          type: string
          format: uint64
          description: Grows each time that it changes hands.
        expiresAt:
          type: string
          format: date-time
          description: When another may take it unless it is held on to, by the store's
            clock.
      required:
        - name
        - holder
        - fence
    Run:
      type: object
      description: A run of a workflow as it stands.
      properties:
        id:
          type: string
        workflow:
          type: string
          description: The name of its workflow.
        version:
          type: integer
          format: int32
          description: The version of the workflow that it began with.
        status:
          $ref: "#/components/schemas/RunStatus"
        attempt:
          type: integer
          format: int32
          description: 1, and one more each time that it was run again.
        input:
          type: string
          contentEncoding: base64
          description: JSON. Not in lists, nor while a run is watched. In base64.
        inputJson:
          description: "What \`input\` holds, as the JSON that it is: kept byte for byte.
            Give one of the two; an answer has this one when the bytes are
            JSON."
        result:
          type: string
          contentEncoding: base64
          description: "JSON: the results of its last steps by their names, once it has
            completed. Not in lists. In base64."
        resultJson:
          description: "What \`result\` holds, as the JSON that it is: kept byte for byte.
            Give one of the two; an answer has this one when the bytes are
            JSON."
        error:
          $ref: "#/components/schemas/RunError"
          description: Why it has failed.
        counts:
          type: array
          description: How many steps there are of each status that has any.
          items:
            $ref: "#/components/schemas/StepCount"
        steps:
          type: array
          description: In the order of the workflow; only with \`with_steps\`.
          items:
            $ref: "#/components/schemas/RunStepState"
        parent:
          $ref: "#/components/schemas/RunParent"
          description: The step that has started this run, of another one.
        metadata:
          type: object
          additionalProperties:
            type: string
        createdAt:
          type: string
          format: date-time
        startedAt:
          type: string
          format: date-time
          description: When its latest attempt began, or is to begin.
        finishedAt:
          type: string
          format: date-time
        expiresAt:
          type: string
          format: date-time
          description: When it is deleted with all that it has, once it has ended.
        sequence:
          type: string
          format: int64
          description: Grows with each line of its history.
      required:
        - id
        - workflow
        - version
        - status
        - attempt
        - counts
        - steps
        - metadata
        - sequence
    RunError:
      type: object
      properties:
        step:
          type: string
          description: Empty when it is about the run as a whole.
        message:
          type: string
      required:
        - step
        - message
    RunEvent:
      type: object
      description: A line of the history of a run.
      properties:
        sequence:
          type: string
          format: int64
          description: By which lines are told apart and read on, from 1 on.
        at:
          type: string
          format: date-time
        step:
          type: string
          description: Empty for the run itself.
        from:
          type: string
          description: A status of the run or of the step, without the prefix of its enum,
            as in STARTED.
        to:
          type: string
        cause:
          $ref: "#/components/schemas/SkipCause"
          description: Of a step that was skipped.
        by:
          type: string
          description: Who asked for it.
        note:
          type: string
      required:
        - sequence
        - step
        - from
        - to
        - cause
        - by
        - note
    RunParent:
      type: object
      properties:
        runId:
          type: string
        step:
          type: string
        index:
          type: integer
          format: int32
          description: "Of a map: which of its items, from 0 on."
      required:
        - runId
        - step
    RunStatus:
      type: string
      description: >-
        Where a run is.


        - \`RUN_STATUS_RUNNING\`: Steps start as soon as they may.

        - \`RUN_STATUS_PAUSED\`: None starts; those that run go on.

        - \`RUN_STATUS_CANCELLING\`: A cancel was asked for; what runs is being
        cancelled, then \`finally\` runs.

        - \`RUN_STATUS_COMPLETED\`: All has ended, and no failure counts.

        - \`RUN_STATUS_FAILED\`: A step has failed whose failure counts, a hook
        has, or the time was over.

        - \`RUN_STATUS_CANCELLED\`: It was cancelled.
      enum:
        - RUN_STATUS_UNSPECIFIED
        - RUN_STATUS_RUNNING
        - RUN_STATUS_PAUSED
        - RUN_STATUS_CANCELLING
        - RUN_STATUS_COMPLETED
        - RUN_STATUS_FAILED
        - RUN_STATUS_CANCELLED
    RunStep:
      type: object
      description: A step of a run of a workflow.
      properties:
        runId:
          type: string
        step:
          type: string
        index:
          type: integer
          format: int32
          description: "Of a map: which of its items, from 0 on."
        epoch:
          type: integer
          format: int32
          description: 1 for the first time that the run has the step begin, and one more
            each time that it is run again.
      required:
        - runId
        - step
        - epoch
    RunStepState:
      type: object
      description: A step of a run as it stands.
      properties:
        name:
          type: string
        kind:
          type: string
          description: task, map, sleep, await, workflow or decide.
        section:
          type: string
          description: steps, on_failure or finally.
        status:
          $ref: "#/components/schemas/StepStatus"
        cause:
          $ref: "#/components/schemas/SkipCause"
          description: Of a skipped one.
        after:
          type: array
          description: The steps that it comes after.
          items:
            type: string
        epoch:
          type: integer
          format: int32
          description: How often the run has had it begin, itself included, where it was.
        jobId:
          type: string
          description: The job of a task that has started.
        childRunId:
          type: string
          description: The run of a workflow step that has started.
        map:
          $ref: "#/components/schemas/StepItems"
          description: Of a map that has started.
        error:
          type: string
        startedAt:
          type: string
          format: date-time
        finishedAt:
          type: string
          format: date-time
        wakeAt:
          type: string
          format: date-time
          description: When a sleep ends, or the wait for a signal is given up.
      required:
        - name
        - kind
        - section
        - status
        - cause
        - after
        - epoch
        - jobId
        - childRunId
        - error
    Schedule:
      type: object
      description: Makes a job at each of its times.
      properties:
        name:
          type: string
          pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
          description: 'As the name of a type: 1 to 128 letters, digits, or any of "._:-",
            starting with a letter or digit.'
        spec:
          $ref: "#/components/schemas/ScheduleSpec"
        policy:
          $ref: "#/components/schemas/SchedulePolicy"
        job:
          $ref: "#/components/schemas/EnqueueRequest"
          description: "The job of each time, without what the schedule decides: \`due\`,
            \`idempotency_key\`, \`unique\`, \`after\`, \`after_rule\`, \`durability\` and
            \`trace_context\` are refused. In a JSON payload \`\${nominal}\`,
            \`\${previous_nominal}\` and \`\${trigger}\` are replaced, times in ISO
            8601. Its metadata tells \`millrace.schedule\`, \`millrace.nominal\` and
            \`millrace.trigger\` besides."
        managedBy:
          type: string
          description: "Who keeps it up to date, such as a repository, at most 256 bytes.
            Default: nobody."
        metadata:
          type: object
          description: "Labels for people. Default: none."
          additionalProperties:
            type: string
        state:
          $ref: "#/components/schemas/ScheduleState"
        revision:
          type: string
          format: int64
          description: Grows with each change of the definition; 1 at first.
        generation:
          type: string
          format: date-time
          description: "Tells it from earlier ones of its name: when it was made."
        sourceVersion:
          type: string
          format: int64
          description: The version of the source that it is from.
        updatedAt:
          type: string
          format: date-time
        nextTimes:
          type: array
          description: The next ten, while it is active.
          items:
            type: string
            format: date-time
        last:
          $ref: "#/components/schemas/Firing"
          description: What became of the latest time.
        counts:
          $ref: "#/components/schemas/ScheduleCounts"
        pause:
          $ref: "#/components/schemas/SchedulePause"
          description: Present while it is paused.
        backfill:
          $ref: "#/components/schemas/Backfill"
          description: The latest one, while it goes on and afterwards.
      required:
        - name
      additionalProperties: false
    ScheduleCounts:
      type: object
      description: What has become of the times of a schedule.
      properties:
        fired:
          type: string
          format: int64
          description: Jobs that were made, those that had to wait included.
        skipped:
          type: string
          format: int64
          description: Times that made no job because of an overlap.
        missed:
          type: string
          format: int64
          description: Times that nothing was there to fire.
        buffered:
          type: string
          format: int64
          description: Jobs that had to wait.
      additionalProperties: false
    ScheduleInterval:
      type: object
      description: "A time again and again, whatever clocks do: the multiples of
        \`interval\` since 1970, plus \`phase\`."
      properties:
        interval:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: From one second to 3,653 days.
        phase:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "Less than the interval. Default: 0."
      additionalProperties: false
    SchedulePause:
      type: object
      description: Why a schedule does not fire for now.
      properties:
        at:
          type: string
          format: date-time
        by:
          type: string
          description: Who wanted it, as they have said; empty when they have not, and
            when the schedule paused by itself.
        note:
          type: string
      additionalProperties: false
    SchedulePolicy:
      type: object
      description: How a schedule fires.
      properties:
        overlap:
          $ref: "#/components/schemas/OverlapPolicy"
          description: "Default: OVERLAP_POLICY_SKIP."
        maxBuffered:
          type: integer
          format: int32
          minimum: 0
          maximum: 99
          description: "Of OVERLAP_POLICY_BUFFER_ALL: the most jobs that wait, 1 to 99.
            Default: 99."
        catchUp:
          $ref: "#/components/schemas/CatchUpPolicy"
          description: "Default: CATCH_UP_POLICY_LATEST."
        catchUpWindow:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How late a missed time may fire, up to 3,653 days. Default: 365
            days."
        maxCatchUp:
          type: integer
          format: int32
          minimum: 0
          maximum: 1000
          description: "Of CATCH_UP_POLICY_ALL: the most missed times that fire, 1 to
            1,000. Default: 1,000."
        pauseAfterFailures:
          type: integer
          format: int32
          minimum: 0
          maximum: 1000
          description: "Pause the schedule in place of its next firing once so many of its
            jobs in a row have failed for good, up to 1,000. Default: 0, never."
        maxFirings:
          type: integer
          format: int32
          minimum: 0
          maximum: 1000000000
          description: "End the schedule once it has made so many jobs, up to
            1,000,000,000. Default: 0, never."
      additionalProperties: false
    ScheduleSpec:
      type: object
      description: "When something happens: the times of all patterns and all
        intervals together, each once, less those that are excepted. There has
        to be one pattern or interval."
      properties:
        cron:
          type: array
          description: "Cron patterns in the clock of \`zone\`, at most 10 of at most 256
            bytes: minute, hour, day of the month, month, day of the week; with
            six fields seconds come first, with seven a year comes last. Names
            (MON, JAN), L, W, # and @daily are known. When both days are
            restricted, either will do; a + before that of the week asks for
            both. \`@every 5m\` stands for an interval, and
            \`CRON_TZ=Europe/Berlin\` before a pattern for \`zone\`."
          items:
            type: string
          maxItems: 10
        every:
          type: array
          description: At most 10.
          items:
            $ref: "#/components/schemas/ScheduleInterval"
          maxItems: 10
        zone:
          type: string
          description: "The name of a time zone, such as Europe/Berlin. Default: UTC."
        exceptCron:
          type: array
          description: "Cron patterns of five fields, at most 10: nothing fires in a
            minute that one of them names."
          items:
            type: string
          maxItems: 10
        exceptDates:
          type: array
          description: Days of \`zone\` on which nothing fires, such as 2027-12-25, at most
            366.
          items:
            type: string
          maxItems: 366
        startAt:
          type: string
          format: date-time
          description: "Nothing fires before. Default: no bound."
        endAt:
          type: string
          format: date-time
          description: "Nothing fires then or later; after \`start_at\`. Default: no bound."
        onGap:
          $ref: "#/components/schemas/OnGap"
          description: "For patterns whose hours are not \`*\` or a step of it. Those that
            are go by elapsed time: they leave a gap out, and fire in both
            passes of an overlap. Default: ON_GAP_SHIFT."
        onOverlap:
          $ref: "#/components/schemas/OnOverlap"
          description: "For the same patterns. Default: ON_OVERLAP_FIRST."
        jitter:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "Fires up to so much later, up to a day: each time of each schedule
            by a length of its own, which is always the same, and never as late
            as the next time. Default: 0."
      additionalProperties: false
    ScheduleState:
      type: string
      description: >-
        Whether a schedule fires.


        - \`SCHEDULE_STATE_ACTIVE\`: 

        - \`SCHEDULE_STATE_PAUSED\`: 

        - \`SCHEDULE_STATE_ENDED\`: It has no further time, or has made as many
        jobs as it may.
      enum:
        - SCHEDULE_STATE_UNSPECIFIED
        - SCHEDULE_STATE_ACTIVE
        - SCHEDULE_STATE_PAUSED
        - SCHEDULE_STATE_ENDED
    SealGroupResponse:
      type: object
      properties:
        group:
          $ref: "#/components/schemas/Group"
    ServerStatus:
      type: object
      description: What a server and its store do at the moment.
      properties:
        host:
          type: string
          description: The machine that the server runs on.
        startedAt:
          type: string
          format: date-time
          description: When the server began to serve, by its own clock.
        serverTime:
          type: string
          format: date-time
          description: The server's time, and that of the store, by which jobs are due.
        storeTime:
          type: string
          format: date-time
        roles:
          type: array
          description: What one of all servers and workers does for the others, as long as
            somebody does it.
          items:
            $ref: "#/components/schemas/Role"
        warnings:
          type: array
          description: What an operator should know of the settings of the database behind
            the store, in sentences.
          items:
            type: string
        watch:
          $ref: "#/components/schemas/WatchStatus"
          description: What it costs to show pages what goes on, on this server.
      required:
        - host
        - roles
        - warnings
    SetKeyLimitsResponse:
      type: object
      properties:
        key:
          $ref: "#/components/schemas/ConcurrencyKey"
          description: As it is now.
    SetQueueLimitsResponse:
      type: object
      properties:
        queue:
          $ref: "#/components/schemas/Queue"
          description: As it is now.
    SettleItem:
      type: object
      properties:
        jobId:
          type: string
          minLength: 1
        token:
          type: string
          format: uint64
        completed:
          $ref: "#/components/schemas/Completed"
        failed:
          $ref: "#/components/schemas/Failed"
        snoozed:
          $ref: "#/components/schemas/Snoozed"
        released:
          $ref: "#/components/schemas/Released"
        throttled:
          $ref: "#/components/schemas/Throttled"
      required:
        - jobId
      additionalProperties: false
    SettleJobResponse:
      type: object
      properties:
        status:
          $ref: "#/components/schemas/JobStatus"
          description: The status that the job has now.
      required:
        - status
    SettleRequest:
      type: object
      properties:
        items:
          type: array
          description: At most 1,000. Each is checked by itself, so that one that breaks a
            rule does not stop the others.
          items:
            $ref: "#/components/schemas/SettleItem"
          maxItems: 1000
        resend:
          type: boolean
          description: "This call repeats one whose answer was lost: items that it settled
            are answered as they were then, instead of with ABORTED. Default:
            false."
      additionalProperties: false
    SettleResponse:
      type: object
      properties:
        results:
          type: array
          description: One for each item, in order.
          items:
            $ref: "#/components/schemas/SettleResult"
      required:
        - results
    SettleResult:
      type: object
      description: What became of one settled item.
      properties:
        status:
          $ref: "#/components/schemas/JobStatus"
          description: The status that the job has now; JOB_STATUS_UNSPECIFIED when the
            item was refused.
        error:
          $ref: "#/components/schemas/ItemError"
          description: "Present when the item was refused; nothing was changed then.
            ABORTED: the token is stale. INVALID_ARGUMENT, RESOURCE_EXHAUSTED:
            the outcome breaks a rule or is over a limit, and the lease goes on.
            DATA_LOSS: the stored job cannot be read. Any other code is no
            answer: settle the item again."
      required:
        - status
    SignalAnswer:
      type: object
      description: An answer to a link, and what the signal has then.
      properties:
        label:
          type: string
          minLength: 1
          maxLength: 64
          description: What its button shows.
        payload:
          type: string
          contentEncoding: base64
          description: "JSON, at most 256 bytes. Default: null. In base64."
        payloadJson:
          description: "What \`payload\` holds, as the JSON that it is: kept byte for byte.
            Give one of the two; an answer has this one when the bytes are
            JSON."
      required:
        - label
      additionalProperties: false
    SignalRunResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
          description: As it is now.
    SkipCause:
      type: string
      description: |-
        Why a step was skipped.

        - \`SKIP_CAUSE_CONDITION\`: Its condition or its rule did not hold.
        - \`SKIP_CAUSE_FAILURE\`: A step has failed that it needed.
        - \`SKIP_CAUSE_STOP\`: The run was stopped by a failure.
      enum:
        - SKIP_CAUSE_UNSPECIFIED
        - SKIP_CAUSE_CONDITION
        - SKIP_CAUSE_FAILURE
        - SKIP_CAUSE_STOP
    SkipStepResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
          description: The run as it is now.
    Snoozed:
      type: object
      description: Run again after \`delay\`; costs no attempt.
      properties:
        delay:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
      additionalProperties: false
    StartRunResponse:
      type: object
      properties:
        run:
          $ref: "#/components/schemas/Run"
        created:
          type: boolean
          description: False when a run had the \`id_key\` already.
      required:
        - created
    StatusCount:
      type: object
      description: The jobs of a queue that are in one status.
      properties:
        status:
          $ref: "#/components/schemas/JobStatus"
        jobs:
          type: integer
          format: int32
          description: How many there are; with \`more\`, at least.
        more:
          type: boolean
          description: "Whether there may be more. A store that has to go over the jobs to
            count them (SQLite, Postgres) stops at a bound: 100,000 for
            GetQueue, 10,000 for ListQueues. Redis and memory know the number."
        oldestAge:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: >-
            For how long the oldest one has been in the status, by the store's
            clock; absent when there is none.


            Of pending jobs it is the one that has been due for longest. Of the
            others it is the one that is first in the order that ListJobs tells,
            which is the oldest unless jobs differ in what they wait for: the
            scheduled or retrying one that is due first, the running one whose
            lease ends first, the finished one that expires first.
      required:
        - status
        - jobs
        - more
    StepCount:
      type: object
      properties:
        status:
          $ref: "#/components/schemas/StepStatus"
        steps:
          type: integer
          format: int32
      required:
        - status
        - steps
    StepItems:
      type: object
      description: How far a map is, in items.
      properties:
        total:
          type: integer
          format: int32
        open:
          type: integer
          format: int32
          description: Those of which the jobs are there and have not ended.
        completed:
          type: integer
          format: int32
        failed:
          type: integer
          format: int32
      required:
        - total
        - open
        - completed
        - failed
    StepStatus:
      type: string
      description: >-
        Where a step of a run is.


        - \`STEP_STATUS_BLOCKED\`: It waits for steps that come before it.

        - \`STEP_STATUS_STARTED\`: Its job is there, or its timer, or it waits for
        a signal.

        - \`STEP_STATUS_COMPLETED\`: 

        - \`STEP_STATUS_FAILED\`: 

        - \`STEP_STATUS_CANCELLED\`: 

        - \`STEP_STATUS_SKIPPED\`: It will not run.
      enum:
        - STEP_STATUS_UNSPECIFIED
        - STEP_STATUS_BLOCKED
        - STEP_STATUS_STARTED
        - STEP_STATUS_COMPLETED
        - STEP_STATUS_FAILED
        - STEP_STATUS_CANCELLED
        - STEP_STATUS_SKIPPED
    StopOperationResponse:
      type: object
      properties:
        operation:
          $ref: "#/components/schemas/Operation"
    SubscribeRequest:
      type: object
      properties:
        topics:
          type: array
          description: 1 to 32. One connection has at most 64 streams.
          items:
            $ref: "#/components/schemas/Topic"
          minItems: 1
          maxItems: 32
      required:
        - topics
      additionalProperties: false
    SubscribeResponse:
      type: object
      description: What has changed of one topic. One that has neither cursor nor
        error is a sign of life, which comes first, and when there was nothing
        else for ten seconds.
      properties:
        topic:
          type: integer
          format: int32
          description: Its place among the topics of the request, from 0 on.
        cursor:
          type: string
          description: Where to go on; it has no other meaning.
        snapshot:
          type: boolean
          description: Whether this is all of the topic. Otherwise what is not named here
            is as before.
        queues:
          type: array
          description: "Those that are new or have changed. Ages are those at the time of
            sending and grow by themselves: a queue of which nothing else
            changes is not told again."
          items:
            $ref: "#/components/schemas/Queue"
        workers:
          type: array
          description: Likewise.
          items:
            $ref: "#/components/schemas/Worker"
        operations:
          type: array
          items:
            $ref: "#/components/schemas/Operation"
        schedules:
          type: array
          items:
            $ref: "#/components/schemas/Schedule"
        removed:
          type: array
          description: The types, worker ids, operation ids or names of those that are gone.
          items:
            type: string
        more:
          type: boolean
          description: Whether there are more than the topic shows.
        jobs:
          $ref: "#/components/schemas/JobCount"
          description: How many jobs match.
        job:
          $ref: "#/components/schemas/JobEvent"
          description: The job as it is now.
        error:
          $ref: "#/components/schemas/ItemError"
          description: Why the topic cannot be told now, as when the store is down. What
            was told before stands; the store is asked again, and the next
            message of the topic tells that it has answered. Only NOT_FOUND, for
            a job that does not exist or was forgotten, is the last message of
            its topic.
      required:
        - topic
        - cursor
        - snapshot
        - queues
        - workers
        - operations
        - schedules
        - removed
        - more
    Throttled:
      type: object
      description: What the handler calls has no room for more now; costs no attempt.
      properties:
        retryAfter:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "When it may be called again, from now on. Default: 0s."
        scope:
          $ref: "#/components/schemas/ThrottleScope"
          description: "Who waits until then. Default: THROTTLE_SCOPE_JOB."
      additionalProperties: false
    ThrottleScope:
      type: string
      description: >-
        Who waits when an attempt was throttled.


        - \`THROTTLE_SCOPE_JOB\`: The job alone, as if it were snoozed.

        - \`THROTTLE_SCOPE_QUEUE\`: The whole queue: none of its jobs is leased
        until then, see Queue.throttled. The job itself stands at the front. Of
        several times the latest counts.

        - \`THROTTLE_SCOPE_KEY\`: The concurrency key of the job: none of its jobs
        is leased until then, those of others are. The job itself stands at the
        front. Of a job without a key: the job alone. Of several times the
        latest counts.
      enum:
        - THROTTLE_SCOPE_UNSPECIFIED
        - THROTTLE_SCOPE_JOB
        - THROTTLE_SCOPE_QUEUE
        - THROTTLE_SCOPE_KEY
    TimeQuantiles:
      type: object
      description: How long jobs have taken lately.
      properties:
        jobs:
          type: integer
          format: int32
          description: Of how many jobs this is told.
        p50:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: Half of them took no longer. Right to a factor of two, mostly to a
            few percent.
        p95:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: All but one in twenty took no longer.
      required:
        - jobs
    Topic:
      type: object
      description: "What to watch. A store that answers slowly is asked less often
        than is said here: at least four fifths of the time it is left alone."
      properties:
        all:
          $ref: "#/components/schemas/Collection"
          description: All queues, workers, operations or schedules.
        queue:
          type: string
          pattern: ^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$
          description: The queue of this type, as GetQueue tells of it, each second.
        jobs:
          $ref: "#/components/schemas/JobFilter"
          description: "How many jobs match: by types and statuses alone each second, as
            queues tell of them; by all else every five seconds, among the first
            10,000 that ListJobs looks at."
        job:
          type: string
          pattern: ^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$
          description: The job of this id, after each of its changes, until it is final,
            as WatchJob streams it.
        view:
          $ref: "#/components/schemas/JobView"
          description: "Of a job. Default: JOB_VIEW_FULL."
        cursor:
          type: string
          maxLength: 64
          description: "The latest cursor of the topic, to go on after a broken stream.
            Where a server no longer knows what has changed since, it tells all.
            Default: the start."
      additionalProperties: false
    TraceContext:
      type: object
      description: "The span that enqueued a job, as W3C Trace Context writes it:
        https://www.w3.org/TR/trace-context."
      properties:
        traceparent:
          type: string
          pattern: ^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$
          description: 'Version, trace id, span id and flags:
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".'
        tracestate:
          type: string
          pattern: ^[ -~]*$
          maxLength: 512
          description: "What tracing systems add for themselves, at most 512 bytes of
            printable ASCII. Default: none."
      required:
        - traceparent
      additionalProperties: false
    TriggerScheduleResponse:
      type: object
      properties:
        firing:
          $ref: "#/components/schemas/Firing"
          description: Without a job when it was skipped.
    Unique:
      type: object
      description: Asks that there be one job at most for the same work.
      properties:
        key:
          type: string
          minLength: 1
          maxLength: 256
          description: Names the work, by 1 to 256 bytes. Jobs of another type or
            concurrency key have keys of their own.
        until:
          $ref: "#/components/schemas/UniqueUntil"
        ttl:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long the job holds the key from when it is created, whatever
            becomes of it unless it is deleted: at most 3,653 days, and no
            longer than its retention, whose default grows with it."
        onConflict:
          $ref: "#/components/schemas/OnConflict"
          description: "Default: ON_CONFLICT_RETURN_EXISTING."
        maxWait:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How long after it was created the job is due at the latest,
            however often it is replaced: at most 3,653 days, and no less than
            the delay. Only with ON_CONFLICT_REPLACE, and not with a \`run_at\`.
            Default: no limit."
      required:
        - key
      additionalProperties: false
    UniqueUntil:
      type: string
      description: >-
        Up to what a job holds its unique key, unless it is deleted before.


        - \`UNIQUE_UNTIL_FINISHED\`: Until it has completed, failed or been
        cancelled.

        - \`UNIQUE_UNTIL_STARTED\`: Until its first attempt begins; a retry does
        not take the key again.

        - \`UNIQUE_UNTIL_COMPLETED\`: Until it has completed. One that has failed
        or been cancelled still holds the key, until it is run again and
        completes, or is forgotten.
      enum:
        - UNIQUE_UNTIL_UNSPECIFIED
        - UNIQUE_UNTIL_FINISHED
        - UNIQUE_UNTIL_STARTED
        - UNIQUE_UNTIL_COMPLETED
    UpdateJobResponse:
      type: object
      properties:
        job:
          $ref: "#/components/schemas/Job"
    UpsertScheduleRequest:
      type: object
      properties:
        schedule:
          $ref: "#/components/schemas/Schedule"
        ifRevision:
          type: string
          format: int64
          description: "Only if its revision is this one; 0 if there is to be none.
            Default: any."
        sourceVersion:
          type: string
          format: int64
          description: "Of the source that it comes from, such as a deploy: what comes
            from an older one is ignored. Default: 0."
      additionalProperties: false
    UpsertScheduleResponse:
      type: object
      properties:
        schedule:
          $ref: "#/components/schemas/Schedule"
          description: As it is now.
        changed:
          type: boolean
          description: Whether its definition has changed.
      required:
        - changed
    ValidateWorkflowRequest:
      type: object
      properties:
        definition:
          type: string
          contentEncoding: base64
          description: JSON, as docs/workflows.md describes it, at most 1 MiB. In base64.
        definitionJson:
          description: "What \`definition\` holds, as the JSON that it is: kept byte for
            byte. Give one of the two; an answer has this one when the bytes are
            JSON."
      additionalProperties: false
    ValidateWorkflowResponse:
      type: object
      properties:
        violations:
          type: array
          description: At most 20. None for a definition that is in order.
          items:
            $ref: "#/components/schemas/WorkflowViolation"
      required:
        - violations
    WaitsFor:
      type: object
      description: What a blocked job waits for.
      properties:
        rule:
          $ref: "#/components/schemas/AfterRule"
        count:
          type: integer
          format: int32
          description: How many of the jobs that it comes after have not ended, or 1 for a
            group.
        jobIds:
          type: array
          description: Their ids, or that of the group; empty by JOB_VIEW_BASIC.
          items:
            type: string
        delay:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: How long after the end of the wait the job is due. Absent for its
            run-at time.
      required:
        - rule
        - count
        - jobIds
    WatchJobResponse:
      type: object
      properties:
        event:
          $ref: "#/components/schemas/JobEvent"
    WatchRunResponse:
      type: object
      properties:
        events:
          type: array
          description: What has happened since.
          items:
            $ref: "#/components/schemas/RunEvent"
        run:
          $ref: "#/components/schemas/Run"
          description: The run after that; its input and its result once it has ended.
      required:
        - events
    WatchStatus:
      type: object
      description: What is watched by Subscribe on a server.
      properties:
        streams:
          type: integer
          format: int32
          description: Streams that are open, such as one of a browser.
        topics:
          type: integer
          format: int32
          description: Topics that those watch, each looked at once, however many watch it.
        looks:
          type: string
          format: uint64
          description: Looks at the store since the server began to serve.
      required:
        - streams
        - topics
        - looks
    Worker:
      type: object
      description: A worker that lives.
      properties:
        workerId:
          type: string
          description: Its name in leases, jobs and errors.
        types:
          type: array
          description: The types that it leases.
          items:
            type: string
        concurrency:
          type: integer
          format: int32
          description: How many jobs it runs at a time, at most.
        running:
          type: integer
          format: int32
          description: How many it ran when it told so last.
        version:
          type: string
          description: Of its program, as it calls it; empty for none.
        host:
          type: string
          description: The machine that it runs on.
        eventLoopLag:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: "How late its event loop was lately: a handler that computes holds
            it up."
        server:
          type: string
          description: The host of the server by which it is connected; empty for one that
            is directly on the store.
        heartbeatAge:
          type: string
          pattern: ^-?\\d+(\\.\\d{1,9})?s$
          examples:
            - 3.5s
          description: How long ago it told so last, by the store's clock.
      required:
        - workerId
        - types
        - concurrency
        - running
        - version
        - host
        - server
    WorkflowVersion:
      type: object
      description: A version of a workflow.
      properties:
        name:
          type: string
        version:
          type: integer
          format: int32
          description: From 1 on.
        definition:
          type: string
          contentEncoding: base64
          description: JSON. In base64.
        definitionJson:
          description: "What \`definition\` holds, as the JSON that it is: kept byte for
            byte. Give one of the two; an answer has this one when the bytes are
            JSON."
      required:
        - name
        - version
    WorkflowViolation:
      type: object
      description: What is wrong at a place of a definition.
      properties:
        field:
          type: string
          description: The path of the place, such as steps.ship.after[0]; \`definition\`
            for the whole.
        description:
          type: string
          description: The rule, and how to keep it.
      required:
        - field
        - description
    Problem:
      type: object
      description: What went wrong, as RFC 9457 has it.
      properties:
        type:
          type: string
          format: uri
          description: Where the documentation says more.
        title: *a1
        status:
          type: integer
        detail:
          type: string
          description: What happened, and what to do.
        instance:
          type: string
          description: The request's id.
        code:
          type: string
          description: For example \`NOT_FOUND\`.
        errors:
          type: array
          description: The fields at fault.
          items:
            type: object
            properties:
              field:
                type: string
                description: For example \`metadata["team"]\`.
              pointer:
                type: string
                description: The same as a JSON pointer.
              description:
                type: string
                description: The rule, and how to keep it.
            required:
              - field
              - pointer
              - description
        retryAfter:
          type: integer
          description: When to try again, in seconds.
      required:
        - type
        - title
        - status
        - detail
        - instance
        - code
`;

/** The same as a page for people. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Millrace: REST</title>
<style>
:root{color-scheme:light dark;--line:#8884;--soft:#8881}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem;overflow-wrap:anywhere}
code,pre{font:14px/1.45 ui-monospace,monospace}
pre{background:var(--soft);padding:.75rem;white-space:pre-wrap;border-radius:.4rem}
nav ul{list-style:none;padding:0;columns:20rem}
nav a{text-decoration:none}
article{border-top:1px solid var(--line);padding:.5rem 0 1rem}
table{border-collapse:collapse;width:100%}
td{border-top:1px solid var(--line);padding:.35rem .75rem .35rem 0;vertical-align:top}
td:nth-child(1){width:24%}td:nth-child(2){width:22%}
td p{margin:0}
@media(max-width:48rem){tr,td{display:block}tr{border-top:1px solid var(--line)}td,td:nth-child(n){border:0;padding:.1rem 0;width:auto}}
b.get{color:#1a7f37}b.post{color:#0969da}b.delete{color:#cf222e}b.patch,b.put{color:#9a6700}
small{opacity:.7}
details{border-top:1px solid var(--line);padding:.35rem 0}
@media(prefers-color-scheme:dark){b.get{color:#3fb950}b.post{color:#58a6ff}b.delete{color:#ff7b72}b.patch,b.put{color:#d29922}}
</style>
<header><h1>Millrace: REST</h1><p>The REST of a Millrace server. Its JSON is that of protobuf: names in lowerCamelCase (both spellings are taken), 64-bit numbers as strings, times as <code>2030-01-31T09:00:00Z</code>, durations as <code>3.5s</code>, enums by their names, whose prefix a request may leave out.</p><p>A type or an id with a colon may be written as it is, or with <code>%3A</code>; what follows the last colon is a verb only where the path has that verb.</p><p>Errors are problems of RFC 9457, with the fields at fault.</p>
<p><a href="/openapi.json">openapi.json</a> is the same for programs.</p></header>
<nav><ul><li><a href="#ListErrorGroups"><b class="get">GET</b> <code>/v1/errors</code></a></li><li><a href="#CreateGroup"><b class="post">POST</b> <code>/v1/groups</code></a></li><li><a href="#GetGroup"><b class="get">GET</b> <code>/v1/groups/{id}</code></a></li><li><a href="#SealGroup"><b class="post">POST</b> <code>/v1/groups/{id}:seal</code></a></li><li><a href="#ListGroupJobs"><b class="get">GET</b> <code>/v1/groups/{id}/jobs</code></a></li><li><a href="#CancelGroup"><b class="post">POST</b> <code>/v1/groups/{id}:cancel</code></a></li><li><a href="#RetryGroup"><b class="post">POST</b> <code>/v1/groups/{id}:retry</code></a></li><li><a href="#Enqueue"><b class="post">POST</b> <code>/v1/jobs</code></a></li><li><a href="#ListJobs"><b class="get">GET</b> <code>/v1/jobs</code></a></li><li><a href="#EnqueueBatch"><b class="post">POST</b> <code>/v1/jobs:batch</code></a></li><li><a href="#GetJob"><b class="get">GET</b> <code>/v1/jobs/{id}</code></a></li><li><a href="#UpdateJob"><b class="patch">PATCH</b> <code>/v1/jobs/{id}</code></a></li><li><a href="#DeleteJob"><b class="delete">DELETE</b> <code>/v1/jobs/{id}</code></a></li><li><a href="#ExplainJob"><b class="get">GET</b> <code>/v1/jobs/{id}:explain</code></a></li><li><a href="#CancelJob"><b class="post">POST</b> <code>/v1/jobs/{id}:cancel</code></a></li><li><a href="#RetryJob"><b class="post">POST</b> <code>/v1/jobs/{id}:retry</code></a></li><li><a href="#WatchJob"><b class="get">GET</b> <code>/v1/jobs/{id}/events</code></a></li><li><a href="#RetryJobs"><b class="post">POST</b> <code>/v1/jobs:retry</code></a></li><li><a href="#CancelJobs"><b class="post">POST</b> <code>/v1/jobs:cancel</code></a></li><li><a href="#DeleteJobs"><b class="post">POST</b> <code>/v1/jobs:delete</code></a></li><li><a href="#PurgeQueue"><b class="post">POST</b> <code>/v1/queues/{type}:purge</code></a></li><li><a href="#GetOperation"><b class="get">GET</b> <code>/v1/operations/{id}</code></a></li><li><a href="#ListOperations"><b class="get">GET</b> <code>/v1/operations</code></a></li><li><a href="#StopOperation"><b class="post">POST</b> <code>/v1/operations/{id}:stop</code></a></li><li><a href="#ListQueues"><b class="get">GET</b> <code>/v1/queues</code></a></li><li><a href="#GetQueue"><b class="get">GET</b> <code>/v1/queues/{type}</code></a></li><li><a href="#GetStats"><b class="get">GET</b> <code>/v1/stats</code></a></li><li><a href="#PauseQueue"><b class="post">POST</b> <code>/v1/queues/{type}:pause</code></a></li><li><a href="#ResumeQueue"><b class="post">POST</b> <code>/v1/queues/{type}:resume</code></a></li><li><a href="#DrainQueue"><b class="post">POST</b> <code>/v1/queues/{type}:drain</code></a></li><li><a href="#SetQueueLimits"><b class="post">POST</b> <code>/v1/queues/{type}:limit</code></a></li><li><a href="#SetKeyLimits"><b class="post">POST</b> <code>/v1/queues/{type}:limitKey</code></a></li><li><a href="#ResumeKey"><b class="post">POST</b> <code>/v1/queues/{type}:resumeKey</code></a></li><li><a href="#ListKeys"><b class="get">GET</b> <code>/v1/queues/{type}/keys</code></a></li><li><a href="#PreviewSchedule"><b class="post">POST</b> <code>/v1/schedules:preview</code></a></li><li><a href="#UpsertSchedule"><b class="post">POST</b> <code>/v1/schedules</code></a></li><li><a href="#ListSchedules"><b class="get">GET</b> <code>/v1/schedules</code></a></li><li><a href="#GetSchedule"><b class="get">GET</b> <code>/v1/schedules/{name}</code></a></li><li><a href="#DeleteSchedule"><b class="delete">DELETE</b> <code>/v1/schedules/{name}</code></a></li><li><a href="#PauseSchedule"><b class="post">POST</b> <code>/v1/schedules/{name}:pause</code></a></li><li><a href="#ResumeSchedule"><b class="post">POST</b> <code>/v1/schedules/{name}:resume</code></a></li><li><a href="#TriggerSchedule"><b class="post">POST</b> <code>/v1/schedules/{name}:trigger</code></a></li><li><a href="#BackfillSchedule"><b class="post">POST</b> <code>/v1/schedules/{name}:backfill</code></a></li><li><a href="#CancelBackfill"><b class="post">POST</b> <code>/v1/schedules/{name}:cancelBackfill</code></a></li><li><a href="#ListFirings"><b class="get">GET</b> <code>/v1/schedules/{name}/firings</code></a></li><li><a href="#GetServerInfo"><b class="get">GET</b> <code>/v1/server</code></a></li><li><a href="#ListWorkers"><b class="get">GET</b> <code>/v1/workers</code></a></li><li><a href="#Subscribe"><b class="post">POST</b> <code>/v1/watch</code></a></li><li><a href="#Lease"><b class="post">POST</b> <code>/v1/leases</code></a></li><li><a href="#LeaseFromQueue"><b class="post">POST</b> <code>/v1/queues/{type}:lease</code></a></li><li><a href="#Extend"><b class="post">POST</b> <code>/v1/leases:extend</code></a></li><li><a href="#Settle"><b class="post">POST</b> <code>/v1/leases:settle</code></a></li><li><a href="#SettleJob"><b class="post">POST</b> <code>/v1/jobs/{job_id}:settle</code></a></li><li><a href="#SettleJobAsCompleted"><b class="post">POST</b> <code>/v1/jobs/{job_id}:complete</code></a></li><li><a href="#SettleJobAsFailed"><b class="post">POST</b> <code>/v1/jobs/{job_id}:fail</code></a></li><li><a href="#SettleJobAsSnoozed"><b class="post">POST</b> <code>/v1/jobs/{job_id}:snooze</code></a></li><li><a href="#SettleJobAsThrottled"><b class="post">POST</b> <code>/v1/jobs/{job_id}:throttle</code></a></li><li><a href="#SettleJobAsReleased"><b class="post">POST</b> <code>/v1/jobs/{job_id}:release</code></a></li><li><a href="#Heartbeat"><b class="post">POST</b> <code>/v1/workers:heartbeat</code></a></li><li><a href="#ValidateWorkflow"><b class="post">POST</b> <code>/v1/workflows:validate</code></a></li><li><a href="#PutWorkflow"><b class="post">POST</b> <code>/v1/workflows</code></a></li><li><a href="#ListWorkflows"><b class="get">GET</b> <code>/v1/workflows</code></a></li><li><a href="#GetWorkflow"><b class="get">GET</b> <code>/v1/workflows/{name}</code></a></li><li><a href="#StartRun"><b class="post">POST</b> <code>/v1/workflows/{name}:start</code></a></li><li><a href="#GetRun"><b class="get">GET</b> <code>/v1/runs/{id}</code></a></li><li><a href="#DeleteRun"><b class="delete">DELETE</b> <code>/v1/runs/{id}</code></a></li><li><a href="#ListRuns"><b class="get">GET</b> <code>/v1/runs</code></a></li><li><a href="#WatchRun"><b class="get">GET</b> <code>/v1/runs/{id}:watch</code></a></li><li><a href="#CancelRun"><b class="post">POST</b> <code>/v1/runs/{id}:cancel</code></a></li><li><a href="#PauseRun"><b class="post">POST</b> <code>/v1/runs/{id}:pause</code></a></li><li><a href="#ResumeRun"><b class="post">POST</b> <code>/v1/runs/{id}:resume</code></a></li><li><a href="#SignalRun"><b class="post">POST</b> <code>/v1/runs/{id}:signal</code></a></li><li><a href="#CreateSignalLink"><b class="post">POST</b> <code>/v1/runs/{id}:link</code></a></li><li><a href="#RerunRun"><b class="post">POST</b> <code>/v1/runs/{id}:rerun</code></a></li><li><a href="#RetryStep"><b class="post">POST</b> <code>/v1/runs/{id}/steps/{step}:retry</code></a></li><li><a href="#SkipStep"><b class="post">POST</b> <code>/v1/runs/{id}/steps/{step}:skip</code></a></li><li><a href="#AddSteps"><b class="post">POST</b> <code>/v1/runs/{id}:addSteps</code></a></li><li><a href="#ListRunEvents"><b class="get">GET</b> <code>/v1/runs/{id}/events</code></a></li><li><a href="#GetStepResult"><b class="get">GET</b> <code>/v1/runs/{id}/steps/{step}/result</code></a></li></ul></nav>
<main><section><h2 id="ErrorService">ErrorService</h2><p>The errors of jobs, grouped by what they have in common.</p><p>Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), UNAVAILABLE (the store is down; try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it).</p><article id="ListErrorGroups"><h3><b class="get">GET</b> <code>/v1/errors</code></h3>
<p><b>Group the latest errors of jobs that have failed or are to be tried again</b></p><p>by type, message and the top of the stack. A call looks at a bounded number of jobs, the latest of each type and status, and says at how many of how many. <code>error_group</code> of a filter means the jobs of a group: to list them, or to retry, cancel or delete them.</p>
<pre>curl http://localhost:8080/v1/errors</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>query</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>Default: every type, of each of which the latest jobs are looked at.</p><tr><td><code>statuses</code> <small>query</small><td>list of <a href="#schema-JobStatus">JobStatus</a><td><p>JOB_STATUS_FAILED and JOB_STATUS_RETRYING can be given. Default: both.</p><tr><td><code>lookAt</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>10000</code></small><td><p>How many jobs are looked at, 1 to 10,000. Default: 1,000.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>The <code>next_page_token</code> of the page before. Default: the start.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListErrorGroupsResponse">ListErrorGroupsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="GroupService">GroupService</h2><p>Groups: jobs that belong together, and the jobs that are run as they end. A job joins a group by EnqueueRequest.group_id, or is created with it. What a handler enqueues with the completion of a job is not of its group.</p><p>Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), RESOURCE_EXHAUSTED, FAILED_PRECONDITION (a type of the jobs is draining), NOT_FOUND, UNAVAILABLE (the store is down; try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it).</p><article id="CreateGroup"><h3><b class="post">POST</b> <code>/v1/groups</code></h3>
<p><b>Create a group with its callbacks, and maybe its jobs, in one step</b></p><p>all of it or nothing.</p>
<pre>curl --json '{&#34;jobs&#34;:[{&#34;type&#34;:&#34;email&#34;,&#34;payloadJson&#34;:{&#34;to&#34;:&#34;ada@example.com&#34;}}],&#34;sealed&#34;:true,&#34;onFinished&#34;:{&#34;type&#34;:&#34;report&#34;,&#34;payloadJson&#34;:{&#34;batch&#34;:7}}}' http://localhost:8080/v1/groups</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>jobs</code><td>list of <a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>Jobs to create with it, at most 1,000 of 2 MiB together. They and the callbacks have no idempotency_key, unique, after, after_rule, group_id or durability: enqueue what needs them by itself.</p><tr><td><code>sealed</code><td>boolean<td><p>Let no more jobs join it. Default: false.</p><tr><td><code>onCompleted</code><td><a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>The job that is run once the group is sealed and all of its jobs have completed. Default: none.</p><tr><td><code>onFailed</code><td><a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>The job that is run as soon as one has failed for good. Default: none.</p><tr><td><code>onFinished</code><td><a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>The job that is run once the group is sealed and all have ended, however they did. Default: none.</p><tr><td><code>retention</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long it is kept once it has finished, 1 s to 10 years. Default: 24 h.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-CreateGroupResponse">CreateGroupResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="GetGroup"><h3><b class="get">GET</b> <code>/v1/groups/{id}</code></h3>
<p><b>Look at a group</b></p>
<pre>curl http://localhost:8080/v1/groups/{id}</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetGroupResponse">GetGroupResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SealGroup"><h3><b class="post">POST</b> <code>/v1/groups/{id}:seal</code></h3>
<p><b>Let no more jobs join a group</b></p><p>it ends with the last one of those that have.</p>
<pre>curl -X POST http://localhost:8080/v1/groups/{id}:seal</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SealGroupResponse">SealGroupResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListGroupJobs"><h3><b class="get">GET</b> <code>/v1/groups/{id}/jobs</code></h3>
<p><b>List the jobs of a group, the earliest first, by JOB_VIEW_BASIC</b></p><p>Those that are kept no more are left out.</p>
<pre>curl http://localhost:8080/v1/groups/{id}/jobs</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>pageSize</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>1 to 1,000. Default: 50.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>From the page before. Default: none, the first page.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListGroupJobsResponse">ListGroupJobsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="CancelGroup"><h3><b class="post">POST</b> <code>/v1/groups/{id}:cancel</code></h3>
<p><b>Seal a group and cancel those of its jobs that have not finished, one after the other, each as CancelJob does it</b></p>
<pre>curl -X POST http://localhost:8080/v1/groups/{id}:cancel</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>reason</code><td>string<br><small>maxLength <code>1024</code></small><td><p>Kept with each job and handed to handlers, at most 1,024 bytes. Default: none.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-CancelGroupResponse">CancelGroupResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="RetryGroup"><h3><b class="post">POST</b> <code>/v1/groups/{id}:retry</code></h3>
<p><b>Run the jobs of a group again that have failed, one after the other, each as RetryJob does it</b></p><p>Its callbacks stay as they are.</p>
<pre>curl -X POST http://localhost:8080/v1/groups/{id}:retry</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-RetryGroupResponse">RetryGroupResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="JobService">JobService</h2><p>Enqueue jobs, follow them, and step in.</p><p>Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, RESOURCE_EXHAUSTED (names the limit), UNAVAILABLE (the store is down; try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it).</p><article id="Enqueue"><h3><b class="post">POST</b> <code>/v1/jobs</code></h3>
<p><b>Enqueue a job</b></p><p>ALREADY_EXISTS when the idempotency key belongs to a job of another request, or when another job holds the unique key and the request is to be rejected then; NOT_FOUND when a job of <code>after</code> does not exist; nothing is written.</p>
<pre>curl --json '{&#34;type&#34;:&#34;email&#34;,&#34;payloadJson&#34;:{&#34;to&#34;:&#34;ada@example.com&#34;,&#34;template&#34;:&#34;welcome&#34;},&#34;delay&#34;:&#34;10s&#34;,&#34;priority&#34;:10}' http://localhost:8080/v1/jobs</pre>
<h4>Parameters</h4><table><tr><td><code>Idempotency-Key</code> <small>header</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>258</code></small><td><p>Makes the request safe to repeat: stands for <code>idempotencyKey</code>, in quotes or without. It lives as long as the job is kept.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>type</code> <small>required</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>Names the queue and the handler: 1 to 128 letters, digits, or any of &#34;._:-&#34;, starting with a letter or digit.</p><tr><td><code>payload</code><td>string (base64)<td><p>Handed to the handler as it is. At most 1 MiB unless the server is configured otherwise. In base64.</p><tr><td><code>payloadJson</code><td>any JSON<td><p>What <code>payload</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>runAt</code><td>string (date-time)<td><p>At this time, by the store's clock; a time that has passed means at once. At the latest 2200-01-01T00:00:00Z.</p><tr><td><code>delay</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>After this time, at most 3,653 days.</p><tr><td><code>priority</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>0 to 100, higher first. Default: 5.</p><tr><td><code>maxAttempts</code><td>integer (int32)<br><small>minimum <code>1</code></small><br><small>maximum <code>1000</code></small><td><p>1 to 1,000. Default: 4, a first run and 3 retries.</p><tr><td><code>backoff</code><td><a href="#schema-Backoff">Backoff</a><td><p>Default: 2s, doubling, at most 5m, plus up to 25 % jitter.</p><tr><td><code>timeout</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long one attempt may take, at most 30 days; the worker that runs it stops it then, and has it fail. Default: no limit.</p><tr><td><code>idempotencyKey</code><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>At most one job of this type is kept under this key, 1 to 256 bytes. The same request again returns that job with <code>created</code> false. Default: none.</p><tr><td><code>delivery</code><td><a href="#schema-Delivery">Delivery</a><td><p>Default: DELIVERY_AT_LEAST_ONCE.</p><tr><td><code>metadata</code><td>object<td><p>Labels for people and filters: at most 64 entries and 8 KiB unless configured otherwise.</p><tr><td><code>retention</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the job is kept once it has finished, 1 second to 3,653 days. Default: 24h, or <code>unique.ttl</code> where that is longer.</p><tr><td><code>durability</code><td><a href="#schema-Durability">Durability</a><td><p>DURABILITY_REPLICATED waits until as many replicas have the job as the store is configured for, or until its time for that is over: with Redis 1 replica and 1 second. It is no part of what an idempotency key compares. Default: DURABILITY_STORED.</p><tr><td><code>contentType</code><td>string<br><small>pattern <code>^[a-zA-Z0-9!#$&#38;^_.+-]+/[a-zA-Z0-9!#$&#38;^_.+-]+( *;[ -~]*)?$</code></small><br><small>maxLength <code>256</code></small><td><p>What the payload is, as a media type of at most 256 bytes. Default: &#34;application/json&#34;.</p><tr><td><code>traceContext</code><td><a href="#schema-TraceContext">TraceContext</a><td><p>The span that enqueues the job, for traces that go on where it runs. It is no part of what an idempotency key compares. Default: none.</p><tr><td><code>expiresIn</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long after it is due its first attempt may begin, at most 3,653 days: a job that nobody has leased by then is cancelled. Default: no limit.</p><tr><td><code>unique</code><td><a href="#schema-Unique">Unique</a><td><p>Asks that there be one job at most for the same work, whatever its requests say besides. It is looked at after the idempotency key. Default: none.</p><tr><td><code>groupId</code><td>string<br><small>pattern <code>^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$</code></small><td><p>The id of a group that the job joins, which is not sealed: see GroupService. It lies where the group does. FAILED_PRECONDITION when it is sealed. Default: none.</p><tr><td><code>after</code><td>list of string<br><small>pattern <code>^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$</code></small><td><p>The ids of jobs that have to end first, at most 100: until then the job is JOB_STATUS_BLOCKED. One that has ended already counts at once; NOT_FOUND for one that does not exist. A job can only come after jobs that exist, so none can come after itself. All must lie in one partition of the store, which ids begin with. A <code>delay</code> begins when the wait ends. Default: none.</p><tr><td><code>afterRule</code><td><a href="#schema-AfterRule">AfterRule</a><td><p>What their ends mean for this job; of use with <code>after</code> only. Default: AFTER_RULE_COMPLETED.</p><tr><td><code>concurrencyKey</code><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>Names whose job it is or what it uses, such as a tenant, by 1 to 256 bytes. The keys of a queue are served fairly, and each may have a limit: see QueueLimits.key_max_running. Default: none, which is served as one more key, without a limit.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-EnqueueResponse">EnqueueResponse</a><td><p>The idempotency key, or the unique key, led to a job that was there before.</p><tr><td><code>201</code><td>application/json: <a href="#schema-EnqueueResponse">EnqueueResponse</a><td><p>The job.</p><tr><td><code>422</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>The idempotency key belongs to another request; nothing was written.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListJobs"><h3><b class="get">GET</b> <code>/v1/jobs</code></h3>
<p><b>List jobs, type by type and status by status, in the order of their enum</b></p><p>Within a status, scheduled and retrying jobs are ordered by when they are due, pending ones by the order in which they will be leased, running ones by when their lease ends, blocked ones by when they were enqueued, finished ones by when they expire. A job that changes its status while the pages are read can be listed twice, or not at all.</p>
<pre>curl http://localhost:8080/v1/jobs</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>query</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>Default: every type.</p><tr><td><code>statuses</code> <small>query</small><td>list of <a href="#schema-JobStatus">JobStatus</a><td><p>Default: every status.</p><tr><td><code>metadata</code> <small>query</small><td>object<td><p>Entries that a job's metadata must have. As <code>metadata[key]=value</code>.</p><tr><td><code>createdAfter</code> <small>query</small><td>string (date-time)<td><p>Only jobs created at this time or later.</p><tr><td><code>createdBefore</code> <small>query</small><td>string (date-time)<td><p>Only jobs created before this time.</p><tr><td><code>pageSize</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>The most jobs a page has, 1 to 1,000. Default: 100.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>The <code>next_page_token</code> of the page before. Default: the start.</p><tr><td><code>view</code> <small>query</small><td><a href="#schema-JobView">JobView</a><td><p>Default: JOB_VIEW_BASIC, so that a page stays small however large its jobs are.</p><tr><td><code>errorContains</code> <small>query</small><td>string<br><small>maxLength <code>256</code></small><td><p>Only jobs that have had an error whose message has this text, in letters of either case: at most 256 bytes. Default: none.</p><tr><td><code>workerId</code> <small>query</small><td>string<br><small>maxLength <code>256</code></small><td><p>Only jobs whose latest attempt was of this worker. Default: of any, or of none.</p><tr><td><code>idPrefix</code> <small>query</small><td>string<br><small>maxLength <code>64</code></small><td><p>Only jobs whose ids begin so: at most 64 bytes. Default: any.</p><tr><td><code>attemptMin</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>Only jobs at this attempt or a later one, 1 to 1,000. Default: any.</p><tr><td><code>reversed</code> <small>query</small><td>boolean<td><p>Whether the jobs of each status come the last one first: of those that have failed, the one that expires last, which is the latest unless jobs differ in their retention. Default: false.</p><tr><td><code>errorGroup</code> <small>query</small><td>string<br><small>maxLength <code>22</code></small><td><p>Only jobs whose latest error is of this group, by its id: see ListErrorGroups. Default: any.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListJobsResponse">ListJobsResponse</a><td><p>A page of jobs.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="EnqueueBatch"><h3><b class="post">POST</b> <code>/v1/jobs:batch</code></h3>
<p><b>Enqueue many jobs, each by itself</b></p><p>one that is refused does not stop the others.</p>
<pre>curl --json '{&#34;requests&#34;:[{&#34;type&#34;:&#34;email&#34;,&#34;payloadJson&#34;:{&#34;to&#34;:&#34;ada@example.com&#34;}},{&#34;type&#34;:&#34;email&#34;,&#34;payloadJson&#34;:{&#34;to&#34;:&#34;grace@example.com&#34;},&#34;maxAttempts&#34;:10}]}' http://localhost:8080/v1/jobs:batch</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>requests</code><td>list of <a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>At most 1,000 unless the server is configured otherwise. Each is checked by itself.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-EnqueueBatchResponse">EnqueueBatchResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="GetJob"><h3><b class="get">GET</b> <code>/v1/jobs/{id}</code></h3>
<p><b>Read a job, at once or when it has finished</b></p>
<pre>curl http://localhost:8080/v1/jobs/{id}</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>view</code> <small>query</small><td><a href="#schema-JobView">JobView</a><td><p>Default: JOB_VIEW_FULL.</p><tr><td><code>wait</code> <small>query</small><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long to wait for the job to reach a final status, at most 1m, and less when the deadline of the call is nearer; it is answered as it is when the time is over. Default: 0s, do not wait.</p><tr><td><code>If-None-Match</code> <small>header</small><td>string<td><p>Entity tags that the caller has; 304 when the job's is among them.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetJobResponse">GetJobResponse</a><td><p>The job.</p><tr><td><code>304</code><td><td><p>The job is as the caller has it.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="UpdateJob"><h3><b class="patch">PATCH</b> <code>/v1/jobs/{id}</code></h3>
<p><b>Change a job that waits</b></p><p>what the request gives, and nothing else, in one step. A job that is due later than before, or by now, changes its status as well. It keeps its place in the queue unless its priority changes. What an idempotency key compares stays the request that has made the job.</p><p>FAILED_PRECONDITION when it is running or has finished, or is not at <code>if_sequence</code>.</p>
<pre>curl -X PATCH --json '{&#34;runAt&#34;:&#34;2030-01-31T09:00:00Z&#34;,&#34;priority&#34;:50}' http://localhost:8080/v1/jobs/{id}</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>If-Match</code> <small>header</small><td>string<td><p>The <code>ETag</code> of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for <code>ifSequence</code>; <code>*</code> for any job that is there.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>runAt</code><td>string (date-time)<td><p>At this time, by the store's clock; a time that has passed means at once. At the latest 2200-01-01T00:00:00Z.</p><tr><td><code>delay</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>After this time, at most 3,653 days, from now on.</p><tr><td><code>priority</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>0 to 100, higher first. Default: as before.</p><tr><td><code>payload</code><td>string (base64)<td><p>The new payload, within the limit of an enqueue. Default: as before, with its content type. In base64.</p><tr><td><code>payloadJson</code><td>any JSON<td><p>What <code>payload</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>contentType</code><td>string<br><small>pattern <code>^[a-zA-Z0-9!#$&#38;^_.+-]+/[a-zA-Z0-9!#$&#38;^_.+-]+( *;[ -~]*)?$</code></small><br><small>maxLength <code>256</code></small><td><p>What the new payload is, as a media type of at most 256 bytes; only with a payload. Default: &#34;application/json&#34;.</p><tr><td><code>metadata</code><td>object<td><p>All labels that the job is to have: at most 64 entries and 8 KiB unless configured otherwise. Default, also for an empty map: as before.</p><tr><td><code>clearMetadata</code><td>boolean<td><p>Take all labels away, which an empty map cannot say. Excludes <code>metadata</code>. Default: false.</p><tr><td><code>ifSequence</code><td>string (int64)<td><p>Change it only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. Default: whatever it is.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-UpdateJobResponse">UpdateJobResponse</a><td><p>The job as it is now.</p><tr><td><code>412</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>The job is not at the sequence number that was given; nothing was changed.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="DeleteJob"><h3><b class="delete">DELETE</b> <code>/v1/jobs/{id}</code></h3>
<p><b>Forget a job, its idempotency key and its hold on its unique key</b></p><p>FAILED_PRECONDITION while it is running: cancel it first. The same when it is not at <code>if_sequence</code>.</p>
<pre>curl -X DELETE http://localhost:8080/v1/jobs/{id}</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>ifSequence</code> <small>query</small><td>string (int64)<td><p>Forget it only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. Default: whatever it is.</p><tr><td><code>If-Match</code> <small>header</small><td>string<td><p>The <code>ETag</code> of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for <code>ifSequence</code>; <code>*</code> for any job that is there.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>204</code><td><td><p>The job is forgotten.</p><tr><td><code>412</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>The job is not at the sequence number that was given; nothing was changed.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ExplainJob"><h3><b class="get">GET</b> <code>/v1/jobs/{id}:explain</code></h3>
<p><b>Tell why a job does not run</b></p><p>every reason there is, and when it may start.</p>
<pre>curl http://localhost:8080/v1/jobs/{id}:explain</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ExplainJobResponse">ExplainJobResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="CancelJob"><h3><b class="post">POST</b> <code>/v1/jobs/{id}:cancel</code></h3>
<p><b>Cancel a job</b></p><p>at once, or, when it is running, by a request that reaches its handler within a heartbeat. A job that is cancelled already is returned as it is.</p><p>FAILED_PRECONDITION when it has completed or failed, or is not at <code>if_sequence</code>.</p>
<pre>curl --json '{&#34;reason&#34;:&#34;the order was withdrawn&#34;}' http://localhost:8080/v1/jobs/{id}:cancel</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>If-Match</code> <small>header</small><td>string<td><p>The <code>ETag</code> of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for <code>ifSequence</code>; <code>*</code> for any job that is there.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>reason</code><td>string<br><small>maxLength <code>1024</code></small><td><p>Kept with the job and handed to the handler, at most 1,024 bytes.</p><tr><td><code>ifSequence</code><td>string (int64)<td><p>Cancel it only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. A call that is repeated finds the sequence moved on by the first one. Default: whatever it is.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-CancelJobResponse">CancelJobResponse</a><td><p>The job as it is now.</p><tr><td><code>412</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>The job is not at the sequence number that was given; nothing was changed.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="RetryJob"><h3><b class="post">POST</b> <code>/v1/jobs/{id}:retry</code></h3>
<p><b>Run a finished job again, at once and with all its attempts</b></p><p>One with a unique key takes the key again.</p><p>FAILED_PRECONDITION when it has not finished, is not at <code>if_sequence</code>, or another job holds its unique key.</p>
<pre>curl -X POST http://localhost:8080/v1/jobs/{id}:retry</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>If-Match</code> <small>header</small><td>string<td><p>The <code>ETag</code> of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for <code>ifSequence</code>; <code>*</code> for any job that is there.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>ifSequence</code><td>string (int64)<td><p>Run it again only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. Default: whatever it is.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-RetryJobResponse">RetryJobResponse</a><td><p>The job as it is now.</p><tr><td><code>412</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>The job is not at the sequence number that was given; nothing was changed.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="WatchJob"><h3><b class="get">GET</b> <code>/v1/jobs/{id}/events</code></h3>
<p><b>Stream the job as it stands, then after each change, until it reaches a final status, is deleted or expires</b></p><p>Changes in quick succession may come as one event; the latest always comes.</p>
<pre>curl http://localhost:8080/v1/jobs/{id}/events</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>afterSequence</code> <small>query</small><td>string (int64)<td><p>Leave out changes up to this sequence number: the last one seen, to go on after a broken stream.</p><tr><td><code>view</code> <small>query</small><td><a href="#schema-JobView">JobView</a><td><p>Default: JOB_VIEW_FULL.</p><tr><td><code>Last-Event-ID</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,15}$</code></small><td><p>The id of the last event that was seen; the stream goes on after it.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>text/event-stream: string<br>application/x-ndjson: <a href="#schema-WatchJobResponse">WatchJobResponse</a><td><p>The job as it stands, then after each change: events <code>job</code>, whose id is the job's sequence number, until it has finished.</p><tr><td><code>204</code><td><td><p>The job has finished, and the caller knows how.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="OperationService">OperationService</h2><p>Operations do to many jobs what an operator could do to each. They are carried out in rounds of at most 1,000 jobs, by the server or worker that maintains the store, while the queues work on; after a crash another one goes on where it was. An operation means the jobs that matched its filter when it was started: jobs that are made after that, or finish after it, are left alone.</p><p>Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), FAILED_PRECONDITION (there are not about as many jobs as expected), RESOURCE_EXHAUSTED (20 operations of the store are open), NOT_FOUND, UNAVAILABLE (the store is down; try again: an operation whose start was not answered may have been started, which ListOperations tells), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it).</p><article id="RetryJobs"><h3><b class="post">POST</b> <code>/v1/jobs:retry</code></h3>
<p><b>Run finished jobs again, each as RetryJob does it</b></p><p>those that have failed, unless the filter names other statuses.</p>
<pre>curl --json '{&#34;filter&#34;:{&#34;type&#34;:&#34;email&#34;,&#34;errorContains&#34;:&#34;timeout&#34;},&#34;dryRun&#34;:true}' http://localhost:8080/v1/jobs:retry</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>filter</code><td><a href="#schema-JobFilter">JobFilter</a><td><p>Its statuses may be JOB_STATUS_COMPLETED, JOB_STATUS_FAILED and JOB_STATUS_CANCELLED. Default of them: JOB_STATUS_FAILED.</p><tr><td><code>dryRun</code><td>boolean<td><p>Only count the jobs. Default: false.</p><tr><td><code>expectCount</code><td>integer (int32)<td><p>How many jobs the caller takes it to be about: when that is off by more than a tenth, nothing is changed. Up to 10,000 jobs are counted before the answer, which is FAILED_PRECONDITION then; when there are more, the operation counts on before it changes any, and ends as OPERATION_STATE_REFUSED. Default: any number.</p><tr><td><code>maxPerSecond</code><td>integer (int32)<td><p>How many jobs are changed a second at most, 1 to 1,000,000: on average, in steps of up to a second. Default: as many as the store can.</p></table>
<h4>Answers</h4><table><tr><td><code>202</code><td>application/json: <a href="#schema-RetryJobsResponse">RetryJobsResponse</a><td><p>The operation, which goes on, unless it has only counted.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="CancelJobs"><h3><b class="post">POST</b> <code>/v1/jobs:cancel</code></h3>
<p><b>Cancel jobs, each as CancelJob does it</b></p><p>all that have not finished, unless the filter names statuses.</p>
<pre>curl --json '{&#34;filter&#34;:{&#34;type&#34;:&#34;email&#34;,&#34;metadata&#34;:{&#34;batch&#34;:&#34;7&#34;}},&#34;reason&#34;:&#34;the wrong batch&#34;}' http://localhost:8080/v1/jobs:cancel</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>filter</code><td><a href="#schema-JobFilter">JobFilter</a><td><p>Its statuses may be all but those of jobs that have finished, which is the default of them.</p><tr><td><code>dryRun</code><td>boolean<td><p>As RetryJobsRequest has it.</p><tr><td><code>expectCount</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p><tr><td><code>reason</code><td>string<br><small>maxLength <code>1024</code></small><td><p>Kept with each job and handed to its handler, at most 1,024 bytes. Default: none.</p><tr><td><code>maxPerSecond</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p></table>
<h4>Answers</h4><table><tr><td><code>202</code><td>application/json: <a href="#schema-CancelJobsResponse">CancelJobsResponse</a><td><p>The operation, which goes on, unless it has only counted.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="DeleteJobs"><h3><b class="post">POST</b> <code>/v1/jobs:delete</code></h3>
<p><b>Forget jobs, each as DeleteJob does it</b></p><p>The filter must name their statuses.</p>
<pre>curl --json '{&#34;filter&#34;:{&#34;type&#34;:&#34;email&#34;,&#34;statuses&#34;:[&#34;JOB_STATUS_FAILED&#34;]},&#34;dryRun&#34;:true}' http://localhost:8080/v1/jobs:delete</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>filter</code><td><a href="#schema-JobFilter">JobFilter</a><td><p>It must name statuses, all but JOB_STATUS_RUNNING.</p><tr><td><code>dryRun</code><td>boolean<td><p>As RetryJobsRequest has it.</p><tr><td><code>expectCount</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p><tr><td><code>maxPerSecond</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p></table>
<h4>Answers</h4><table><tr><td><code>202</code><td>application/json: <a href="#schema-DeleteJobsResponse">DeleteJobsResponse</a><td><p>The operation, which goes on, unless it has only counted.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="PurgeQueue"><h3><b class="post">POST</b> <code>/v1/queues/{type}:purge</code></h3>
<p><b>Forget the jobs of a queue, all but those that run, or those in some statuses</b></p><p>It is as DeleteJobs with that filter.</p>
<pre>curl --json '{&#34;statuses&#34;:[&#34;JOB_STATUS_SCHEDULED&#34;,&#34;JOB_STATUS_PENDING&#34;],&#34;maxPerSecond&#34;:5000}' http://localhost:8080/v1/queues/{type}:purge</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>dryRun</code><td>boolean<td><p>As RetryJobsRequest has it.</p><tr><td><code>expectCount</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p><tr><td><code>statuses</code><td>list of <a href="#schema-JobStatus">JobStatus</a><td><p>All but JOB_STATUS_RUNNING can be given. Default: all of these.</p><tr><td><code>maxPerSecond</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p></table>
<h4>Answers</h4><table><tr><td><code>202</code><td>application/json: <a href="#schema-PurgeQueueResponse">PurgeQueueResponse</a><td><p>The operation, which goes on, unless it has only counted.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="GetOperation"><h3><b class="get">GET</b> <code>/v1/operations/{id}</code></h3>
<p><b>Read an operation</b></p><p>One that has ended is kept for 7 days, as long as it is among the last 1,000.</p>
<pre>curl http://localhost:8080/v1/operations/{id}</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetOperationResponse">GetOperationResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListOperations"><h3><b class="get">GET</b> <code>/v1/operations</code></h3>
<p><b>List operations, the latest first</b></p>
<pre>curl http://localhost:8080/v1/operations</pre>
<h4>Parameters</h4><table><tr><td><code>pageSize</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>The most operations a page has, 1 to 100. Default: 100.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>The <code>next_page_token</code> of the page before. Default: the start.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListOperationsResponse">ListOperationsResponse</a><td><p>A page of operations.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="StopOperation"><h3><b class="post">POST</b> <code>/v1/operations/{id}:stop</code></h3>
<p><b>Stop an operation</b></p><p>at once, or after its round under way. What it has done stays done. One that has ended is returned as it is.</p>
<pre>curl -X POST http://localhost:8080/v1/operations/{id}:stop</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-StopOperationResponse">StopOperationResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="QueueService">QueueService</h2><p>Queues, one for each type that has jobs or for which something is set: at a glance, and what operators set for them. What a look costs the store depends on the number of queues that it tells of, not on that of their jobs.</p><p>Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), UNAVAILABLE (the store is down, or a part of it: the message says which parts have changed; try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it).</p><article id="ListQueues"><h3><b class="get">GET</b> <code>/v1/queues</code></h3>
<p><b>List the queues that have jobs or settings, by name</b></p>
<pre>curl http://localhost:8080/v1/queues</pre>
<h4>Parameters</h4><table><tr><td><code>pageSize</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>The most queues a page has, 1 to 100. Default: 100.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>The <code>next_page_token</code> of the page before. Default: the start.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListQueuesResponse">ListQueuesResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="GetQueue"><h3><b class="get">GET</b> <code>/v1/queues/{type}</code></h3>
<p><b>Look at the queue of a type</b></p><p>A type without jobs has an empty one, whether or not it ever had any.</p>
<pre>curl http://localhost:8080/v1/queues/{type}</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetQueueResponse">GetQueueResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="GetStats"><h3><b class="get">GET</b> <code>/v1/stats</code></h3>
<p><b>Tell what has happened minute by minute</b></p><p>of a type, or of all types together.</p>
<pre>curl http://localhost:8080/v1/stats</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>query</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>Default: all types together.</p><tr><td><code>minutes</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1440</code></small><td><p>How many minutes back, 1 to 1,440, the present one included. Default: 60.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetStatsResponse">GetStatsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="PauseQueue"><h3><b class="post">POST</b> <code>/v1/queues/{type}:pause</code></h3>
<p><b>Lease no job of the queue from now on, until it is resumed or \`until\` has come</b></p><p>Once this is answered, none is leased, also by a worker that waits for one. All else goes on: what runs is extended and settled, jobs are enqueued and come due. A queue that is paused is paused anew, on these terms.</p>
<pre>curl -X POST http://localhost:8080/v1/queues/{type}:pause</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>reason</code><td>string<br><small>maxLength <code>1024</code></small><td><p>For people. Default: none.</p><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p><tr><td><code>until</code><td>string (date-time)<td><p>When it ends by itself, by the store's clock; a time that has passed ends it at once. Default: when somebody ends it.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-PauseQueueResponse">PauseQueueResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ResumeQueue"><h3><b class="post">POST</b> <code>/v1/queues/{type}:resume</code></h3>
<p><b>End the pause, the drain and the throttle of the queue</b></p><p>Workers that wait for its jobs look at once.</p>
<pre>curl -X POST http://localhost:8080/v1/queues/{type}:resume</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ResumeQueueResponse">ResumeQueueResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="DrainQueue"><h3><b class="post">POST</b> <code>/v1/queues/{type}:drain</code></h3>
<p><b>Take no new job of the queue from now on, until it is resumed or \`until\` has come, and work off those that are there</b></p><p>An enqueue is refused with FAILED_PRECONDITION, unless its idempotency key leads to a job that is there. A job that is there can be retried by hand.</p>
<pre>curl -X POST http://localhost:8080/v1/queues/{type}:drain</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>reason</code><td>string<br><small>maxLength <code>1024</code></small><td><p>For people. Default: none.</p><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p><tr><td><code>until</code><td>string (date-time)<td><p>When it ends by itself, by the store's clock; a time that has passed ends it at once. Default: when somebody ends it.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-DrainQueueResponse">DrainQueueResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SetQueueLimits"><h3><b class="post">POST</b> <code>/v1/queues/{type}:limit</code></h3>
<p><b>Set the limits of the queue, from its next lease on, in place of those that it had</b></p><p>A lower limit stops nobody: nothing is leased until fewer jobs run. A higher one, or none any more, acts at once. A rate that takes the place of another one goes on with what that has counted.</p>
<pre>curl -X POST http://localhost:8080/v1/queues/{type}:limit</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>limits</code><td><a href="#schema-QueueLimits">QueueLimits</a><td><p>All of them: one that is not given here is ended. Default: no limits.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SetQueueLimitsResponse">SetQueueLimitsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SetKeyLimits"><h3><b class="post">POST</b> <code>/v1/queues/{type}:limitKey</code></h3>
<p><b>Set what holds for one concurrency key of the queue, from its next lease on, in place of what was set for it</b></p><p>It holds whether or not the key has jobs, until it is ended.</p>
<pre>curl -X POST http://localhost:8080/v1/queues/{type}:limitKey</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>key</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><tr><td><code>limits</code><td><a href="#schema-KeyLimits">KeyLimits</a><td><p>All of them: one that is not given here is ended. Default: none.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SetKeyLimitsResponse">SetKeyLimitsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ResumeKey"><h3><b class="post">POST</b> <code>/v1/queues/{type}:resumeKey</code></h3>
<p><b>Have the jobs of a concurrency key go on, also while one that has failed keeps its turn (see KeyOnFailure), be it that it waits for its retry</b></p><p>A job that has failed for good stays as it is, and is forgotten after its retention from now on.</p>
<pre>curl -X POST http://localhost:8080/v1/queues/{type}:resumeKey</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>key</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ResumeKeyResponse">ResumeKeyResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListKeys"><h3><b class="get">GET</b> <code>/v1/queues/{type}/keys</code></h3>
<p><b>List the concurrency keys of the queue that have pending jobs, are throttled or halted or have limits of their own</b></p><p>A key whose standing changes meanwhile may be told twice, or not at all.</p>
<pre>curl http://localhost:8080/v1/queues/{type}/keys</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>statuses</code> <small>query</small><td>list of <a href="#schema-KeyStatus">KeyStatus</a><td><p>Default: all.</p><tr><td><code>pageSize</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>The most keys a page has, 1 to 100. Default: 100.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>The <code>next_page_token</code> of the page before. Default: the start.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListKeysResponse">ListKeysResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="ScheduleService">ScheduleService</h2><p>Makes jobs again and again: by cron patterns and intervals, in any time zone, with each time once also where clocks change. A firing is one step of the store: whatever servers and workers there are, and whatever becomes of them, each time makes one job.</p><p>Errors: INVALID_ARGUMENT and RESOURCE_EXHAUSTED (with google.rpc.BadRequest details that name the fields), NOT_FOUND, FAILED_PRECONDITION, UNAVAILABLE (the store is down: try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it).</p><article id="PreviewSchedule"><h3><b class="post">POST</b> <code>/v1/schedules:preview</code></h3>
<p><b>Tell when a schedule fires, without making one</b></p>
<pre>curl --json '{&#34;spec&#34;:{&#34;cron&#34;:[&#34;30 2 * * *&#34;],&#34;zone&#34;:&#34;Europe/Berlin&#34;},&#34;after&#34;:&#34;2027-03-27T12:00:00Z&#34;,&#34;count&#34;:2}' http://localhost:8080/v1/schedules:preview</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>spec</code><td><a href="#schema-ScheduleSpec">ScheduleSpec</a><td><tr><td><code>after</code><td>string (date-time)<td><p>The times after this one. Default: the present.</p><tr><td><code>count</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>How many, 1 to 1,000. Default: 10.</p><tr><td><code>name</code><td>string<br><small>maxLength <code>128</code></small><td><p>Of the schedule, on which its jitter depends. Default: none.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-PreviewScheduleResponse">PreviewScheduleResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="UpsertSchedule"><h3><b class="post">POST</b> <code>/v1/schedules</code></h3>
<p><b>Make a schedule, or change the definition of one</b></p><p>With a definition that is there already nothing changes; with another one the next time is the first one from now on, and jobs that exist stay.</p><p>FAILED_PRECONDITION when the schedule is not at <code>if_revision</code>.</p>
<pre>curl --json '{&#34;schedule&#34;:{&#34;name&#34;:&#34;report&#34;,&#34;spec&#34;:{&#34;cron&#34;:[&#34;0 2 * * *&#34;],&#34;zone&#34;:&#34;Europe/Berlin&#34;},&#34;policy&#34;:{&#34;overlap&#34;:&#34;OVERLAP_POLICY_BUFFER_ONE&#34;},&#34;job&#34;:{&#34;type&#34;:&#34;report&#34;,&#34;payloadJson&#34;:{&#34;for&#34;:&#34;everybody&#34;}}}}' http://localhost:8080/v1/schedules</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>schedule</code><td><a href="#schema-Schedule">Schedule</a><td><tr><td><code>ifRevision</code><td>string (int64)<td><p>Only if its revision is this one; 0 if there is to be none. Default: any.</p><tr><td><code>sourceVersion</code><td>string (int64)<td><p>Of the source that it comes from, such as a deploy: what comes from an older one is ignored. Default: 0.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-UpsertScheduleResponse">UpsertScheduleResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListSchedules"><h3><b class="get">GET</b> <code>/v1/schedules</code></h3>
<p><b>List schedules, by name</b></p>
<pre>curl http://localhost:8080/v1/schedules</pre>
<h4>Parameters</h4><table><tr><td><code>state</code> <small>query</small><td><a href="#schema-ScheduleState">ScheduleState</a><td><p>Default: any.</p><tr><td><code>managedBy</code> <small>query</small><td>string<td><p>Default: anybody's.</p><tr><td><code>pageSize</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>The most schedules a page has, 1 to 100. Default: 100.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>The <code>next_page_token</code> of the page before. Default: the start.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListSchedulesResponse">ListSchedulesResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="GetSchedule"><h3><b class="get">GET</b> <code>/v1/schedules/{name}</code></h3>
<p><b>Read a schedule</b></p>
<pre>curl http://localhost:8080/v1/schedules/{name}</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetScheduleResponse">GetScheduleResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="DeleteSchedule"><h3><b class="delete">DELETE</b> <code>/v1/schedules/{name}</code></h3>
<p><b>Forget a schedule</b></p><p>Its jobs stay. One that has ended is forgotten by itself after 30 days.</p><p>FAILED_PRECONDITION when it comes from a source that is newer than <code>source_version</code>.</p>
<pre>curl -X DELETE http://localhost:8080/v1/schedules/{name}</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>sourceVersion</code> <small>query</small><td>string (int64)<td><p>Only if it comes from this version of its source, or from an older one. Default: any.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-DeleteScheduleResponse">DeleteScheduleResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="PauseSchedule"><h3><b class="post">POST</b> <code>/v1/schedules/{name}:pause</code></h3>
<p><b>Pass the times of the schedule over from now on, until it is resumed</b></p>
<pre>curl --json '{&#34;by&#34;:&#34;ada&#34;,&#34;note&#34;:&#34;the database moves&#34;}' http://localhost:8080/v1/schedules/{name}:pause</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p><tr><td><code>note</code><td>string<br><small>maxLength <code>1024</code></small><td><p>For people. Default: none.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-PauseScheduleResponse">PauseScheduleResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ResumeSchedule"><h3><b class="post">POST</b> <code>/v1/schedules/{name}:resume</code></h3>
<p><b>End the pause of the schedule</b></p><p>it fires again from its next time on.</p>
<pre>curl -X POST http://localhost:8080/v1/schedules/{name}:resume</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>catchUp</code><td>boolean<td><p>Treat the pause as if nothing had been there to fire, so that the policy for missed times decides. Default: pass its times over.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ResumeScheduleResponse">ResumeScheduleResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="TriggerSchedule"><h3><b class="post">POST</b> <code>/v1/schedules/{name}:trigger</code></h3>
<p><b>Fire now, also while the schedule is paused, besides its own times</b></p>
<pre>curl --json '{&#34;overlap&#34;:&#34;OVERLAP_POLICY_ALLOW&#34;}' http://localhost:8080/v1/schedules/{name}:trigger</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>overlap</code><td><a href="#schema-OverlapPolicy">OverlapPolicy</a><td><p>What to do when a job of an earlier time has not ended. Default: OVERLAP_POLICY_ALLOW.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-TriggerScheduleResponse">TriggerScheduleResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="BackfillSchedule"><h3><b class="post">POST</b> <code>/v1/schedules/{name}:backfill</code></h3>
<p><b>Fire past times, the earliest first, less those that have made a job; also while the schedule is paused</b></p><p>It goes on in steps; the schedule tells how far it is. The jobs count for the overlap of the schedule's own times.</p><p>FAILED_PRECONDITION while another backfill of the schedule goes on.</p>
<pre>curl --json '{&#34;from&#34;:&#34;2026-01-01T00:00:00Z&#34;,&#34;to&#34;:&#34;2026-01-31T00:00:00Z&#34;}' http://localhost:8080/v1/schedules/{name}:backfill</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>from</code><td>string (date-time)<td><p>The earliest time; it may lie before the schedule was made.</p><tr><td><code>to</code><td>string (date-time)<td><p>The latest time, which fires, too: from <code>from</code> to now, at most 100,000 times later.</p><tr><td><code>overlap</code><td><a href="#schema-OverlapPolicy">OverlapPolicy</a><td><p>What to do when a job of an earlier time has not ended. Default: OVERLAP_POLICY_BUFFER_ALL, one after the other, however many there are.</p><tr><td><code>again</code><td>boolean<td><p>Also fire times that have made a job before. Default: leave them out.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-BackfillScheduleResponse">BackfillScheduleResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="CancelBackfill"><h3><b class="post">POST</b> <code>/v1/schedules/{name}:cancelBackfill</code></h3>
<p><b>End the backfill that goes on, if one does</b></p><p>Its jobs stay.</p>
<pre>curl -X POST http://localhost:8080/v1/schedules/{name}:cancelBackfill</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-CancelBackfillResponse">CancelBackfillResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListFirings"><h3><b class="get">GET</b> <code>/v1/schedules/{name}/firings</code></h3>
<p><b>List what became of the latest times of the schedule, at most 100, the latest first</b></p>
<pre>curl http://localhost:8080/v1/schedules/{name}/firings</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListFiringsResponse">ListFiringsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="ServerService">ServerService</h2><p>About the server itself.</p><article id="GetServerInfo"><h3><b class="get">GET</b> <code>/v1/server</code></h3>
<p><b>Tell the server's version, store and limits, and if wanted what it and the store do</b></p>
<pre>curl http://localhost:8080/v1/server</pre>
<h4>Parameters</h4><table><tr><td><code>withStatus</code> <small>query</small><td>boolean<td><p>Whether to tell <code>status</code> too, for which the store is asked. Default: false.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetServerInfoResponse">GetServerInfoResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListWorkers"><h3><b class="get">GET</b> <code>/v1/workers</code></h3>
<p><b>List the workers that live, by name</b></p><p>those that tell so, directly on the store or by a server, up to 10,000. A worker is forgotten 35 s after it told so last.</p>
<pre>curl http://localhost:8080/v1/workers</pre>
<h4>Parameters</h4><table><tr><td><code>pageSize</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>The most workers a page has, 1 to 100. Default: 100.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>The <code>next_page_token</code> of the page before. Default: the start.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListWorkersResponse">ListWorkersResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="WatchService">WatchService</h2><p>Shows what goes on, to pages and programs that stay open. However many look, a server asks its store once for each topic, and not at all when nobody looks.</p><p>Errors: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), RESOURCE_EXHAUSTED (too many topics are watched on the server, or too many streams are open on the connection), UNAVAILABLE (the server shuts down: connect again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it).</p><article id="Subscribe"><h3><b class="post">POST</b> <code>/v1/watch</code></h3>
<p><b>Stream topics</b></p><p>each as it is, then what changes of it. A reader that is slow is told what has changed by the time that it reads on, and never what is out of date. It ends only with its caller and the server.</p>
<pre>curl --json '{&#34;topics&#34;:[{&#34;all&#34;:&#34;COLLECTION_QUEUES&#34;},{&#34;jobs&#34;:{&#34;statuses&#34;:[&#34;JOB_STATUS_FAILED&#34;]}}]}' http://localhost:8080/v1/watch</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>topics</code> <small>required</small><td>list of <a href="#schema-Topic">Topic</a><td><p>1 to 32. One connection has at most 64 streams.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>text/event-stream: string<br>application/x-ndjson: <a href="#schema-SubscribeResponse">SubscribeResponse</a><td><p>Each topic as it is, then what changes of it: events <code>change</code>, until the caller leaves.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="WorkerService">WorkerService</h2><p>The worker's half: lease jobs, keep the leases, settle them.</p><p>What a worker does:</p><p>1. It names itself by a <code>worker_id</code> that no other one has, such as its host and process id. 2. It calls Lease with a <code>wait</code>, a deadline that is a few seconds longer than that, and <code>max_jobs</code> for as many as it has room for: one call for many jobs costs little more than one for one, and a worker that leases and settles one job a call has a thirtieth of the speed. 3. It runs its handler for each job, and calls Extend for all its leases together at about a third of their length. When <code>cancel_requested</code> comes back it tells the handler to stop, and settles; for an error with the code ABORTED, the lease is lost: it stops the handler and does not settle. 4. It keeps <code>Job.timeout</code>: the server does not. When an attempt has taken that long, the worker stops the handler and settles it as failed, whether or not the handler heeds that. 5. It calls Settle when a handler is done, for all that are done by then in one call: at most 1,000, and no more bytes than a message may have, 4 MiB unless the server is configured otherwise. A slot is free for the next Lease when that is answered, so that slots become free together. While the call is not answered (UNAVAILABLE, DEADLINE_EXCEEDED, a broken connection, an answer of a proxy), it repeats it with <code>resend</code> set, and with growing waits, until the lease has ended. 6. For an item whose error has the code INVALID_ARGUMENT or RESOURCE_EXHAUSTED it settles again with what is allowed, such as a failure that says so: the lease goes on. For ABORTED (the lease is lost) and DATA_LOSS (the stored job cannot be read) it gives up. Any other code is no answer: it settles that item again, as in 5. 7. When it shuts down, it settles as released what it has not run, and lets the rest end. 8. It may call Heartbeat every ten seconds, so that people see it in the list of workers.</p><p>Errors of calls: INVALID_ARGUMENT (with google.rpc.BadRequest details that name the fields), RESOURCE_EXHAUSTED (the message is too large, or the server too busy: names the limit), UNAVAILABLE (the store or the server is away: try again, with growing waits), FAILED_PRECONDITION (an operator has to put the store right), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it), INTERNAL. What refuses one item is in its result, not an error of the call.</p><article id="Lease"><h3><b class="post">POST</b> <code>/v1/leases</code></h3>
<p><b>Lease due jobs, the highest priority first, waiting up to \`wait\` for a first one</b></p><p>A call that ends without an answer may have leased jobs, which come again when their leases expire.</p>
<pre>curl --json '{&#34;types&#34;:[&#34;email&#34;],&#34;maxJobs&#34;:10,&#34;wait&#34;:&#34;0s&#34;,&#34;lease&#34;:&#34;30s&#34;,&#34;workerId&#34;:&#34;host-1&#34;}' http://localhost:8080/v1/leases</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>types</code> <small>required</small><td>list of string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>The types to lease; the first is served first.</p><tr><td><code>maxJobs</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>The most jobs to lease, 1 to 1,000; fewer come when their payloads are large. Default: 1.</p><tr><td><code>lease</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the leases last unless they are extended, 10 ms to 24 h. Default: 30s.</p><tr><td><code>wait</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long to wait when nothing is due, at most 1m. Default: 0s, do not wait.</p><tr><td><code>workerId</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>Names the worker in jobs and errors, 1 to 256 bytes.</p><tr><td><code>withResults</code><td>boolean<td><p>Jobs that are steps of runs come with the results of the steps right before them: see Lease.results. Default: false.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-LeaseResponse">LeaseResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="LeaseFromQueue"><h3><b class="post">POST</b> <code>/v1/queues/{type}:lease</code></h3>
<p><b>Lease due jobs, the highest priority first, waiting up to \`wait\` for a first one</b></p><p>A call that ends without an answer may have leased jobs, which come again when their leases expire.</p>
<pre>curl --json '{&#34;maxJobs&#34;:10,&#34;workerId&#34;:&#34;host-1&#34;}' http://localhost:8080/v1/queues/{type}:lease</pre>
<h4>Parameters</h4><table><tr><td><code>type</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>maxJobs</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>The most jobs to lease, 1 to 1,000; fewer come when their payloads are large. Default: 1.</p><tr><td><code>lease</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the leases last unless they are extended, 10 ms to 24 h. Default: 30s.</p><tr><td><code>wait</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long to wait when nothing is due, at most 1m. Default: 0s, do not wait.</p><tr><td><code>workerId</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>Names the worker in jobs and errors, 1 to 256 bytes.</p><tr><td><code>withResults</code><td>boolean<td><p>Jobs that are steps of runs come with the results of the steps right before them: see Lease.results. Default: false.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-LeaseResponse">LeaseResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="Extend"><h3><b class="post">POST</b> <code>/v1/leases:extend</code></h3>
<p><b>Make leases last for \`lease\` from now</b></p><p>Also tells which jobs are to be cancelled. It does not look at <code>Job.timeout</code>, which is the worker's to keep.</p>
<pre>curl --json '{&#34;workerId&#34;:&#34;host-1&#34;,&#34;items&#34;:[{&#34;jobId&#34;:&#34;0-7TkauutgKcU90000&#34;,&#34;token&#34;:&#34;1&#34;}],&#34;lease&#34;:&#34;30s&#34;}' http://localhost:8080/v1/leases:extend</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>workerId</code><td>string<br><small>maxLength <code>256</code></small><td><p>The worker that holds the leases, for logs: what entitles it is the token of each lease.</p><tr><td><code>items</code><td>list of <a href="#schema-ExtendItem">ExtendItem</a><td><tr><td><code>lease</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the leases last from now, 10 ms to 24 h. Default: 30s.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ExtendResponse">ExtendResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="Settle"><h3><b class="post">POST</b> <code>/v1/leases:settle</code></h3>
<p><b>End leases with the outcome of their attempts</b></p>
<pre>curl --json '{&#34;items&#34;:[{&#34;jobId&#34;:&#34;0-7TkauutgKcU90000&#34;,&#34;token&#34;:&#34;1&#34;,&#34;completed&#34;:{&#34;resultJson&#34;:{&#34;sent&#34;:true}}}]}' http://localhost:8080/v1/leases:settle</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>items</code><td>list of <a href="#schema-SettleItem">SettleItem</a><td><p>At most 1,000. Each is checked by itself, so that one that breaks a rule does not stop the others.</p><tr><td><code>resend</code><td>boolean<td><p>This call repeats one whose answer was lost: items that it settled are answered as they were then, instead of with ABORTED. Default: false.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SettleResponse">SettleResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SettleJob"><h3><b class="post">POST</b> <code>/v1/jobs/{job_id}:settle</code></h3>
<p><b>End one lease, for callers that have one job at a time</b></p><p>what would refuse the item is the error of the call. Settle is far cheaper for many.</p><p>ABORTED when the token is stale; nothing was changed then.</p>
<pre>curl --json '{&#34;token&#34;:&#34;1&#34;,&#34;completed&#34;:{&#34;resultJson&#34;:{&#34;sent&#34;:true}}}' http://localhost:8080/v1/jobs/{job_id}:settle</pre>
<h4>Parameters</h4><table><tr><td><code>job_id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>token</code><td>string (uint64)<td><tr><td><code>completed</code><td><a href="#schema-Completed">Completed</a><td><tr><td><code>failed</code><td><a href="#schema-Failed">Failed</a><td><tr><td><code>snoozed</code><td><a href="#schema-Snoozed">Snoozed</a><td><tr><td><code>released</code><td><a href="#schema-Released">Released</a><td><tr><td><code>throttled</code><td><a href="#schema-Throttled">Throttled</a><td><tr><td><code>resend</code><td>boolean<td><p>This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SettleJobResponse">SettleJobResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SettleJobAsCompleted"><h3><b class="post">POST</b> <code>/v1/jobs/{job_id}:complete</code></h3>
<p><b>End one lease, for callers that have one job at a time</b></p><p>what would refuse the item is the error of the call. Settle is far cheaper for many.</p><p>ABORTED when the token is stale; nothing was changed then.</p>
<pre>curl --json '{&#34;resultJson&#34;:{&#34;sent&#34;:true}}' http://localhost:8080/v1/jobs/{job_id}:complete</pre>
<h4>Parameters</h4><table><tr><td><code>job_id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>token</code> <small>query</small><td>string (uint64)<td><tr><td><code>resend</code> <small>query</small><td>boolean<td><p>This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>result</code><td>string (base64)<td><p>Kept with the job. At most 1 MiB unless the server is configured otherwise. In base64.</p><tr><td><code>resultJson</code><td>any JSON<td><p>What <code>result</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>enqueue</code><td>list of <a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>Jobs to create in the same step, as children of the job: all of them when this completion is accepted, else none. At most 1,000, of 2 MiB together. Their <code>parent_id</code> is the job's id, they lie in its partition, and their types may be draining. They have no idempotency_key, unique, concurrency_key, after, after_rule or durability: enqueue what needs them by itself.</p><tr><td><code>addSteps</code><td>string (base64)<td><p>Steps to add to the run of the job in the same step, as JSON: an object of steps by their names, as in AddStepsRequest. The run does not end before them. Refused when the run cannot take them, as for a cycle, which is named, and for a job of no run. At most 1 MiB. Default: none. In base64.</p><tr><td><code>addStepsJson</code><td>any JSON<td><p>What <code>addSteps</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SettleJobResponse">SettleJobResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SettleJobAsFailed"><h3><b class="post">POST</b> <code>/v1/jobs/{job_id}:fail</code></h3>
<p><b>End one lease, for callers that have one job at a time</b></p><p>what would refuse the item is the error of the call. Settle is far cheaper for many.</p><p>ABORTED when the token is stale; nothing was changed then.</p>
<pre>curl --json '{&#34;message&#34;:&#34;the mail server said no&#34;,&#34;retryAfter&#34;:&#34;60s&#34;}' http://localhost:8080/v1/jobs/{job_id}:fail</pre>
<h4>Parameters</h4><table><tr><td><code>job_id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>token</code> <small>query</small><td>string (uint64)<td><tr><td><code>resend</code> <small>query</small><td>boolean<td><p>This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>message</code><td>string<br><small>maxLength <code>8192</code></small><td><p>At most 8 KiB.</p><tr><td><code>details</code><td>string<br><small>maxLength <code>32768</code></small><td><p>More, such as a stack trace, at most 32 KiB.</p><tr><td><code>permanent</code><td>boolean<td><p>Do not retry: the job goes to JOB_STATUS_FAILED at once.</p><tr><td><code>retryAfter</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>Retry after this time instead of the job's backoff.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SettleJobResponse">SettleJobResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SettleJobAsSnoozed"><h3><b class="post">POST</b> <code>/v1/jobs/{job_id}:snooze</code></h3>
<p><b>End one lease, for callers that have one job at a time</b></p><p>what would refuse the item is the error of the call. Settle is far cheaper for many.</p><p>ABORTED when the token is stale; nothing was changed then.</p>
<pre>curl --json '{&#34;delay&#34;:&#34;300s&#34;}' http://localhost:8080/v1/jobs/{job_id}:snooze</pre>
<h4>Parameters</h4><table><tr><td><code>job_id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>token</code> <small>query</small><td>string (uint64)<td><tr><td><code>resend</code> <small>query</small><td>boolean<td><p>This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>delay</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SettleJobResponse">SettleJobResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SettleJobAsThrottled"><h3><b class="post">POST</b> <code>/v1/jobs/{job_id}:throttle</code></h3>
<p><b>End one lease, for callers that have one job at a time</b></p><p>what would refuse the item is the error of the call. Settle is far cheaper for many.</p><p>ABORTED when the token is stale; nothing was changed then.</p>
<pre>curl --json '{&#34;retryAfter&#34;:&#34;30s&#34;,&#34;scope&#34;:&#34;THROTTLE_SCOPE_JOB&#34;}' http://localhost:8080/v1/jobs/{job_id}:throttle</pre>
<h4>Parameters</h4><table><tr><td><code>job_id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>token</code> <small>query</small><td>string (uint64)<td><tr><td><code>resend</code> <small>query</small><td>boolean<td><p>This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>retryAfter</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>When it may be called again, from now on. Default: 0s.</p><tr><td><code>scope</code><td><a href="#schema-ThrottleScope">ThrottleScope</a><td><p>Who waits until then. Default: THROTTLE_SCOPE_JOB.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SettleJobResponse">SettleJobResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SettleJobAsReleased"><h3><b class="post">POST</b> <code>/v1/jobs/{job_id}:release</code></h3>
<p><b>End one lease, for callers that have one job at a time</b></p><p>what would refuse the item is the error of the call. Settle is far cheaper for many.</p><p>ABORTED when the token is stale; nothing was changed then.</p>
<pre>curl --json '{}' http://localhost:8080/v1/jobs/{job_id}:release</pre>
<h4>Parameters</h4><table><tr><td><code>job_id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>token</code> <small>query</small><td>string (uint64)<td><tr><td><code>resend</code> <small>query</small><td>boolean<td><p>This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>started</code><td>boolean<td><p>Whether the handler may have started: ends an at-most-once job in JOB_STATUS_FAILED.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SettleJobResponse">SettleJobResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="Heartbeat"><h3><b class="post">POST</b> <code>/v1/workers:heartbeat</code></h3>
<p><b>Tell that a worker lives, for the next 35 s</b></p><p>about every 10 s. Nothing but the list of workers depends on it.</p>
<pre>curl -X POST http://localhost:8080/v1/workers:heartbeat</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>workerId</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>The worker's name, as in Lease.</p><tr><td><code>types</code><td>list of string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>The types that it leases, 1 to 256.</p><tr><td><code>concurrency</code><td>integer (int32)<td><p>How many jobs it runs at a time, at most.</p><tr><td><code>running</code><td>integer (int32)<td><p>How many it runs now.</p><tr><td><code>version</code><td>string<br><small>maxLength <code>64</code></small><td><p>Of its program, as it calls it. Default: none.</p><tr><td><code>host</code><td>string<br><small>maxLength <code>256</code></small><td><p>The machine that it runs on. Default: none.</p><tr><td><code>eventLoopLag</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How late its event loop was lately. Default: 0s.</p><tr><td><code>leaving</code><td>boolean<td><p>The worker ends: it is forgotten at once, and nothing else of this request counts.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-HeartbeatResponse">HeartbeatResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="WorkflowService">WorkflowService</h2><p>Workflows: jobs as steps, and what each of them waits for. A run keeps the version of its workflow that it began with. What is JSON stands in fields of bytes: definitions, inputs, results, payloads of signals.</p><p>Errors: INVALID_ARGUMENT and RESOURCE_EXHAUSTED (with google.rpc.BadRequest details that name the fields), NOT_FOUND, FAILED_PRECONDITION (the run is not where this can be done), UNAVAILABLE (the store is down: try again), UNAUTHENTICATED and PERMISSION_DENIED (by what stands before the server, or is built into it).</p><article id="ValidateWorkflow"><h3><b class="post">POST</b> <code>/v1/workflows:validate</code></h3>
<p><b>Tell what is wrong with a definition, without keeping it</b></p><p>A definition that is no JSON has one violation as well.</p>
<pre>curl --json '{&#34;definitionJson&#34;:{&#34;name&#34;:&#34;order&#34;,&#34;schema&#34;:1,&#34;steps&#34;:{&#34;charge&#34;:{&#34;type&#34;:&#34;charge&#34;},&#34;ship&#34;:{&#34;type&#34;:&#34;ship&#34;,&#34;after&#34;:[&#34;charge&#34;],&#34;when&#34;:&#34;steps.charge.result.ok == true&#34;}}}}' http://localhost:8080/v1/workflows:validate</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>definition</code><td>string (base64)<td><p>JSON, as docs/workflows.md describes it, at most 1 MiB. In base64.</p><tr><td><code>definitionJson</code><td>any JSON<td><p>What <code>definition</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ValidateWorkflowResponse">ValidateWorkflowResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="PutWorkflow"><h3><b class="post">POST</b> <code>/v1/workflows</code></h3>
<p><b>Keep a workflow</b></p><p>A definition that says what the latest version says, whatever it says to people, is that version.</p>
<pre>curl -X POST http://localhost:8080/v1/workflows</pre>
<h4>Parameters</h4><table><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>definition</code><td>string (base64)<td><p>JSON, as docs/workflows.md describes it, at most 1 MiB. In base64.</p><tr><td><code>definitionJson</code><td>any JSON<td><p>What <code>definition</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-PutWorkflowResponse">PutWorkflowResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListWorkflows"><h3><b class="get">GET</b> <code>/v1/workflows</code></h3>
<p><b>List the latest versions of workflows, by name</b></p>
<pre>curl http://localhost:8080/v1/workflows</pre>
<h4>Parameters</h4><table><tr><td><code>pageSize</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>The most workflows a page has, 1 to 100. Default: 100.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>The <code>next_page_token</code> of the page before. Default: the start.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListWorkflowsResponse">ListWorkflowsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="GetWorkflow"><h3><b class="get">GET</b> <code>/v1/workflows/{name}</code></h3>
<p><b>Read a version of a workflow</b></p>
<pre>curl http://localhost:8080/v1/workflows/{name}</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>version</code> <small>query</small><td>integer (int32)<br><small>minimum <code>1</code></small><td><p>Default: the latest.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetWorkflowResponse">GetWorkflowResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="StartRun"><h3><b class="post">POST</b> <code>/v1/workflows/{name}:start</code></h3>
<p><b>Start a run of a workflow</b></p><p>FAILED_PRECONDITION when a step that starts at once has a concurrency key whose home is in another partition of the store: the message names the step, the key, and the <code>route_key</code> with which the run lies where the key is: the type of the step, a space and the key.</p>
<pre>curl -X POST http://localhost:8080/v1/workflows/{name}:start</pre>
<h4>Parameters</h4><table><tr><td><code>name</code> <small>path</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>version</code><td>integer (int32)<br><small>minimum <code>1</code></small><td><p>Of the workflow. Default: the latest.</p><tr><td><code>input</code><td>string (base64)<td><p>JSON, at most 1 MiB. Default: an empty object. In base64.</p><tr><td><code>inputJson</code><td>any JSON<td><p>What <code>input</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>idKey</code><td>string<br><small>maxLength <code>256</code></small><td><p>A run of the workflow that has the key already is answered in its place. Default: none.</p><tr><td><code>routeKey</code><td>string<br><small>maxLength <code>256</code></small><td><p>Runs of the same one are in the same partition of the store. Default: the <code>id_key</code>.</p><tr><td><code>runAt</code><td>string (date-time)<td><tr><td><code>delay</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><tr><td><code>metadata</code><td>object<td><p>Labels, as those of jobs. Default: none.</p><tr><td><code>retention</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the run is kept after its end, with its jobs and results. Default: 7 days.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-StartRunResponse">StartRunResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="GetRun"><h3><b class="get">GET</b> <code>/v1/runs/{id}</code></h3>
<p><b>Read a run</b></p>
<pre>curl http://localhost:8080/v1/runs/{id}</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>withSteps</code> <small>query</small><td>boolean<td><p>Whether to tell of each step.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetRunResponse">GetRunResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="DeleteRun"><h3><b class="delete">DELETE</b> <code>/v1/runs/{id}</code></h3>
<p><b>Delete a run that has ended, with its jobs and results</b></p>
<pre>curl -X DELETE http://localhost:8080/v1/runs/{id}</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-DeleteRunResponse">DeleteRunResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListRuns"><h3><b class="get">GET</b> <code>/v1/runs</code></h3>
<p><b>List runs, the latest first, without inputs and results</b></p>
<pre>curl http://localhost:8080/v1/runs</pre>
<h4>Parameters</h4><table><tr><td><code>workflow</code> <small>query</small><td>string<td><p>Default: those of all workflows.</p><tr><td><code>statuses</code> <small>query</small><td>list of <a href="#schema-RunStatus">RunStatus</a><td><p>Default: all.</p><tr><td><code>pageSize</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>The most runs a page has, 1 to 100. Default: 100.</p><tr><td><code>pageToken</code> <small>query</small><td>string<td><p>The <code>next_page_token</code> of the page before. Default: the start.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListRunsResponse">ListRunsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="WatchRun"><h3><b class="get">GET</b> <code>/v1/runs/{id}:watch</code></h3>
<p><b>Stream the history of a run from a line on, and how the run stands after it, until the run has ended or is deleted</b></p>
<pre>curl http://localhost:8080/v1/runs/{id}:watch</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>afterSequence</code> <small>query</small><td>string (int64)<td><p>The sequence of the last line that is known, to go on after a broken stream. Default: the start.</p><tr><td><code>Last-Event-ID</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,15}$</code></small><td><p>The id of the last event that was seen; the stream goes on after it.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>text/event-stream: string<br>application/x-ndjson: <a href="#schema-WatchRunResponse">WatchRunResponse</a><td><p>What has happened to the run, and how it stands: events <code>run</code>, whose id is the sequence of the last line of the history, until it has ended.</p><tr><td><code>204</code><td><td><p>The run has ended, and the caller knows how.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="CancelRun"><h3><b class="post">POST</b> <code>/v1/runs/{id}:cancel</code></h3>
<p><b>Cancel a run</b></p><p>what has not begun is cancelled, what runs is asked to stop, then <code>finally</code> runs.</p>
<pre>curl -X POST http://localhost:8080/v1/runs/{id}:cancel</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>reason</code><td>string<br><small>maxLength <code>1024</code></small><td><p>For people. Default: none.</p><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-CancelRunResponse">CancelRunResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="PauseRun"><h3><b class="post">POST</b> <code>/v1/runs/{id}:pause</code></h3>
<p><b>Have no further step of a run start; those that run go on</b></p>
<pre>curl -X POST http://localhost:8080/v1/runs/{id}:pause</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-PauseRunResponse">PauseRunResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ResumeRun"><h3><b class="post">POST</b> <code>/v1/runs/{id}:resume</code></h3>
<p><b>End the pause of a run</b></p><p>What has come due meanwhile starts at once.</p>
<pre>curl -X POST http://localhost:8080/v1/runs/{id}:resume</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ResumeRunResponse">ResumeRunResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SignalRun"><h3><b class="post">POST</b> <code>/v1/runs/{id}:signal</code></h3>
<p><b>Send a signal to a run, which the next step takes that waits for one of the name, now or later</b></p>
<pre>curl -X POST http://localhost:8080/v1/runs/{id}:signal</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>name</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>payload</code><td>string (base64)<td><p>JSON, at most 64 KiB. Default: null. In base64.</p><tr><td><code>payloadJson</code><td>any JSON<td><p>What <code>payload</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>signalId</code><td>string<br><small>maxLength <code>256</code></small><td><p>A run takes a signal of the same id once. Default: a new one.</p><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SignalRunResponse">SignalRunResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="CreateSignalLink"><h3><b class="post">POST</b> <code>/v1/runs/{id}:link</code></h3>
<p><b>Make a link by which somebody with a browser signals a run, for a mail say</b></p><p>Its page asks, and signals when one of the answers is chosen: opening it does nothing, as scanners of mails open links. The first answer counts. Whoever has the link can answer until it expires.</p><p>FAILED_PRECONDITION when the server has no secret to sign it by, or no step of the run waits for such a signal.</p>
<pre>curl -X POST http://localhost:8080/v1/runs/{id}:link</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>
<h4>Body</h4><table><tr><td><code>name</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><td><p>Of the signal.</p><tr><td><code>text</code><td>string<br><small>maxLength <code>512</code></small><td><p>What the page asks. Default: to confirm.</p><tr><td><code>answers</code><td>list of <a href="#schema-SignalAnswer">SignalAnswer</a><td><p>What can be answered, each a button. Default: one, &#34;Confirm&#34;, that sends null.</p><tr><td><code>expiresIn</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>For how long the link can be used, 1s to 366 days. Default: 7 days.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-CreateSignalLinkResponse">CreateSignalLinkResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="RerunRun"><h3><b class="post">POST</b> <code>/v1/runs/{id}:rerun</code></h3>
<p><b>Run steps of a run that has ended again, and all that come after them</b></p><p>The others keep their results.</p>
<pre>curl -X POST http://localhost:8080/v1/runs/{id}:rerun</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>from</code><td>list of string<td><p>The steps; empty for those that failed, were cancelled, or were skipped because of that.</p><tr><td><code>input</code><td>string (base64)<td><p>JSON, at most 1 MiB. Default: what it was. In base64.</p><tr><td><code>inputJson</code><td>any JSON<td><p>What <code>input</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-RerunRunResponse">RerunRunResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="RetryStep"><h3><b class="post">POST</b> <code>/v1/runs/{id}/steps/{step}:retry</code></h3>
<p><b>Run a step again that has failed, in a run that goes on, before a step behind it has started</b></p>
<pre>curl -X POST http://localhost:8080/v1/runs/{id}/steps/{step}:retry</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>step</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>mode</code><td><a href="#schema-RetryMode">RetryMode</a><td><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-RetryStepResponse">RetryStepResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="SkipStep"><h3><b class="post">POST</b> <code>/v1/runs/{id}/steps/{step}:skip</code></h3>
<p><b>Have a step for completed, with a result made by hand</b></p>
<pre>curl -X POST http://localhost:8080/v1/runs/{id}/steps/{step}:skip</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>step</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>result</code><td>string (base64)<td><p>JSON, at most 1 MiB. Default: null. In base64.</p><tr><td><code>resultJson</code><td>any JSON<td><p>What <code>result</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-SkipStepResponse">SkipStepResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="AddSteps"><h3><b class="post">POST</b> <code>/v1/runs/{id}:addSteps</code></h3>
<p><b>Add steps to a run that goes on</b></p>
<pre>curl -X POST http://localhost:8080/v1/runs/{id}:addSteps</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>
<h4>Body</h4><table><tr><td><code>steps</code><td>string (base64)<td><p>JSON: an object of steps by their names, as in a definition. In base64.</p><tr><td><code>stepsJson</code><td>any JSON<td><p>What <code>steps</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>by</code><td>string<br><small>maxLength <code>256</code></small><td><p>Who wants it, for people. Default: nobody.</p></table>
<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-AddStepsResponse">AddStepsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="ListRunEvents"><h3><b class="get">GET</b> <code>/v1/runs/{id}/events</code></h3>
<p><b>List lines of the history of a run</b></p>
<pre>curl http://localhost:8080/v1/runs/{id}/events</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>afterSequence</code> <small>query</small><td>string (int64)<td><p>The sequence of the last line that is known. Default: the start.</p><tr><td><code>limit</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>The most lines, 1 to 1,000. Default: 1,000.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-ListRunEventsResponse">ListRunEventsResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article><article id="GetStepResult"><h3><b class="get">GET</b> <code>/v1/runs/{id}/steps/{step}/result</code></h3>
<p><b>Read the result of a step that has completed; of a map, results of its items, also while it goes on</b></p>
<pre>curl http://localhost:8080/v1/runs/{id}/steps/{step}/result</pre>
<h4>Parameters</h4><table><tr><td><code>id</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>step</code> <small>path</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>fromItem</code> <small>query</small><td>integer (int32)<br><small>minimum <code>0</code></small><td><p>Of a map: the first of its items of which to tell, from 0 on; up to 1,000 come.</p><tr><td><code>Millrace-Timeout</code> <small>header</small><td>string<br><small>pattern <code>^\\d{1,7}(\\.\\d{1,9})?s?$</code></small><td><p>How long the caller waits, in seconds; <code>Prefer: wait=30</code> says the same.</p><tr><td><code>X-Request-Id</code> <small>header</small><td>string<td><p>Echoed in the answer and in problems, 1 to 128 printable characters.</p><tr><td><code>payload</code> <small>query</small><td>string<td><p>How bytes are answered: as JSON where they are that, in base64, or not at all.</p></table>

<h4>Answers</h4><table><tr><td><code>200</code><td>application/json: <a href="#schema-GetStepResultResponse">GetStepResultResponse</a><td><p>Done.</p><tr><td><code>default</code><td>application/problem+json: <a href="#schema-Problem">Problem</a><td><p>What went wrong.</p></table></article></section><section><h2 id="schemas">Schemas</h2><details id="schema-AddStepsResponse"><summary><code>AddStepsResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><p>As it is now.</p></table></details><details id="schema-AfterRule"><summary><code>AfterRule</code></summary><p>What a job makes of how the jobs end that it comes after.</p><ul><li><code>AFTER_RULE_COMPLETED</code>: It runs once all of them have completed. As soon as one has failed, was cancelled or was deleted, it is cancelled, with a reason that names that one.</li><li><code>AFTER_RULE_FINISHED</code>: It runs once all of them have ended, however they did; a deleted one has ended, too.</li><li><code>AFTER_RULE_FAILED</code>: Of <code>on_failed</code> of a group alone: it runs as soon as one job of the group has failed for good.</li></ul></details><details id="schema-AttemptError"><summary><code>AttemptError</code></summary><p>An attempt that did not succeed.</p><table><tr><td><code>attempt</code> <small>required</small><td>integer (int32)<td><p>Which attempt, 1 for the first.</p><tr><td><code>message</code> <small>required</small><td>string<td><tr><td><code>details</code> <small>required</small><td>string<td><p>More, such as a stack trace.</p><tr><td><code>at</code><td>string (date-time)<td><tr><td><code>workerId</code> <small>required</small><td>string<td></table></details><details id="schema-Backfill"><summary><code>Backfill</code></summary><p>Past times of a schedule that fire, the earliest first.</p><table><tr><td><code>from</code><td>string (date-time)<td><tr><td><code>to</code><td>string (date-time)<td><tr><td><code>overlap</code><td><a href="#schema-OverlapPolicy">OverlapPolicy</a><td><tr><td><code>again</code><td>boolean<td><tr><td><code>state</code><td><a href="#schema-BackfillState">BackfillState</a><td><tr><td><code>startedAt</code><td>string (date-time)<td><tr><td><code>count</code><td>string (int64)<td><p>How many times there were as it began, less those that had fired.</p><tr><td><code>fired</code><td>string (int64)<td><p>Jobs that were made.</p><tr><td><code>skipped</code><td>string (int64)<td><p>Times that made no job because of an overlap, or because the store has refused it.</p></table></details><details id="schema-BackfillScheduleResponse"><summary><code>BackfillScheduleResponse</code></summary><table><tr><td><code>schedule</code><td><a href="#schema-Schedule">Schedule</a><td><p>As it is now.</p></table></details><details id="schema-BackfillState"><summary><code>BackfillState</code></summary><p>Whether a backfill goes on.</p><ul><li><code>BACKFILL_STATE_RUNNING</code>: </li><li><code>BACKFILL_STATE_DONE</code>: It has dealt with all of its times.</li><li><code>BACKFILL_STATE_CANCELLED</code>:</li></ul></details><details id="schema-Backoff"><summary><code>Backoff</code></summary><p>How long a job waits after a failed attempt: min(max, initial * multiplier ^ (attempt - 1)), and a random part of up to <code>jitter</code> times that on top.</p><table><tr><td><code>initial</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>The wait after the first failure. Default: 2s.</p><tr><td><code>multiplier</code><td>number<br><small>minimum <code>1</code></small><br><small>maximum <code>100</code></small><td><p>What each further failure multiplies the wait by, 1 to 100. Default: 2.</p><tr><td><code>max</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>The longest wait, before jitter. Default: 5m.</p><tr><td><code>jitter</code><td>number<br><small>minimum <code>0</code></small><br><small>maximum <code>1</code></small><td><p>The largest random part, as a share of the wait, 0 to 1. Default: 0.25.</p></table></details><details id="schema-BadRequest_FieldViolation"><summary><code>BadRequest_FieldViolation</code></summary><p>One field that breaks a rule.</p><table><tr><td><code>field</code> <small>required</small><td>string<td><p>A path that leads to the field.</p><tr><td><code>description</code> <small>required</small><td>string<td><p>Why the value is bad.</p></table></details><details id="schema-CancelBackfillResponse"><summary><code>CancelBackfillResponse</code></summary><table><tr><td><code>schedule</code><td><a href="#schema-Schedule">Schedule</a><td><p>As it is now.</p></table></details><details id="schema-CancelGroupResponse"><summary><code>CancelGroupResponse</code></summary><table><tr><td><code>group</code><td><a href="#schema-Group">Group</a><td></table></details><details id="schema-CancelJobResponse"><summary><code>CancelJobResponse</code></summary><table><tr><td><code>job</code><td><a href="#schema-Job">Job</a><td><p>Cancelled, or still running with <code>cancel_requested</code> set.</p></table></details><details id="schema-CancelJobsRequest"><summary><code>CancelJobsRequest</code></summary><table><tr><td><code>filter</code><td><a href="#schema-JobFilter">JobFilter</a><td><p>Its statuses may be all but those of jobs that have finished, which is the default of them.</p><tr><td><code>dryRun</code><td>boolean<td><p>As RetryJobsRequest has it.</p><tr><td><code>expectCount</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p><tr><td><code>reason</code><td>string<br><small>maxLength <code>1024</code></small><td><p>Kept with each job and handed to its handler, at most 1,024 bytes. Default: none.</p><tr><td><code>maxPerSecond</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p></table></details><details id="schema-CancelJobsResponse"><summary><code>CancelJobsResponse</code></summary><table><tr><td><code>operation</code><td><a href="#schema-Operation">Operation</a><td></table></details><details id="schema-CancelRunResponse"><summary><code>CancelRunResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><p>As it is now.</p></table></details><details id="schema-CatchUpPolicy"><summary><code>CatchUpPolicy</code></summary><p>What becomes of times that were missed, because nothing was there to fire them: those of more than a minute ago.</p><ul><li><code>CATCH_UP_POLICY_LATEST</code>: The latest of them fires, unless one that is not missed does.</li><li><code>CATCH_UP_POLICY_ALL</code>: The latest <code>max_catch_up</code> of them fire, the earliest of these first.</li><li><code>CATCH_UP_POLICY_NONE</code>: None fires.</li></ul></details><details id="schema-Code"><summary><code>Code</code></summary><p>The status codes of gRPC.</p><ul><li><code>CANCELLED</code>: </li><li><code>UNKNOWN</code>: </li><li><code>INVALID_ARGUMENT</code>: </li><li><code>DEADLINE_EXCEEDED</code>: </li><li><code>NOT_FOUND</code>: </li><li><code>ALREADY_EXISTS</code>: </li><li><code>PERMISSION_DENIED</code>: </li><li><code>UNAUTHENTICATED</code>: </li><li><code>RESOURCE_EXHAUSTED</code>: </li><li><code>FAILED_PRECONDITION</code>: </li><li><code>ABORTED</code>: </li><li><code>OUT_OF_RANGE</code>: </li><li><code>UNIMPLEMENTED</code>: </li><li><code>INTERNAL</code>: </li><li><code>UNAVAILABLE</code>: </li><li><code>DATA_LOSS</code>:</li></ul></details><details id="schema-Collection"><summary><code>Collection</code></summary><p>All that there is of a kind.</p><ul><li><code>COLLECTION_QUEUES</code>: The first 1,000 queues by name, as ListQueues tells of them, each second.</li><li><code>COLLECTION_WORKERS</code>: The first 1,000 workers by name, every two seconds.</li><li><code>COLLECTION_OPERATIONS</code>: The latest 100 operations, each second.</li><li><code>COLLECTION_SCHEDULES</code>: The first 1,000 schedules by name, every five seconds.</li></ul></details><details id="schema-Completed"><summary><code>Completed</code></summary><p>The handler succeeded.</p><table><tr><td><code>result</code><td>string (base64)<td><p>Kept with the job. At most 1 MiB unless the server is configured otherwise. In base64.</p><tr><td><code>resultJson</code><td>any JSON<td><p>What <code>result</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>enqueue</code><td>list of <a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>Jobs to create in the same step, as children of the job: all of them when this completion is accepted, else none. At most 1,000, of 2 MiB together. Their <code>parent_id</code> is the job's id, they lie in its partition, and their types may be draining. They have no idempotency_key, unique, concurrency_key, after, after_rule or durability: enqueue what needs them by itself.</p><tr><td><code>addSteps</code><td>string (base64)<td><p>Steps to add to the run of the job in the same step, as JSON: an object of steps by their names, as in AddStepsRequest. The run does not end before them. Refused when the run cannot take them, as for a cycle, which is named, and for a job of no run. At most 1 MiB. Default: none. In base64.</p><tr><td><code>addStepsJson</code><td>any JSON<td><p>What <code>addSteps</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p></table></details><details id="schema-ConcurrencyKey"><summary><code>ConcurrencyKey</code></summary><p>A concurrency key of a queue.</p><table><tr><td><code>key</code> <small>required</small><td>string<td><tr><td><code>status</code> <small>required</small><td><a href="#schema-KeyStatus">KeyStatus</a><td><tr><td><code>pending</code> <small>required</small><td>integer (int32)<td><p>How many of its jobs are pending; at most 10,000 are counted.</p><tr><td><code>running</code> <small>required</small><td>integer (int32)<td><p>How many of its jobs run; at most 10,000 are counted.</p><tr><td><code>until</code><td>string (date-time)<td><p>Until when it is throttled, by the store's clock.</p><tr><td><code>limits</code><td><a href="#schema-KeyLimits">KeyLimits</a><td><p>Absent when nothing is set for it.</p><tr><td><code>keptBy</code> <small>required</small><td>list of string<td><p>The jobs that keep its turn, because an attempt of theirs has failed: the first 10.</p></table></details><details id="schema-CreateGroupRequest"><summary><code>CreateGroupRequest</code></summary><table><tr><td><code>jobs</code><td>list of <a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>Jobs to create with it, at most 1,000 of 2 MiB together. They and the callbacks have no idempotency_key, unique, after, after_rule, group_id or durability: enqueue what needs them by itself.</p><tr><td><code>sealed</code><td>boolean<td><p>Let no more jobs join it. Default: false.</p><tr><td><code>onCompleted</code><td><a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>The job that is run once the group is sealed and all of its jobs have completed. Default: none.</p><tr><td><code>onFailed</code><td><a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>The job that is run as soon as one has failed for good. Default: none.</p><tr><td><code>onFinished</code><td><a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>The job that is run once the group is sealed and all have ended, however they did. Default: none.</p><tr><td><code>retention</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long it is kept once it has finished, 1 s to 10 years. Default: 24 h.</p></table></details><details id="schema-CreateGroupResponse"><summary><code>CreateGroupResponse</code></summary><table><tr><td><code>group</code><td><a href="#schema-Group">Group</a><td></table></details><details id="schema-CreateSignalLinkResponse"><summary><code>CreateSignalLinkResponse</code></summary><table><tr><td><code>path</code> <small>required</small><td>string<td><p>The path below the address by which browsers reach the server.</p><tr><td><code>expiresAt</code><td>string (date-time)<td></table></details><details id="schema-DeleteJobsRequest"><summary><code>DeleteJobsRequest</code></summary><table><tr><td><code>filter</code><td><a href="#schema-JobFilter">JobFilter</a><td><p>It must name statuses, all but JOB_STATUS_RUNNING.</p><tr><td><code>dryRun</code><td>boolean<td><p>As RetryJobsRequest has it.</p><tr><td><code>expectCount</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p><tr><td><code>maxPerSecond</code><td>integer (int32)<td><p>As RetryJobsRequest has it.</p></table></details><details id="schema-DeleteJobsResponse"><summary><code>DeleteJobsResponse</code></summary><table><tr><td><code>operation</code><td><a href="#schema-Operation">Operation</a><td></table></details><details id="schema-DeleteRunResponse"><summary><code>DeleteRunResponse</code></summary><table></table></details><details id="schema-DeleteScheduleResponse"><summary><code>DeleteScheduleResponse</code></summary><table></table></details><details id="schema-Delivery"><summary><code>Delivery</code></summary><p>How often a handler may run.</p><ul><li><code>DELIVERY_AT_LEAST_ONCE</code>: A failed or lost attempt is tried again.</li><li><code>DELIVERY_AT_MOST_ONCE</code>: Once a handler may have started, it is never started again: a failure or a lost lease ends in JOB_STATUS_FAILED.</li></ul></details><details id="schema-DrainQueueResponse"><summary><code>DrainQueueResponse</code></summary><table><tr><td><code>queue</code><td><a href="#schema-Queue">Queue</a><td><p>As it is now.</p></table></details><details id="schema-DroppedEvents"><summary><code>DroppedEvents</code></summary><table><tr><td><code>fromSequence</code> <small>required</small><td>string (int64)<td><tr><td><code>toSequence</code> <small>required</small><td>string (int64)<td></table></details><details id="schema-Durability"><summary><code>Durability</code></summary><p>What an enqueue waits for before it is answered.</p><ul><li><code>DURABILITY_STORED</code>: What the store itself takes for written, by its own settings.</li><li><code>DURABILITY_REPLICATED</code>: Besides, that replicas of the store have it. INVALID_ARGUMENT with a store that has none: so far, only Redis can.</li></ul></details><details id="schema-EnqueueBatchRequest"><summary><code>EnqueueBatchRequest</code></summary><table><tr><td><code>requests</code><td>list of <a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>At most 1,000 unless the server is configured otherwise. Each is checked by itself.</p></table></details><details id="schema-EnqueueBatchResponse"><summary><code>EnqueueBatchResponse</code></summary><table><tr><td><code>results</code> <small>required</small><td>list of <a href="#schema-EnqueueBatchResult">EnqueueBatchResult</a><td><p>One for each request, in order.</p></table></details><details id="schema-EnqueueBatchResult"><summary><code>EnqueueBatchResult</code></summary><p>What became of one request of a batch.</p><table><tr><td><code>enqueued</code><td><a href="#schema-EnqueueResponse">EnqueueResponse</a><td><p>Present unless the request was refused. Its job comes without its payload, which the caller has: the answer to a large batch would else be a message that is larger than what clients read.</p><tr><td><code>error</code><td><a href="#schema-ItemError">ItemError</a><td><p>Present when the request was refused; nothing was written then.</p></table></details><details id="schema-EnqueueRequest"><summary><code>EnqueueRequest</code></summary><table><tr><td><code>type</code> <small>required</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>Names the queue and the handler: 1 to 128 letters, digits, or any of &#34;._:-&#34;, starting with a letter or digit.</p><tr><td><code>payload</code><td>string (base64)<td><p>Handed to the handler as it is. At most 1 MiB unless the server is configured otherwise. In base64.</p><tr><td><code>payloadJson</code><td>any JSON<td><p>What <code>payload</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>runAt</code><td>string (date-time)<td><p>At this time, by the store's clock; a time that has passed means at once. At the latest 2200-01-01T00:00:00Z.</p><tr><td><code>delay</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>After this time, at most 3,653 days.</p><tr><td><code>priority</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>100</code></small><td><p>0 to 100, higher first. Default: 5.</p><tr><td><code>maxAttempts</code><td>integer (int32)<br><small>minimum <code>1</code></small><br><small>maximum <code>1000</code></small><td><p>1 to 1,000. Default: 4, a first run and 3 retries.</p><tr><td><code>backoff</code><td><a href="#schema-Backoff">Backoff</a><td><p>Default: 2s, doubling, at most 5m, plus up to 25 % jitter.</p><tr><td><code>timeout</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long one attempt may take, at most 30 days; the worker that runs it stops it then, and has it fail. Default: no limit.</p><tr><td><code>idempotencyKey</code><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>At most one job of this type is kept under this key, 1 to 256 bytes. The same request again returns that job with <code>created</code> false. Default: none.</p><tr><td><code>delivery</code><td><a href="#schema-Delivery">Delivery</a><td><p>Default: DELIVERY_AT_LEAST_ONCE.</p><tr><td><code>metadata</code><td>object<td><p>Labels for people and filters: at most 64 entries and 8 KiB unless configured otherwise.</p><tr><td><code>retention</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the job is kept once it has finished, 1 second to 3,653 days. Default: 24h, or <code>unique.ttl</code> where that is longer.</p><tr><td><code>durability</code><td><a href="#schema-Durability">Durability</a><td><p>DURABILITY_REPLICATED waits until as many replicas have the job as the store is configured for, or until its time for that is over: with Redis 1 replica and 1 second. It is no part of what an idempotency key compares. Default: DURABILITY_STORED.</p><tr><td><code>contentType</code><td>string<br><small>pattern <code>^[a-zA-Z0-9!#$&#38;^_.+-]+/[a-zA-Z0-9!#$&#38;^_.+-]+( *;[ -~]*)?$</code></small><br><small>maxLength <code>256</code></small><td><p>What the payload is, as a media type of at most 256 bytes. Default: &#34;application/json&#34;.</p><tr><td><code>traceContext</code><td><a href="#schema-TraceContext">TraceContext</a><td><p>The span that enqueues the job, for traces that go on where it runs. It is no part of what an idempotency key compares. Default: none.</p><tr><td><code>expiresIn</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long after it is due its first attempt may begin, at most 3,653 days: a job that nobody has leased by then is cancelled. Default: no limit.</p><tr><td><code>unique</code><td><a href="#schema-Unique">Unique</a><td><p>Asks that there be one job at most for the same work, whatever its requests say besides. It is looked at after the idempotency key. Default: none.</p><tr><td><code>groupId</code><td>string<br><small>pattern <code>^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$</code></small><td><p>The id of a group that the job joins, which is not sealed: see GroupService. It lies where the group does. FAILED_PRECONDITION when it is sealed. Default: none.</p><tr><td><code>after</code><td>list of string<br><small>pattern <code>^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$</code></small><td><p>The ids of jobs that have to end first, at most 100: until then the job is JOB_STATUS_BLOCKED. One that has ended already counts at once; NOT_FOUND for one that does not exist. A job can only come after jobs that exist, so none can come after itself. All must lie in one partition of the store, which ids begin with. A <code>delay</code> begins when the wait ends. Default: none.</p><tr><td><code>afterRule</code><td><a href="#schema-AfterRule">AfterRule</a><td><p>What their ends mean for this job; of use with <code>after</code> only. Default: AFTER_RULE_COMPLETED.</p><tr><td><code>concurrencyKey</code><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>Names whose job it is or what it uses, such as a tenant, by 1 to 256 bytes. The keys of a queue are served fairly, and each may have a limit: see QueueLimits.key_max_running. Default: none, which is served as one more key, without a limit.</p></table></details><details id="schema-EnqueueResponse"><summary><code>EnqueueResponse</code></summary><table><tr><td><code>job</code><td><a href="#schema-Job">Job</a><td><tr><td><code>created</code> <small>required</small><td>boolean<td><p>False when the idempotency key, or the unique key, led to a job that was there before.</p><tr><td><code>replicas</code><td>integer (int32)<td><p>How many replicas have said that they have the job; present only for DURABILITY_REPLICATED. With 0, none did in time: the job is there all the same, but a crash of the node that has it may take it along. The same request again with its idempotency key asks the replicas again.</p><tr><td><code>replaced</code> <small>required</small><td>boolean<td><p>The unique key led to a job that the request has replaced; it was not created then.</p></table></details><details id="schema-ErrorGroup"><summary><code>ErrorGroup</code></summary><p>Jobs of one type whose latest errors seem to have one cause.</p><table><tr><td><code>id</code> <small>required</small><td>string<td><p>Tells it from all others.</p><tr><td><code>type</code> <small>required</small><td>string<td><tr><td><code>message</code> <small>required</small><td>string<td><p>What the messages have in common: numbers, ids, addresses, paths, times and quoted texts are replaced, as by <code>&#60;number&#62;</code>. At most 256 characters.</p><tr><td><code>frame</code> <small>required</small><td>string<td><p>The function and the file on top of the stack that are not of a library; empty when no stack tells.</p><tr><td><code>failed</code> <small>required</small><td>integer (int32)<td><p>How many of its jobs were seen that have failed for good.</p><tr><td><code>retrying</code> <small>required</small><td>integer (int32)<td><p>How many were seen that are to be tried again.</p><tr><td><code>firstSeenAt</code><td>string (date-time)<td><p>When the first of these errors came.</p><tr><td><code>lastSeenAt</code><td>string (date-time)<td><p>When the last of them came.</p><tr><td><code>sampleJobId</code> <small>required</small><td>string<td><p>The job with the last of them.</p><tr><td><code>sampleMessage</code> <small>required</small><td>string<td><p>What that error says, at most 1,024 characters.</p></table></details><details id="schema-ExplainJobResponse"><summary><code>ExplainJobResponse</code></summary><table><tr><td><code>reasons</code> <small>required</small><td>list of <a href="#schema-Reason">Reason</a><td><p>What keeps the job from running, what would come first being first. One that runs or has ended has one reason, which says so.</p><tr><td><code>estimatedStart</code><td>string (date-time)<td><p>When it may start, by the store's clock, if all goes on as in the last minute. Absent when that cannot be told, and for a job that runs or has ended.</p></table></details><details id="schema-ExtendItem"><summary><code>ExtendItem</code></summary><table><tr><td><code>jobId</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>token</code><td>string (uint64)<td><tr><td><code>progress</code><td><a href="#schema-Progress">Progress</a><td><p>Replaces the job's progress when given.</p><tr><td><code>log</code><td>list of string<br><small>maxLength <code>640</code></small><td><p>Lines to add to the job's log, at most 100 of at most 640 bytes.</p></table></details><details id="schema-ExtendRequest"><summary><code>ExtendRequest</code></summary><table><tr><td><code>workerId</code><td>string<br><small>maxLength <code>256</code></small><td><p>The worker that holds the leases, for logs: what entitles it is the token of each lease.</p><tr><td><code>items</code><td>list of <a href="#schema-ExtendItem">ExtendItem</a><td><tr><td><code>lease</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the leases last from now, 10 ms to 24 h. Default: 30s.</p></table></details><details id="schema-ExtendResponse"><summary><code>ExtendResponse</code></summary><table><tr><td><code>results</code> <small>required</small><td>list of <a href="#schema-ExtendResult">ExtendResult</a><td><p>One for each item, in order.</p></table></details><details id="schema-ExtendResult"><summary><code>ExtendResult</code></summary><p>What became of one extension.</p><table><tr><td><code>cancelRequested</code> <small>required</small><td>boolean<td><p>The lease was extended, and the job is to be cancelled: stop the handler and settle.</p><tr><td><code>error</code><td><a href="#schema-ItemError">ItemError</a><td><p>Present when the lease was not extended; nothing was changed then. ABORTED: the token is stale, so stop the handler and do not settle. Any other code, such as UNAVAILABLE: it could not be extended now, so ask again for as long as the lease lasts.</p></table></details><details id="schema-Failed"><summary><code>Failed</code></summary><p>The handler failed.</p><table><tr><td><code>message</code><td>string<br><small>maxLength <code>8192</code></small><td><p>At most 8 KiB.</p><tr><td><code>details</code><td>string<br><small>maxLength <code>32768</code></small><td><p>More, such as a stack trace, at most 32 KiB.</p><tr><td><code>permanent</code><td>boolean<td><p>Do not retry: the job goes to JOB_STATUS_FAILED at once.</p><tr><td><code>retryAfter</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>Retry after this time instead of the job's backoff.</p></table></details><details id="schema-Firing"><summary><code>Firing</code></summary><p>A time that has come, and what became of it.</p><table><tr><td><code>nominal</code><td>string (date-time)<td><tr><td><code>firedAt</code><td>string (date-time)<td><tr><td><code>trigger</code><td><a href="#schema-FiringTrigger">FiringTrigger</a><td><tr><td><code>outcome</code><td><a href="#schema-FiringOutcome">FiringOutcome</a><td><tr><td><code>jobId</code><td>string<td><p>Of the job that it made; else empty.</p><tr><td><code>reason</code><td>string<td><p>Why the store has refused the job; else empty.</p></table></details><details id="schema-FiringOutcome"><summary><code>FiringOutcome</code></summary><p>What became of a time.</p><ul><li><code>FIRING_OUTCOME_FIRED</code>: It has made a job.</li><li><code>FIRING_OUTCOME_BUFFERED</code>: It has made a job, which waits for those before it.</li><li><code>FIRING_OUTCOME_SKIPPED</code>: Those before it have not ended.</li><li><code>FIRING_OUTCOME_REFUSED</code>: The store has refused the job.</li></ul></details><details id="schema-FiringTime"><summary><code>FiringTime</code></summary><p>A time at which a schedule fires.</p><table><tr><td><code>nominal</code><td>string (date-time)<td><p>By the calendar.</p><tr><td><code>due</code><td>string (date-time)<td><p>With jitter.</p><tr><td><code>local</code> <small>required</small><td>string<td><p>The nominal time by the clock of the zone, such as 2027-03-28T03:00:00+02:00.</p><tr><td><code>note</code> <small>required</small><td>string<td><p><code>gap: shifted</code>, <code>overlap: first of two</code> or <code>overlap: last of two</code>. Empty where clocks do not change.</p></table></details><details id="schema-FiringTrigger"><summary><code>FiringTrigger</code></summary><p>Why a schedule has fired.</p><ul><li><code>FIRING_TRIGGER_SCHEDULE</code>: </li><li><code>FIRING_TRIGGER_CATCH_UP</code>: Its time was missed.</li><li><code>FIRING_TRIGGER_MANUAL</code>: TriggerSchedule was called.</li><li><code>FIRING_TRIGGER_BACKFILL</code>: BackfillSchedule was called.</li></ul></details><details id="schema-GetGroupResponse"><summary><code>GetGroupResponse</code></summary><table><tr><td><code>group</code><td><a href="#schema-Group">Group</a><td></table></details><details id="schema-GetJobResponse"><summary><code>GetJobResponse</code></summary><table><tr><td><code>job</code><td><a href="#schema-Job">Job</a><td></table></details><details id="schema-GetOperationResponse"><summary><code>GetOperationResponse</code></summary><table><tr><td><code>operation</code><td><a href="#schema-Operation">Operation</a><td></table></details><details id="schema-GetQueueResponse"><summary><code>GetQueueResponse</code></summary><table><tr><td><code>queue</code><td><a href="#schema-Queue">Queue</a><td></table></details><details id="schema-GetRunResponse"><summary><code>GetRunResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td></table></details><details id="schema-GetScheduleResponse"><summary><code>GetScheduleResponse</code></summary><table><tr><td><code>schedule</code><td><a href="#schema-Schedule">Schedule</a><td></table></details><details id="schema-GetServerInfoResponse"><summary><code>GetServerInfoResponse</code></summary><table><tr><td><code>version</code> <small>required</small><td>string<td><p>The server's version, for example &#34;0.1.0&#34;.</p><tr><td><code>store</code> <small>required</small><td>string<td><p>The kind of store, for example &#34;redis&#34;.</p><tr><td><code>limits</code><td><a href="#schema-Limits">Limits</a><td><tr><td><code>status</code><td><a href="#schema-ServerStatus">ServerStatus</a><td><p>What the server and the store do; absent unless it was asked for.</p></table></details><details id="schema-GetStatsResponse"><summary><code>GetStatsResponse</code></summary><table><tr><td><code>minutes</code> <small>required</small><td>list of <a href="#schema-MinuteStats">MinuteStats</a><td><p>The earliest first; minutes in which nothing has happened are left out.</p><p>A store counts up to 1,000 types by name. What happens to jobs of a further one counts among all types alone, until nothing has happened to one of the others for a day.</p></table></details><details id="schema-GetStepResultResponse"><summary><code>GetStepResultResponse</code></summary><table><tr><td><code>result</code><td>string (base64)<td><p>JSON. Absent for a map. In base64.</p><tr><td><code>resultJson</code><td>any JSON<td><p>What <code>result</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>items</code> <small>required</small><td>list of string (base64)<td><p>Of a map: JSON for each item, null for one that has none.</p><tr><td><code>nextItem</code><td>integer (int32)<td><p>Of a map: the item with which the next page begins. Absent on the last page.</p></table></details><details id="schema-GetWorkflowResponse"><summary><code>GetWorkflowResponse</code></summary><table><tr><td><code>workflow</code><td><a href="#schema-WorkflowVersion">WorkflowVersion</a><td></table></details><details id="schema-Group"><summary><code>Group</code></summary><p>Jobs that belong together.</p><table><tr><td><code>id</code> <small>required</small><td>string<td><tr><td><code>sealed</code> <small>required</small><td>boolean<td><p>Whether no more jobs can join it.</p><tr><td><code>counts</code><td><a href="#schema-GroupCounts">GroupCounts</a><td><tr><td><code>createdAt</code><td>string (date-time)<td><tr><td><code>finishedAt</code><td>string (date-time)<td><p>When it was sealed and no job of it was open for the first time; absent until then.</p><tr><td><code>expiresAt</code><td>string (date-time)<td><p>When it is forgotten, unless one of its jobs is run again before.</p><tr><td><code>retention</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long it is kept once it has finished.</p><tr><td><code>onCompletedId</code> <small>required</small><td>string<td><p>The ids of the jobs that it calls back: JOB_STATUS_BLOCKED until then, and JOB_STATUS_CANCELLED when it cannot come to that any more. Empty for none.</p><tr><td><code>onFailedId</code> <small>required</small><td>string<td><tr><td><code>onFinishedId</code> <small>required</small><td>string<td></table></details><details id="schema-GroupCounts"><summary><code>GroupCounts</code></summary><p>How many jobs of a group are where. Those that are kept no more still count.</p><table><tr><td><code>open</code> <small>required</small><td>integer (int32)<td><p>Those that have not finished.</p><tr><td><code>completed</code> <small>required</small><td>integer (int32)<td><tr><td><code>failed</code> <small>required</small><td>integer (int32)<td><tr><td><code>cancelled</code> <small>required</small><td>integer (int32)<td><p>Those that were cancelled, or deleted before they had finished.</p></table></details><details id="schema-HeartbeatRequest"><summary><code>HeartbeatRequest</code></summary><table><tr><td><code>workerId</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>The worker's name, as in Lease.</p><tr><td><code>types</code><td>list of string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>The types that it leases, 1 to 256.</p><tr><td><code>concurrency</code><td>integer (int32)<td><p>How many jobs it runs at a time, at most.</p><tr><td><code>running</code><td>integer (int32)<td><p>How many it runs now.</p><tr><td><code>version</code><td>string<br><small>maxLength <code>64</code></small><td><p>Of its program, as it calls it. Default: none.</p><tr><td><code>host</code><td>string<br><small>maxLength <code>256</code></small><td><p>The machine that it runs on. Default: none.</p><tr><td><code>eventLoopLag</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How late its event loop was lately. Default: 0s.</p><tr><td><code>leaving</code><td>boolean<td><p>The worker ends: it is forgotten at once, and nothing else of this request counts.</p></table></details><details id="schema-HeartbeatResponse"><summary><code>HeartbeatResponse</code></summary><table></table></details><details id="schema-ItemError"><summary><code>ItemError</code></summary><p>Why one item of a batch was refused, which does not stop the others. It says what a call for that item alone would have failed with.</p><table><tr><td><code>code</code> <small>required</small><td><a href="#schema-Code">Code</a><td><p>The status code of gRPC. Its names and numbers are the same in every language, so that an error of an item can be handled by what handles errors of calls.</p><tr><td><code>message</code> <small>required</small><td>string<td><p>Says to people what is wrong and what to do.</p><tr><td><code>violations</code> <small>required</small><td>list of <a href="#schema-BadRequest_FieldViolation">BadRequest_FieldViolation</a><td><p>The fields that broke a rule, each named from the item, for example <code>metadata[&#34;team&#34;]</code>. Empty unless the code is INVALID_ARGUMENT or RESOURCE_EXHAUSTED, or another job holds the unique key.</p></table></details><details id="schema-Job"><summary><code>Job</code></summary><p>A job as it stood when it was read.</p><table><tr><td><code>id</code> <small>required</small><td>string<td><tr><td><code>type</code> <small>required</small><td>string<td><p>Names the queue and the handler.</p><tr><td><code>payload</code><td>string (base64)<td><p>Empty by JOB_VIEW_BASIC, whatever the job has. In base64.</p><tr><td><code>payloadJson</code><td>any JSON<td><p>What <code>payload</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>status</code> <small>required</small><td><a href="#schema-JobStatus">JobStatus</a><td><tr><td><code>priority</code> <small>required</small><td>integer (int32)<td><p>0 to 100, higher first; first in, first out within one priority.</p><tr><td><code>attempt</code> <small>required</small><td>integer (int32)<td><p>How many attempts have begun and were not given back by a release or a snooze.</p><tr><td><code>maxAttempts</code> <small>required</small><td>integer (int32)<td><tr><td><code>runAt</code><td>string (date-time)<td><p>When the job is, or was, due.</p><tr><td><code>createdAt</code><td>string (date-time)<td><tr><td><code>updatedAt</code><td>string (date-time)<td><tr><td><code>startedAt</code><td>string (date-time)<td><p>When the latest attempt began.</p><tr><td><code>finishedAt</code><td>string (date-time)<td><tr><td><code>expiresAt</code><td>string (date-time)<td><p>When a finished job is forgotten.</p><tr><td><code>result</code><td>string (base64)<td><p>What the handler returned; only of a completed job, and absent when it returned nothing, or by JOB_VIEW_BASIC. In base64.</p><tr><td><code>resultJson</code><td>any JSON<td><p>What <code>result</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>errors</code> <small>required</small><td>list of <a href="#schema-AttemptError">AttemptError</a><td><p>The last 10 attempts that did not succeed, the oldest first.</p><tr><td><code>progress</code><td><a href="#schema-Progress">Progress</a><td><tr><td><code>metadata</code> <small>required</small><td>object<td><tr><td><code>workerId</code> <small>required</small><td>string<td><p>The worker of the latest attempt.</p><tr><td><code>leaseExpiresAt</code><td>string (date-time)<td><p>When the present lease ends unless it is extended; only while running.</p><tr><td><code>delivery</code> <small>required</small><td><a href="#schema-Delivery">Delivery</a><td><tr><td><code>timeout</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long one attempt may take; absent for no limit. The worker keeps it, not the server.</p><tr><td><code>idempotencyKey</code> <small>required</small><td>string<td><tr><td><code>cancelRequested</code> <small>required</small><td>boolean<td><p>A cancel has come while the job was running.</p><tr><td><code>cancelReason</code> <small>required</small><td>string<td><tr><td><code>backoff</code><td><a href="#schema-Backoff">Backoff</a><td><tr><td><code>retention</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the job is kept once it has finished.</p><tr><td><code>sequence</code> <small>required</small><td>string (int64)<td><p>Grows by one with every change of the job.</p><tr><td><code>payloadBytes</code><td>integer (int32)<td><p>How many bytes the payload has; present by JOB_VIEW_BASIC alone, and so tells that the payload was left out.</p><tr><td><code>payloadPreview</code><td>string (base64)<td><p>The first 256 bytes of the payload, which can end within a character; by JOB_VIEW_BASIC alone. In base64.</p><tr><td><code>payloadPreviewJson</code><td>any JSON<td><p>What <code>payloadPreview</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>resultBytes</code><td>integer (int32)<td><p>How many bytes the result has; by JOB_VIEW_BASIC alone, and absent when there is no result.</p><tr><td><code>contentType</code> <small>required</small><td>string<td><p>What the payload is, as a media type. Empty for &#34;application/json&#34;, the default.</p><tr><td><code>traceContext</code><td><a href="#schema-TraceContext">TraceContext</a><td><p>The span that enqueued the job.</p><tr><td><code>uniqueKey</code> <small>required</small><td>string<td><p>Of the work that is there at most once; see Unique. Empty for none. The job need not hold it any more.</p><tr><td><code>waitsFor</code><td><a href="#schema-WaitsFor">WaitsFor</a><td><p>What the job waits for; only of a JOB_STATUS_BLOCKED one.</p><tr><td><code>expiresIn</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long after it is due the first attempt may begin; absent for no limit.</p><tr><td><code>startBy</code><td>string (date-time)<td><p>The job is cancelled unless its first attempt has begun by then. Absent for no limit, and once an attempt has ended, unless it was given back before its handler started.</p><tr><td><code>log</code> <small>required</small><td>list of <a href="#schema-LogLine">LogLine</a><td><p>The last 100 lines that its handlers have logged, the oldest first. Empty by JOB_VIEW_BASIC, and in what Lease answers.</p><tr><td><code>concurrencyKey</code> <small>required</small><td>string<td><p>Whose job it is or what it uses; see EnqueueRequest. Empty for none.</p><tr><td><code>groupId</code> <small>required</small><td>string<td><p>The group that the job belongs to. Empty for none.</p><tr><td><code>parentId</code> <small>required</small><td>string<td><p>The job whose handler has enqueued this one, and with whose completion it was created; see Completed.enqueue. Empty for none.</p><tr><td><code>run</code><td><a href="#schema-RunStep">RunStep</a><td><p>The step of a workflow's run that the job is made for. Absent for none. Such a job is not retried or deleted by itself, and kept as long as its run.</p></table></details><details id="schema-JobCount"><summary><code>JobCount</code></summary><p>How many jobs match a filter.</p><table><tr><td><code>jobs</code> <small>required</small><td>integer (int32)<td><p>With <code>more</code>, at least.</p><tr><td><code>more</code> <small>required</small><td>boolean<td><p>Whether there may be more, because not all were counted.</p></table></details><details id="schema-JobEvent"><summary><code>JobEvent</code></summary><p>A job as it stood after one of its changes.</p><table><tr><td><code>sequence</code> <small>required</small><td>string (int64)<td><p>The job's sequence number.</p><tr><td><code>job</code><td><a href="#schema-Job">Job</a><td></table></details><details id="schema-JobFilter"><summary><code>JobFilter</code></summary><p>Which jobs are meant. Every filter that is given must hold, and one besides <code>statuses</code> must be given: for the jobs of all types, give <code>created_before</code>.</p><table><tr><td><code>type</code><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>Default: every type.</p><tr><td><code>statuses</code><td>list of <a href="#schema-JobStatus">JobStatus</a><td><p>Default: see what is done to the jobs.</p><tr><td><code>metadata</code><td>object<td><p>Entries that a job's metadata must have.</p><tr><td><code>createdAfter</code><td>string (date-time)<td><p>Only jobs created at this time or later.</p><tr><td><code>createdBefore</code><td>string (date-time)<td><p>Only jobs created before this time.</p><tr><td><code>errorContains</code><td>string<br><small>maxLength <code>256</code></small><td><p>Only jobs that have had an error whose message has this text, in letters of either case: at most 256 bytes. Default: none.</p><tr><td><code>workerId</code><td>string<br><small>maxLength <code>256</code></small><td><p>Only jobs whose latest attempt was of this worker. Default: of any, or of none.</p><tr><td><code>idPrefix</code><td>string<br><small>maxLength <code>64</code></small><td><p>Only jobs whose ids begin so: at most 64 bytes. Default: any.</p><tr><td><code>attemptMin</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>Only jobs at this attempt or a later one, 1 to 1,000. Default: any.</p><tr><td><code>errorGroup</code><td>string<br><small>maxLength <code>22</code></small><td><p>Only jobs whose latest error is of this group, by its id: see ListErrorGroups. Default: any.</p></table></details><details id="schema-JobStatus"><summary><code>JobStatus</code></summary><p>Where a job stands in its life.</p><ul><li><code>JOB_STATUS_SCHEDULED</code>: Waits for its run-at time, or for the end of a snooze.</li><li><code>JOB_STATUS_PENDING</code>: Due, waits for a worker.</li><li><code>JOB_STATUS_RUNNING</code>: Leased by a worker.</li><li><code>JOB_STATUS_RETRYING</code>: An attempt failed or its lease was lost; waits for its backoff.</li><li><code>JOB_STATUS_BLOCKED</code>: Comes after other jobs, which have not ended.</li><li><code>JOB_STATUS_COMPLETED</code>: Finished with success; kept for its retention.</li><li><code>JOB_STATUS_FAILED</code>: The dead letter: attempts spent, or a permanent error. RetryJob runs it again.</li><li><code>JOB_STATUS_CANCELLED</code>: Cancelled before it finished. RetryJob runs it again.</li></ul></details><details id="schema-JobView"><summary><code>JobView</code></summary><p>How much of a job is read.</p><ul><li><code>JOB_VIEW_BASIC</code>: All but what can be large: the job comes without <code>payload</code>, <code>result</code> and the <code>details</code> of its errors, and with <code>payload_bytes</code>, <code>payload_preview</code> and <code>result_bytes</code> instead.</li><li><code>JOB_VIEW_FULL</code>: All of it.</li></ul></details><details id="schema-KeyLimits"><summary><code>KeyLimits</code></summary><p>What is set for one concurrency key of a queue.</p><table><tr><td><code>maxRunning</code><td>integer (int32)<td><p>How many of its jobs run at most, from 1 on, in place of what the queue says by <code>key_max_running</code>. Absent for that.</p><tr><td><code>weight</code><td>number<br><small>minimum <code>0.01</code></small><br><small>maximum <code>1000</code></small><td><p>How many turns it gets for one turn of a key without a weight, from 0.01 to 1,000. Absent for 1.</p><tr><td><code>rate</code><td><a href="#schema-Rate">Rate</a><td><p>How many of its attempts may start in a time, in place of what the queue says by <code>key_rate</code>. What was counted counts for its time, whichever of the two holds. Absent for that of the queue.</p></table></details><details id="schema-KeyOnFailure"><summary><code>KeyOnFailure</code></summary><p>What becomes of a concurrency key when an attempt of one of its jobs fails.</p><ul><li><code>KEY_ON_FAILURE_CONTINUE</code>: Its other jobs go on while that one waits for its retry.</li><li><code>KEY_ON_FAILURE_HOLD</code>: The job keeps the turn of its key: no other one of the key is leased until it has ended.</li><li><code>KEY_ON_FAILURE_HALT</code>: The same, also of one that has failed for good, until that is run again and ends, or is deleted, or the key is resumed. It is not forgotten meanwhile.</li></ul></details><details id="schema-KeyOrder"><summary><code>KeyOrder</code></summary><p>In which order the concurrency keys of a queue are served, whose jobs go by priority, then by place, within each key. Jobs without a key are one key more.</p><ul><li><code>KEY_ORDER_PRIORITY</code>: The key whose first job has the highest priority; among those of the same, by turns.</li><li><code>KEY_ORDER_FAIR</code>: By turns, whatever the priorities, which tenants may choose for themselves.</li><li><code>KEY_ORDER_STRICT</code>: Without turns: the jobs of all keys go by priority, then by place.</li></ul></details><details id="schema-KeyStatus"><summary><code>KeyStatus</code></summary><p>How a concurrency key stands in its queue.</p><ul><li><code>KEY_STATUS_READY</code>: It has pending jobs, and takes its turns.</li><li><code>KEY_STATUS_FULL</code>: It has pending jobs, and as many running ones as it may.</li><li><code>KEY_STATUS_THROTTLED</code>: None of its jobs is leased up to a time, because the attempt of one was throttled, or because as many have started as its rate lets.</li><li><code>KEY_STATUS_IDLE</code>: It has no pending job.</li><li><code>KEY_STATUS_HALTED</code>: None of its jobs is leased, because one that has failed keeps its turn and is not pending: it waits for its retry, runs again, or has failed for good.</li></ul></details><details id="schema-Lease"><summary><code>Lease</code></summary><p>The right to run one attempt of a job.</p><table><tr><td><code>job</code><td><a href="#schema-Job">Job</a><td><tr><td><code>token</code> <small>required</small><td>string (uint64)<td><p>Grows with every lease of the job and never repeats.</p><tr><td><code>leaseExpiresAt</code><td>string (date-time)<td><tr><td><code>limited</code> <small>required</small><td>boolean<td><p>That the queue of the job has limits. A lease that waits in its worker for a handler takes then what another worker could use: lease no more of the type than starts at once.</p><tr><td><code>results</code> <small>required</small><td>object<td><p>If <code>with_results</code> asks for them, of a job with a <code>run</code>: the results of the steps that its own names in <code>after</code> and that have completed, as JSON, by step; of a map the list of those of its items. At most 256 KiB, and what is over that, or over the size of a message, is left out: read it by GetStepResult.</p></table></details><details id="schema-LeaseRequest"><summary><code>LeaseRequest</code></summary><table><tr><td><code>types</code> <small>required</small><td>list of string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>The types to lease; the first is served first.</p><tr><td><code>maxJobs</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>The most jobs to lease, 1 to 1,000; fewer come when their payloads are large. Default: 1.</p><tr><td><code>lease</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the leases last unless they are extended, 10 ms to 24 h. Default: 30s.</p><tr><td><code>wait</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long to wait when nothing is due, at most 1m. Default: 0s, do not wait.</p><tr><td><code>workerId</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>Names the worker in jobs and errors, 1 to 256 bytes.</p><tr><td><code>withResults</code><td>boolean<td><p>Jobs that are steps of runs come with the results of the steps right before them: see Lease.results. Default: false.</p></table></details><details id="schema-LeaseResponse"><summary><code>LeaseResponse</code></summary><table><tr><td><code>leases</code> <small>required</small><td>list of <a href="#schema-Lease">Lease</a><td><p>Empty when nothing became due within the wait.</p></table></details><details id="schema-Limits"><summary><code>Limits</code></summary><p>What this server accepts.</p><table><tr><td><code>messageBytes</code> <small>required</small><td>integer (int32)<td><p>The largest message of a call, in bytes.</p><tr><td><code>payloadBytes</code> <small>required</small><td>integer (int32)<td><p>The largest payload of a job, in bytes.</p><tr><td><code>resultBytes</code> <small>required</small><td>integer (int32)<td><p>The largest result of a job, in bytes.</p><tr><td><code>batchJobs</code> <small>required</small><td>integer (int32)<td><p>The most jobs in one EnqueueBatch.</p><tr><td><code>metadataEntries</code> <small>required</small><td>integer (int32)<td><p>The most entries in a job's metadata.</p><tr><td><code>metadataBytes</code> <small>required</small><td>integer (int32)<td><p>The largest metadata of a job, keys and values together, in bytes.</p></table></details><details id="schema-ListErrorGroupsResponse"><summary><code>ListErrorGroupsResponse</code></summary><p>The errors of some jobs. Those of further pages are to be added, group by group.</p><table><tr><td><code>groups</code> <small>required</small><td>list of <a href="#schema-ErrorGroup">ErrorGroup</a><td><p>The 200 with the most jobs, the largest first.</p><tr><td><code>otherJobs</code> <small>required</small><td>integer (int32)<td><p>How many of the jobs that were looked at are in smaller groups than these.</p><tr><td><code>lookedAt</code> <small>required</small><td>integer (int32)<td><p>How many jobs were looked at.</p><tr><td><code>jobs</code> <small>required</small><td>integer (int32)<td><p>How many there are of the types that the page is about; with <code>more</code>, at least.</p><tr><td><code>more</code> <small>required</small><td>boolean<td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Empty on the last page. With a <code>type</code> it leads to the jobs behind those of this page; without one to the next types: ask for one by itself to look at more of its jobs.</p></table></details><details id="schema-ListFiringsResponse"><summary><code>ListFiringsResponse</code></summary><table><tr><td><code>firings</code> <small>required</small><td>list of <a href="#schema-Firing">Firing</a><td></table></details><details id="schema-ListGroupJobsResponse"><summary><code>ListGroupJobsResponse</code></summary><table><tr><td><code>jobs</code> <small>required</small><td>list of <a href="#schema-Job">Job</a><td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Leads to the next page; empty on the last one.</p></table></details><details id="schema-ListJobsResponse"><summary><code>ListJobsResponse</code></summary><table><tr><td><code>jobs</code> <small>required</small><td>list of <a href="#schema-Job">Job</a><td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Empty on the last page. A page can be short, even empty, and have a next one: a filter looks at a bounded number of jobs a page.</p><tr><td><code>end</code> <small>required</small><td><a href="#schema-PageEnd">PageEnd</a><td><p>Why the page has no more jobs.</p><tr><td><code>lookedAt</code> <small>required</small><td>integer (int32)<td><p>How many jobs the page has looked at; filters other than type and status leave some of them out.</p><tr><td><code>asOf</code><td>string (date-time)<td><p>The store's time when the page was begun.</p></table></details><details id="schema-ListKeysResponse"><summary><code>ListKeysResponse</code></summary><table><tr><td><code>keys</code> <small>required</small><td>list of <a href="#schema-ConcurrencyKey">ConcurrencyKey</a><td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Empty on the last page. A page can be short, even empty, and have a next one.</p></table></details><details id="schema-ListOperationsResponse"><summary><code>ListOperationsResponse</code></summary><table><tr><td><code>operations</code> <small>required</small><td>list of <a href="#schema-Operation">Operation</a><td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Empty on the last page.</p></table></details><details id="schema-ListQueuesResponse"><summary><code>ListQueuesResponse</code></summary><table><tr><td><code>queues</code> <small>required</small><td>list of <a href="#schema-Queue">Queue</a><td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Empty on the last page. A page can be short, even empty, and have a next one: it looks at a bounded number of jobs.</p></table></details><details id="schema-ListRunEventsResponse"><summary><code>ListRunEventsResponse</code></summary><table><tr><td><code>events</code> <small>required</small><td>list of <a href="#schema-RunEvent">RunEvent</a><td><p>In order; fewer than <code>limit</code> only at the end.</p><tr><td><code>dropped</code><td><a href="#schema-DroppedEvents">DroppedEvents</a><td><p>The lines in the middle that were dropped, of a history of more than 10,000. Absent for none.</p></table></details><details id="schema-ListRunsResponse"><summary><code>ListRunsResponse</code></summary><table><tr><td><code>runs</code> <small>required</small><td>list of <a href="#schema-Run">Run</a><td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Empty on the last page. A page can be short, even empty, and have a next one.</p></table></details><details id="schema-ListSchedulesResponse"><summary><code>ListSchedulesResponse</code></summary><table><tr><td><code>schedules</code> <small>required</small><td>list of <a href="#schema-Schedule">Schedule</a><td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Empty on the last page. A page can be short, even empty, and have a next one.</p></table></details><details id="schema-ListWorkersResponse"><summary><code>ListWorkersResponse</code></summary><table><tr><td><code>workers</code> <small>required</small><td>list of <a href="#schema-Worker">Worker</a><td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Empty on the last page. A page can be short, and have a next one.</p></table></details><details id="schema-ListWorkflowsResponse"><summary><code>ListWorkflowsResponse</code></summary><table><tr><td><code>workflows</code> <small>required</small><td>list of <a href="#schema-WorkflowVersion">WorkflowVersion</a><td><tr><td><code>nextPageToken</code> <small>required</small><td>string<td><p>Empty on the last page.</p></table></details><details id="schema-LogLine"><summary><code>LogLine</code></summary><p>A line that a handler has logged.</p><table><tr><td><code>at</code><td>string (date-time)<td><p>When the store got it.</p><tr><td><code>attempt</code> <small>required</small><td>integer (int32)<td><p>In which attempt, 1 for the first.</p><tr><td><code>text</code> <small>required</small><td>string<td></table></details><details id="schema-MinuteStats"><summary><code>MinuteStats</code></summary><p>What has happened to jobs in one minute.</p><table><tr><td><code>startsAt</code><td>string (date-time)<td><p>When it began, by the store's clock.</p><tr><td><code>enqueued</code> <small>required</small><td>integer (int32)<td><tr><td><code>completed</code> <small>required</small><td>integer (int32)<td><tr><td><code>failed</code> <small>required</small><td>integer (int32)<td><p>Jobs that have failed for good.</p><tr><td><code>retried</code> <small>required</small><td>integer (int32)<td><p>Attempts that have failed, or have lost their lease, and are to be tried again.</p></table></details><details id="schema-OnConflict"><summary><code>OnConflict</code></summary><p>What becomes of a request whose unique key another job holds.</p><ul><li><code>ON_CONFLICT_RETURN_EXISTING</code>: It is answered by that job, with <code>created</code> false, and makes none.</li><li><code>ON_CONFLICT_REJECT</code>: It is refused with ALREADY_EXISTS, with <code>unique.key</code> at fault and the id of that job, and makes none.</li><li><code>ON_CONFLICT_REPLACE</code>: That job, if it waits, becomes what the request asks for, with all its attempts, and answers it with <code>replaced</code>; it keeps its id, its idempotency key and when it was created. While that one runs, the request makes its successor: a job that is BLOCKED until that one has ended, however it does, and has the key then, for as long as that one had it. Further requests replace the successor, of which there is one at most. A job that has finished answers the request as it is.</li></ul></details><details id="schema-OnGap"><summary><code>OnGap</code></summary><p>What becomes of a time that clocks leave out when they are put forward.</p><ul><li><code>ON_GAP_SHIFT</code>: It moves to the end of the gap. When several do, or the end is a time itself, it fires once. A gap of more than three hours, as at the date line, is skipped.</li><li><code>ON_GAP_SKIP</code>: It does not fire.</li></ul></details><details id="schema-OnOverlap"><summary><code>OnOverlap</code></summary><p>When a time fires that clocks show twice because they are put back.</p><ul><li><code>ON_OVERLAP_FIRST</code>: The first time.</li><li><code>ON_OVERLAP_LAST</code>: The second time.</li><li><code>ON_OVERLAP_BOTH</code>: Both times.</li></ul></details><details id="schema-Operation"><summary><code>Operation</code></summary><p>What is done to many jobs.</p><table><tr><td><code>id</code> <small>required</small><td>string<td><tr><td><code>action</code> <small>required</small><td><a href="#schema-OperationAction">OperationAction</a><td><tr><td><code>filter</code><td><a href="#schema-JobFilter">JobFilter</a><td><p>As it was given, with the statuses that it means.</p><tr><td><code>reason</code> <small>required</small><td>string<td><p>Of a cancel; empty when none was given.</p><tr><td><code>dryRun</code> <small>required</small><td>boolean<td><p>Whether jobs are only counted.</p><tr><td><code>expectCount</code><td>integer (int32)<td><p>Absent when any number will do.</p><tr><td><code>state</code> <small>required</small><td><a href="#schema-OperationState">OperationState</a><td><tr><td><code>matched</code> <small>required</small><td>integer (int32)<td><p>How many jobs match, as far as that is known.</p><tr><td><code>more</code> <small>required</small><td>boolean<td><p>Whether there may be more than <code>matched</code>, because not all were looked at yet.</p><tr><td><code>done</code> <small>required</small><td>integer (int32)<td><p>Jobs that were changed.</p><tr><td><code>skipped</code> <small>required</small><td>integer (int32)<td><p>Jobs that had moved on before it was their turn.</p><tr><td><code>failed</code> <small>required</small><td>integer (int32)<td><p>Jobs that could not be changed.</p><tr><td><code>errors</code> <small>required</small><td>list of <a href="#schema-OperationError">OperationError</a><td><p>Why they could not be, by code.</p><tr><td><code>refusal</code> <small>required</small><td>string<td><p>Why it was refused; empty when it was not.</p><tr><td><code>startedAt</code><td>string (date-time)<td><p>When it was started, by the store's clock.</p><tr><td><code>endedAt</code><td>string (date-time)<td><p>When it ended, by the store's clock. Absent while it is open.</p><tr><td><code>maxPerSecond</code><td>integer (int32)<td><p>How many jobs are changed a second at most. Absent for as many as the store can.</p></table></details><details id="schema-OperationAction"><summary><code>OperationAction</code></summary><p>What an operation does to each job.</p><ul><li><code>OPERATION_ACTION_RETRY</code>: </li><li><code>OPERATION_ACTION_CANCEL</code>: </li><li><code>OPERATION_ACTION_DELETE</code>:</li></ul></details><details id="schema-OperationError"><summary><code>OperationError</code></summary><p>Jobs that could not be changed for one reason.</p><table><tr><td><code>code</code> <small>required</small><td>string<td><p>As of an error of a single call, such as FAILED_PRECONDITION.</p><tr><td><code>count</code> <small>required</small><td>integer (int32)<td><tr><td><code>samples</code> <small>required</small><td>list of <a href="#schema-OperationErrorSample">OperationErrorSample</a><td><p>The first of them, up to 10.</p></table></details><details id="schema-OperationErrorSample"><summary><code>OperationErrorSample</code></summary><p>A job that could not be changed, and why.</p><table><tr><td><code>jobId</code> <small>required</small><td>string<td><tr><td><code>message</code> <small>required</small><td>string<td></table></details><details id="schema-OperationState"><summary><code>OperationState</code></summary><p>Where an operation stands.</p><ul><li><code>OPERATION_STATE_COUNTING</code>: Its jobs are being counted, for a dry run or because of <code>expect_count</code>; none was changed.</li><li><code>OPERATION_STATE_RUNNING</code>: Its jobs are being changed.</li><li><code>OPERATION_STATE_STOPPING</code>: It was stopped, and its last round is under way.</li><li><code>OPERATION_STATE_DONE</code>: All jobs that it means were looked at.</li><li><code>OPERATION_STATE_STOPPED</code>: It was stopped before.</li><li><code>OPERATION_STATE_REFUSED</code>: There were too many or too few jobs for <code>expect_count</code>; none was changed.</li></ul></details><details id="schema-OverlapPolicy"><summary><code>OverlapPolicy</code></summary><p>What becomes of a time at which a job of an earlier one has not ended.</p><ul><li><code>OVERLAP_POLICY_SKIP</code>: It makes no job.</li><li><code>OVERLAP_POLICY_BUFFER_ONE</code>: Its job is BLOCKED until the others have ended; while one waits already, it makes none.</li><li><code>OVERLAP_POLICY_BUFFER_ALL</code>: The same for up to <code>max_buffered</code> jobs, which run one after the other.</li><li><code>OVERLAP_POLICY_CANCEL_RUNNING</code>: The others are cancelled, and its job is BLOCKED until they have ended.</li><li><code>OVERLAP_POLICY_ALLOW</code>: Its job runs beside them.</li></ul></details><details id="schema-PageEnd"><summary><code>PageEnd</code></summary><p>Why a page has no more jobs.</p><ul><li><code>PAGE_END_LAST</code>: There are no more.</li><li><code>PAGE_END_FULL</code>: It has as many as were asked for, or as an answer has room for.</li><li><code>PAGE_END_BOUND</code>: It has looked at as many jobs (ten times its size) or types (1,000) as one page may.</li></ul></details><details id="schema-PauseQueueResponse"><summary><code>PauseQueueResponse</code></summary><table><tr><td><code>queue</code><td><a href="#schema-Queue">Queue</a><td><p>As it is now.</p></table></details><details id="schema-PauseRunResponse"><summary><code>PauseRunResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><p>As it is now.</p></table></details><details id="schema-PauseScheduleResponse"><summary><code>PauseScheduleResponse</code></summary><table><tr><td><code>schedule</code><td><a href="#schema-Schedule">Schedule</a><td><p>As it is now.</p></table></details><details id="schema-PreviewScheduleRequest"><summary><code>PreviewScheduleRequest</code></summary><table><tr><td><code>spec</code><td><a href="#schema-ScheduleSpec">ScheduleSpec</a><td><tr><td><code>after</code><td>string (date-time)<td><p>The times after this one. Default: the present.</p><tr><td><code>count</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>How many, 1 to 1,000. Default: 10.</p><tr><td><code>name</code><td>string<br><small>maxLength <code>128</code></small><td><p>Of the schedule, on which its jitter depends. Default: none.</p></table></details><details id="schema-PreviewScheduleResponse"><summary><code>PreviewScheduleResponse</code></summary><table><tr><td><code>times</code> <small>required</small><td>list of <a href="#schema-FiringTime">FiringTime</a><td><p>The earliest first; fewer than were asked for when the schedule ends before.</p></table></details><details id="schema-Progress"><summary><code>Progress</code></summary><p>How far a handler says it is.</p><table><tr><td><code>fraction</code><td>number<br><small>minimum <code>0</code></small><br><small>maximum <code>1</code></small><td><p>0 to 1.</p><tr><td><code>message</code><td>string<br><small>maxLength <code>1024</code></small><td><p>At most 1,024 bytes.</p></table></details><details id="schema-PurgeQueueResponse"><summary><code>PurgeQueueResponse</code></summary><table><tr><td><code>operation</code><td><a href="#schema-Operation">Operation</a><td></table></details><details id="schema-PutWorkflowRequest"><summary><code>PutWorkflowRequest</code></summary><table><tr><td><code>definition</code><td>string (base64)<td><p>JSON, as docs/workflows.md describes it, at most 1 MiB. In base64.</p><tr><td><code>definitionJson</code><td>any JSON<td><p>What <code>definition</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p></table></details><details id="schema-PutWorkflowResponse"><summary><code>PutWorkflowResponse</code></summary><table><tr><td><code>name</code> <small>required</small><td>string<td><tr><td><code>version</code> <small>required</small><td>integer (int32)<td><p>From 1 on.</p><tr><td><code>created</code> <small>required</small><td>boolean<td><p>False when the latest version says the same.</p></table></details><details id="schema-Queue"><summary><code>Queue</code></summary><p>The queue of a job type.</p><table><tr><td><code>type</code> <small>required</small><td>string<td><tr><td><code>counts</code> <small>required</small><td>list of <a href="#schema-StatusCount">StatusCount</a><td><p>One for each status, in the order of the enum, whether or not there are jobs. Each job that is kept counts once.</p><tr><td><code>activity</code><td><a href="#schema-QueueActivity">QueueActivity</a><td><tr><td><code>workers</code> <small>required</small><td>integer (int32)<td><p>How many workers live that lease its jobs, as far as they tell: see ListWorkers.</p><tr><td><code>paused</code><td><a href="#schema-QueueHold">QueueHold</a><td><p>Set while no job of the queue is leased.</p><tr><td><code>draining</code><td><a href="#schema-QueueHold">QueueHold</a><td><p>Set while the queue takes no new jobs.</p><tr><td><code>limits</code><td><a href="#schema-QueueLimits">QueueLimits</a><td><p>Absent when there are none.</p><tr><td><code>throttled</code><td><a href="#schema-QueueHold">QueueHold</a><td><p>Set while no job of the queue is leased because the attempt of one was throttled, whose id <code>by</code> is. It ends by itself.</p></table></details><details id="schema-QueueActivity"><summary><code>QueueActivity</code></summary><p>What happens to the jobs of a queue. It is counted by the processes that are on the store, and comes to the store once a second, so it is late by that; a process that crashes takes the last second with it. Jobs that SQL enqueues in Postgres are not counted.</p><table><tr><td><code>enqueuedPerSecond</code> <small>required</small><td>number<td><p>Jobs a second that were enqueued, over the last minute.</p><tr><td><code>completedPerSecond</code> <small>required</small><td>number<td><p>Jobs a second that have completed.</p><tr><td><code>failedPerSecond</code> <small>required</small><td>number<td><p>Jobs a second that have failed for good.</p><tr><td><code>retriedPerSecond</code> <small>required</small><td>number<td><p>Attempts a second that have failed, or have lost their lease, and are to be tried again.</p><tr><td><code>wait</code><td><a href="#schema-TimeQuantiles">TimeQuantiles</a><td><p>From when a job was due to its lease, in the last five to ten minutes. Absent when none was leased.</p><tr><td><code>run</code><td><a href="#schema-TimeQuantiles">TimeQuantiles</a><td><p>From the lease of a job to the end of the attempt, likewise. Absent when none has ended.</p></table></details><details id="schema-QueueHold"><summary><code>QueueHold</code></summary><p>That a queue is paused, drained or throttled.</p><table><tr><td><code>reason</code> <small>required</small><td>string<td><p>Empty when none was given.</p><tr><td><code>by</code> <small>required</small><td>string<td><p>Who wanted it, as they have said; empty when they have not.</p><tr><td><code>at</code><td>string (date-time)<td><p>Since when, by the store's clock.</p><tr><td><code>until</code><td>string (date-time)<td><p>When it ends by itself, by the store's clock. Absent for when somebody ends it.</p></table></details><details id="schema-QueueLimits"><summary><code>QueueLimits</code></summary><p>How many jobs of a queue may run, and how many may start in a time.</p><table><tr><td><code>maxRunning</code><td>integer (int32)<td><p>How many run at most, from 1 on. A job runs from its lease on until it is settled, or until its lease has expired and the job was rescued. Absent for any number.</p><tr><td><code>keyMaxRunning</code><td>integer (int32)<td><p>How many jobs of each concurrency key run at most, from 1 on; jobs without one are not meant. A key that has as many holds no other key up. Absent for any number.</p><tr><td><code>rate</code><td><a href="#schema-Rate">Rate</a><td><p>How many attempts may start in a time. A lease is a start, of a retry, too; a job that is given back before its handler has started is none. Absent for any number.</p><tr><td><code>keyRate</code><td><a href="#schema-Rate">Rate</a><td><p>The same of each concurrency key; jobs without one are not meant. A key that has used its rate up holds no other key up, and no slot. What was counted counts for its time, also when this has ended and begun anew. Absent for any number.</p><tr><td><code>order</code><td><a href="#schema-KeyOrder">KeyOrder</a><td><p>In which order its concurrency keys are served. Unspecified for KEY_ORDER_PRIORITY.</p><tr><td><code>keyOnFailure</code><td><a href="#schema-KeyOnFailure">KeyOnFailure</a><td><p>What becomes of a concurrency key when an attempt of one of its jobs fails; a lost lease is a failure, too. With a <code>key_max_running</code> of 1, HOLD and HALT keep the jobs of a key in strict order. With more, what runs beside the one that has failed goes on, and nothing further is leased. Unspecified for KEY_ON_FAILURE_CONTINUE.</p><tr><td><code>aging</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long a job has to wait to make up for a step of priority, 1 ms to 31 days: jobs go by when they were due, later by that for each step that their priority lacks to 100. The same within each concurrency key; and between keys in KEY_ORDER_PRIORITY, which has no turns then. Absent for priorities that waiting does not make up for.</p></table></details><details id="schema-Rate"><summary><code>Rate</code></summary><p>How many attempts may start in a time.</p><table><tr><td><code>limit</code><td>integer (int32)<td><p>At most so many start in any window of <code>period</code>, wherever it begins, from 1 on.</p><tr><td><code>period</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>From 100 ms to 31 days. There is room again a sixty-fourth of it late at most.</p><tr><td><code>burst</code><td>integer (int32)<td><p>Of those, so many start at once at most, from 1 to <code>limit</code>; the others are spread over the period. Absent for <code>limit</code>.</p></table></details><details id="schema-Reason"><summary><code>Reason</code></summary><p>One reason why a job does not run, as data and in words.</p><table><tr><td><code>kind</code> <small>required</small><td><a href="#schema-ReasonKind">ReasonKind</a><td><tr><td><code>sentence</code> <small>required</small><td>string<td><p>For people; it says what to do.</p><tr><td><code>at</code><td>string (date-time)<td><p>When the job is due, when the pause ends, the deadline, since when it runs, or when it ended.</p><tr><td><code>count</code><td>integer (int32)<td><p>How many jobs run, are ahead (as far as they were counted), or are waited for; which attempt has failed.</p><tr><td><code>limit</code><td>integer (int32)<td><p>How many jobs may run, how many attempts there are.</p><tr><td><code>jobIds</code> <small>required</small><td>list of string<td><p>The jobs that run, or that are waited for: the first 10.</p></table></details><details id="schema-ReasonKind"><summary><code>ReasonKind</code></summary><p>Why a job does not run.</p><ul><li><code>REASON_KIND_RUNNING</code>: It runs.</li><li><code>REASON_KIND_FINISHED</code>: It has completed, failed or been cancelled.</li><li><code>REASON_KIND_DUE_AT</code>: It is scheduled, or snoozed, up to a time.</li><li><code>REASON_KIND_BACKOFF</code>: An attempt has failed, and the next one is not due yet.</li><li><code>REASON_KIND_BLOCKED</code>: Jobs that it comes after, or the group that calls it back, have not ended.</li><li><code>REASON_KIND_QUEUE_PAUSED</code>: Nothing of its queue is leased.</li><li><code>REASON_KIND_QUEUE_FULL</code>: As many jobs of its queue run as may.</li><li><code>REASON_KIND_NO_WORKER</code>: No worker that leases its type tells that it lives.</li><li><code>REASON_KIND_WORKERS_BUSY</code>: Every worker that leases its type has said lately that it has no room.</li><li><code>REASON_KIND_AHEAD</code>: Other jobs of its queue, or of its concurrency key if it has one, are leased before it.</li><li><code>REASON_KIND_DEADLINE</code>: It is cancelled if it has not started by a time.</li><li><code>REASON_KIND_KEY_FULL</code>: As many jobs of its concurrency key run as may.</li><li><code>REASON_KIND_QUEUE_THROTTLED</code>: Nothing of its queue is leased up to a time, because the attempt of a job was throttled.</li><li><code>REASON_KIND_QUEUE_RATE</code>: As many attempts of its queue have started as its rate lets.</li><li><code>REASON_KIND_KEY_THROTTLED</code>: Nothing of its concurrency key is leased up to a time, because the attempt of a job was throttled.</li><li><code>REASON_KIND_KEY_RATE</code>: As many attempts of its concurrency key have started as the rate of keys lets.</li><li><code>REASON_KIND_KEY_HALTED</code>: Other jobs keep the turn of its concurrency key, because an attempt of theirs has failed: see KeyOnFailure.</li></ul></details><details id="schema-Released"><summary><code>Released</code></summary><p>Given back, to run again at once; costs no attempt.</p><table><tr><td><code>started</code><td>boolean<td><p>Whether the handler may have started: ends an at-most-once job in JOB_STATUS_FAILED.</p></table></details><details id="schema-RerunRunResponse"><summary><code>RerunRunResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><p>As it is now.</p></table></details><details id="schema-ResumeKeyResponse"><summary><code>ResumeKeyResponse</code></summary><table><tr><td><code>key</code><td><a href="#schema-ConcurrencyKey">ConcurrencyKey</a><td><p>As it is now.</p></table></details><details id="schema-ResumeQueueResponse"><summary><code>ResumeQueueResponse</code></summary><table><tr><td><code>queue</code><td><a href="#schema-Queue">Queue</a><td><p>As it is now.</p></table></details><details id="schema-ResumeRunResponse"><summary><code>ResumeRunResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><p>As it is now.</p></table></details><details id="schema-ResumeScheduleResponse"><summary><code>ResumeScheduleResponse</code></summary><table><tr><td><code>schedule</code><td><a href="#schema-Schedule">Schedule</a><td><p>As it is now.</p></table></details><details id="schema-RetryGroupResponse"><summary><code>RetryGroupResponse</code></summary><table><tr><td><code>group</code><td><a href="#schema-Group">Group</a><td></table></details><details id="schema-RetryJobResponse"><summary><code>RetryJobResponse</code></summary><table><tr><td><code>job</code><td><a href="#schema-Job">Job</a><td></table></details><details id="schema-RetryJobsRequest"><summary><code>RetryJobsRequest</code></summary><table><tr><td><code>filter</code><td><a href="#schema-JobFilter">JobFilter</a><td><p>Its statuses may be JOB_STATUS_COMPLETED, JOB_STATUS_FAILED and JOB_STATUS_CANCELLED. Default of them: JOB_STATUS_FAILED.</p><tr><td><code>dryRun</code><td>boolean<td><p>Only count the jobs. Default: false.</p><tr><td><code>expectCount</code><td>integer (int32)<td><p>How many jobs the caller takes it to be about: when that is off by more than a tenth, nothing is changed. Up to 10,000 jobs are counted before the answer, which is FAILED_PRECONDITION then; when there are more, the operation counts on before it changes any, and ends as OPERATION_STATE_REFUSED. Default: any number.</p><tr><td><code>maxPerSecond</code><td>integer (int32)<td><p>How many jobs are changed a second at most, 1 to 1,000,000: on average, in steps of up to a second. Default: as many as the store can.</p></table></details><details id="schema-RetryJobsResponse"><summary><code>RetryJobsResponse</code></summary><table><tr><td><code>operation</code><td><a href="#schema-Operation">Operation</a><td></table></details><details id="schema-RetryMode"><summary><code>RetryMode</code></summary><p>Where a step goes on that has run a workflow.</p><ul><li><code>RETRY_MODE_RESUME</code>: The part of its run that has failed.</li><li><code>RETRY_MODE_RESTART</code>: A new run.</li></ul></details><details id="schema-RetryStepResponse"><summary><code>RetryStepResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><p>The run as it is now.</p></table></details><details id="schema-Role"><summary><code>Role</code></summary><p>Something that one process does for all of a store.</p><table><tr><td><code>name</code> <small>required</small><td>string<td><p>What it is: &#34;maintenance&#34; promotes, rescues and forgets jobs, fires schedules, and does operations on many jobs.</p><tr><td><code>holder</code> <small>required</small><td>string<td><p>Who has it: a server or a worker.</p><tr><td><code>fence</code> <small>required</small><td>string (uint64)<td><p>Grows each time that it changes hands.</p><tr><td><code>expiresAt</code><td>string (date-time)<td><p>When another may take it unless it is held on to, by the store's clock.</p></table></details><details id="schema-Run"><summary><code>Run</code></summary><p>A run of a workflow as it stands.</p><table><tr><td><code>id</code> <small>required</small><td>string<td><tr><td><code>workflow</code> <small>required</small><td>string<td><p>The name of its workflow.</p><tr><td><code>version</code> <small>required</small><td>integer (int32)<td><p>The version of the workflow that it began with.</p><tr><td><code>status</code> <small>required</small><td><a href="#schema-RunStatus">RunStatus</a><td><tr><td><code>attempt</code> <small>required</small><td>integer (int32)<td><p>1, and one more each time that it was run again.</p><tr><td><code>input</code><td>string (base64)<td><p>JSON. Not in lists, nor while a run is watched. In base64.</p><tr><td><code>inputJson</code><td>any JSON<td><p>What <code>input</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>result</code><td>string (base64)<td><p>JSON: the results of its last steps by their names, once it has completed. Not in lists. In base64.</p><tr><td><code>resultJson</code><td>any JSON<td><p>What <code>result</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p><tr><td><code>error</code><td><a href="#schema-RunError">RunError</a><td><p>Why it has failed.</p><tr><td><code>counts</code> <small>required</small><td>list of <a href="#schema-StepCount">StepCount</a><td><p>How many steps there are of each status that has any.</p><tr><td><code>steps</code> <small>required</small><td>list of <a href="#schema-RunStepState">RunStepState</a><td><p>In the order of the workflow; only with <code>with_steps</code>.</p><tr><td><code>parent</code><td><a href="#schema-RunParent">RunParent</a><td><p>The step that has started this run, of another one.</p><tr><td><code>metadata</code> <small>required</small><td>object<td><tr><td><code>createdAt</code><td>string (date-time)<td><tr><td><code>startedAt</code><td>string (date-time)<td><p>When its latest attempt began, or is to begin.</p><tr><td><code>finishedAt</code><td>string (date-time)<td><tr><td><code>expiresAt</code><td>string (date-time)<td><p>When it is deleted with all that it has, once it has ended.</p><tr><td><code>sequence</code> <small>required</small><td>string (int64)<td><p>Grows with each line of its history.</p></table></details><details id="schema-RunError"><summary><code>RunError</code></summary><table><tr><td><code>step</code> <small>required</small><td>string<td><p>Empty when it is about the run as a whole.</p><tr><td><code>message</code> <small>required</small><td>string<td></table></details><details id="schema-RunEvent"><summary><code>RunEvent</code></summary><p>A line of the history of a run.</p><table><tr><td><code>sequence</code> <small>required</small><td>string (int64)<td><p>By which lines are told apart and read on, from 1 on.</p><tr><td><code>at</code><td>string (date-time)<td><tr><td><code>step</code> <small>required</small><td>string<td><p>Empty for the run itself.</p><tr><td><code>from</code> <small>required</small><td>string<td><p>A status of the run or of the step, without the prefix of its enum, as in STARTED.</p><tr><td><code>to</code> <small>required</small><td>string<td><tr><td><code>cause</code> <small>required</small><td><a href="#schema-SkipCause">SkipCause</a><td><p>Of a step that was skipped.</p><tr><td><code>by</code> <small>required</small><td>string<td><p>Who asked for it.</p><tr><td><code>note</code> <small>required</small><td>string<td></table></details><details id="schema-RunParent"><summary><code>RunParent</code></summary><table><tr><td><code>runId</code> <small>required</small><td>string<td><tr><td><code>step</code> <small>required</small><td>string<td><tr><td><code>index</code><td>integer (int32)<td><p>Of a map: which of its items, from 0 on.</p></table></details><details id="schema-RunStatus"><summary><code>RunStatus</code></summary><p>Where a run is.</p><ul><li><code>RUN_STATUS_RUNNING</code>: Steps start as soon as they may.</li><li><code>RUN_STATUS_PAUSED</code>: None starts; those that run go on.</li><li><code>RUN_STATUS_CANCELLING</code>: A cancel was asked for; what runs is being cancelled, then <code>finally</code> runs.</li><li><code>RUN_STATUS_COMPLETED</code>: All has ended, and no failure counts.</li><li><code>RUN_STATUS_FAILED</code>: A step has failed whose failure counts, a hook has, or the time was over.</li><li><code>RUN_STATUS_CANCELLED</code>: It was cancelled.</li></ul></details><details id="schema-RunStep"><summary><code>RunStep</code></summary><p>A step of a run of a workflow.</p><table><tr><td><code>runId</code> <small>required</small><td>string<td><tr><td><code>step</code> <small>required</small><td>string<td><tr><td><code>index</code><td>integer (int32)<td><p>Of a map: which of its items, from 0 on.</p><tr><td><code>epoch</code> <small>required</small><td>integer (int32)<td><p>1 for the first time that the run has the step begin, and one more each time that it is run again.</p></table></details><details id="schema-RunStepState"><summary><code>RunStepState</code></summary><p>A step of a run as it stands.</p><table><tr><td><code>name</code> <small>required</small><td>string<td><tr><td><code>kind</code> <small>required</small><td>string<td><p>task, map, sleep, await, workflow or decide.</p><tr><td><code>section</code> <small>required</small><td>string<td><p>steps, on_failure or finally.</p><tr><td><code>status</code> <small>required</small><td><a href="#schema-StepStatus">StepStatus</a><td><tr><td><code>cause</code> <small>required</small><td><a href="#schema-SkipCause">SkipCause</a><td><p>Of a skipped one.</p><tr><td><code>after</code> <small>required</small><td>list of string<td><p>The steps that it comes after.</p><tr><td><code>epoch</code> <small>required</small><td>integer (int32)<td><p>How often the run has had it begin, itself included, where it was.</p><tr><td><code>jobId</code> <small>required</small><td>string<td><p>The job of a task that has started.</p><tr><td><code>childRunId</code> <small>required</small><td>string<td><p>The run of a workflow step that has started.</p><tr><td><code>map</code><td><a href="#schema-StepItems">StepItems</a><td><p>Of a map that has started.</p><tr><td><code>error</code> <small>required</small><td>string<td><tr><td><code>startedAt</code><td>string (date-time)<td><tr><td><code>finishedAt</code><td>string (date-time)<td><tr><td><code>wakeAt</code><td>string (date-time)<td><p>When a sleep ends, or the wait for a signal is given up.</p></table></details><details id="schema-Schedule"><summary><code>Schedule</code></summary><p>Makes a job at each of its times.</p><table><tr><td><code>name</code> <small>required</small><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>As the name of a type: 1 to 128 letters, digits, or any of &#34;._:-&#34;, starting with a letter or digit.</p><tr><td><code>spec</code><td><a href="#schema-ScheduleSpec">ScheduleSpec</a><td><tr><td><code>policy</code><td><a href="#schema-SchedulePolicy">SchedulePolicy</a><td><tr><td><code>job</code><td><a href="#schema-EnqueueRequest">EnqueueRequest</a><td><p>The job of each time, without what the schedule decides: <code>due</code>, <code>idempotency_key</code>, <code>unique</code>, <code>after</code>, <code>after_rule</code>, <code>durability</code> and <code>trace_context</code> are refused. In a JSON payload <code>\${nominal}</code>, <code>\${previous_nominal}</code> and <code>\${trigger}</code> are replaced, times in ISO 8601. Its metadata tells <code>millrace.schedule</code>, <code>millrace.nominal</code> and <code>millrace.trigger</code> besides.</p><tr><td><code>managedBy</code><td>string<td><p>Who keeps it up to date, such as a repository, at most 256 bytes. Default: nobody.</p><tr><td><code>metadata</code><td>object<td><p>Labels for people. Default: none.</p><tr><td><code>state</code><td><a href="#schema-ScheduleState">ScheduleState</a><td><tr><td><code>revision</code><td>string (int64)<td><p>Grows with each change of the definition; 1 at first.</p><tr><td><code>generation</code><td>string (date-time)<td><p>Tells it from earlier ones of its name: when it was made.</p><tr><td><code>sourceVersion</code><td>string (int64)<td><p>The version of the source that it is from.</p><tr><td><code>updatedAt</code><td>string (date-time)<td><tr><td><code>nextTimes</code><td>list of string (date-time)<td><p>The next ten, while it is active.</p><tr><td><code>last</code><td><a href="#schema-Firing">Firing</a><td><p>What became of the latest time.</p><tr><td><code>counts</code><td><a href="#schema-ScheduleCounts">ScheduleCounts</a><td><tr><td><code>pause</code><td><a href="#schema-SchedulePause">SchedulePause</a><td><p>Present while it is paused.</p><tr><td><code>backfill</code><td><a href="#schema-Backfill">Backfill</a><td><p>The latest one, while it goes on and afterwards.</p></table></details><details id="schema-ScheduleCounts"><summary><code>ScheduleCounts</code></summary><p>What has become of the times of a schedule.</p><table><tr><td><code>fired</code><td>string (int64)<td><p>Jobs that were made, those that had to wait included.</p><tr><td><code>skipped</code><td>string (int64)<td><p>Times that made no job because of an overlap.</p><tr><td><code>missed</code><td>string (int64)<td><p>Times that nothing was there to fire.</p><tr><td><code>buffered</code><td>string (int64)<td><p>Jobs that had to wait.</p></table></details><details id="schema-ScheduleInterval"><summary><code>ScheduleInterval</code></summary><p>A time again and again, whatever clocks do: the multiples of <code>interval</code> since 1970, plus <code>phase</code>.</p><table><tr><td><code>interval</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>From one second to 3,653 days.</p><tr><td><code>phase</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>Less than the interval. Default: 0.</p></table></details><details id="schema-SchedulePause"><summary><code>SchedulePause</code></summary><p>Why a schedule does not fire for now.</p><table><tr><td><code>at</code><td>string (date-time)<td><tr><td><code>by</code><td>string<td><p>Who wanted it, as they have said; empty when they have not, and when the schedule paused by itself.</p><tr><td><code>note</code><td>string<td></table></details><details id="schema-SchedulePolicy"><summary><code>SchedulePolicy</code></summary><p>How a schedule fires.</p><table><tr><td><code>overlap</code><td><a href="#schema-OverlapPolicy">OverlapPolicy</a><td><p>Default: OVERLAP_POLICY_SKIP.</p><tr><td><code>maxBuffered</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>99</code></small><td><p>Of OVERLAP_POLICY_BUFFER_ALL: the most jobs that wait, 1 to 99. Default: 99.</p><tr><td><code>catchUp</code><td><a href="#schema-CatchUpPolicy">CatchUpPolicy</a><td><p>Default: CATCH_UP_POLICY_LATEST.</p><tr><td><code>catchUpWindow</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How late a missed time may fire, up to 3,653 days. Default: 365 days.</p><tr><td><code>maxCatchUp</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>Of CATCH_UP_POLICY_ALL: the most missed times that fire, 1 to 1,000. Default: 1,000.</p><tr><td><code>pauseAfterFailures</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000</code></small><td><p>Pause the schedule in place of its next firing once so many of its jobs in a row have failed for good, up to 1,000. Default: 0, never.</p><tr><td><code>maxFirings</code><td>integer (int32)<br><small>minimum <code>0</code></small><br><small>maximum <code>1000000000</code></small><td><p>End the schedule once it has made so many jobs, up to 1,000,000,000. Default: 0, never.</p></table></details><details id="schema-ScheduleSpec"><summary><code>ScheduleSpec</code></summary><p>When something happens: the times of all patterns and all intervals together, each once, less those that are excepted. There has to be one pattern or interval.</p><table><tr><td><code>cron</code><td>list of string<td><p>Cron patterns in the clock of <code>zone</code>, at most 10 of at most 256 bytes: minute, hour, day of the month, month, day of the week; with six fields seconds come first, with seven a year comes last. Names (MON, JAN), L, W, # and @daily are known. When both days are restricted, either will do; a + before that of the week asks for both. <code>@every 5m</code> stands for an interval, and <code>CRON_TZ=Europe/Berlin</code> before a pattern for <code>zone</code>.</p><tr><td><code>every</code><td>list of <a href="#schema-ScheduleInterval">ScheduleInterval</a><td><p>At most 10.</p><tr><td><code>zone</code><td>string<td><p>The name of a time zone, such as Europe/Berlin. Default: UTC.</p><tr><td><code>exceptCron</code><td>list of string<td><p>Cron patterns of five fields, at most 10: nothing fires in a minute that one of them names.</p><tr><td><code>exceptDates</code><td>list of string<td><p>Days of <code>zone</code> on which nothing fires, such as 2027-12-25, at most 366.</p><tr><td><code>startAt</code><td>string (date-time)<td><p>Nothing fires before. Default: no bound.</p><tr><td><code>endAt</code><td>string (date-time)<td><p>Nothing fires then or later; after <code>start_at</code>. Default: no bound.</p><tr><td><code>onGap</code><td><a href="#schema-OnGap">OnGap</a><td><p>For patterns whose hours are not <code>*</code> or a step of it. Those that are go by elapsed time: they leave a gap out, and fire in both passes of an overlap. Default: ON_GAP_SHIFT.</p><tr><td><code>onOverlap</code><td><a href="#schema-OnOverlap">OnOverlap</a><td><p>For the same patterns. Default: ON_OVERLAP_FIRST.</p><tr><td><code>jitter</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>Fires up to so much later, up to a day: each time of each schedule by a length of its own, which is always the same, and never as late as the next time. Default: 0.</p></table></details><details id="schema-ScheduleState"><summary><code>ScheduleState</code></summary><p>Whether a schedule fires.</p><ul><li><code>SCHEDULE_STATE_ACTIVE</code>: </li><li><code>SCHEDULE_STATE_PAUSED</code>: </li><li><code>SCHEDULE_STATE_ENDED</code>: It has no further time, or has made as many jobs as it may.</li></ul></details><details id="schema-SealGroupResponse"><summary><code>SealGroupResponse</code></summary><table><tr><td><code>group</code><td><a href="#schema-Group">Group</a><td></table></details><details id="schema-ServerStatus"><summary><code>ServerStatus</code></summary><p>What a server and its store do at the moment.</p><table><tr><td><code>host</code> <small>required</small><td>string<td><p>The machine that the server runs on.</p><tr><td><code>startedAt</code><td>string (date-time)<td><p>When the server began to serve, by its own clock.</p><tr><td><code>serverTime</code><td>string (date-time)<td><p>The server's time, and that of the store, by which jobs are due.</p><tr><td><code>storeTime</code><td>string (date-time)<td><tr><td><code>roles</code> <small>required</small><td>list of <a href="#schema-Role">Role</a><td><p>What one of all servers and workers does for the others, as long as somebody does it.</p><tr><td><code>warnings</code> <small>required</small><td>list of string<td><p>What an operator should know of the settings of the database behind the store, in sentences.</p><tr><td><code>watch</code><td><a href="#schema-WatchStatus">WatchStatus</a><td><p>What it costs to show pages what goes on, on this server.</p></table></details><details id="schema-SetKeyLimitsResponse"><summary><code>SetKeyLimitsResponse</code></summary><table><tr><td><code>key</code><td><a href="#schema-ConcurrencyKey">ConcurrencyKey</a><td><p>As it is now.</p></table></details><details id="schema-SetQueueLimitsResponse"><summary><code>SetQueueLimitsResponse</code></summary><table><tr><td><code>queue</code><td><a href="#schema-Queue">Queue</a><td><p>As it is now.</p></table></details><details id="schema-SettleItem"><summary><code>SettleItem</code></summary><table><tr><td><code>jobId</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><td><tr><td><code>token</code><td>string (uint64)<td><tr><td><code>completed</code><td><a href="#schema-Completed">Completed</a><td><tr><td><code>failed</code><td><a href="#schema-Failed">Failed</a><td><tr><td><code>snoozed</code><td><a href="#schema-Snoozed">Snoozed</a><td><tr><td><code>released</code><td><a href="#schema-Released">Released</a><td><tr><td><code>throttled</code><td><a href="#schema-Throttled">Throttled</a><td></table></details><details id="schema-SettleJobResponse"><summary><code>SettleJobResponse</code></summary><table><tr><td><code>status</code> <small>required</small><td><a href="#schema-JobStatus">JobStatus</a><td><p>The status that the job has now.</p></table></details><details id="schema-SettleRequest"><summary><code>SettleRequest</code></summary><table><tr><td><code>items</code><td>list of <a href="#schema-SettleItem">SettleItem</a><td><p>At most 1,000. Each is checked by itself, so that one that breaks a rule does not stop the others.</p><tr><td><code>resend</code><td>boolean<td><p>This call repeats one whose answer was lost: items that it settled are answered as they were then, instead of with ABORTED. Default: false.</p></table></details><details id="schema-SettleResponse"><summary><code>SettleResponse</code></summary><table><tr><td><code>results</code> <small>required</small><td>list of <a href="#schema-SettleResult">SettleResult</a><td><p>One for each item, in order.</p></table></details><details id="schema-SettleResult"><summary><code>SettleResult</code></summary><p>What became of one settled item.</p><table><tr><td><code>status</code> <small>required</small><td><a href="#schema-JobStatus">JobStatus</a><td><p>The status that the job has now; JOB_STATUS_UNSPECIFIED when the item was refused.</p><tr><td><code>error</code><td><a href="#schema-ItemError">ItemError</a><td><p>Present when the item was refused; nothing was changed then. ABORTED: the token is stale. INVALID_ARGUMENT, RESOURCE_EXHAUSTED: the outcome breaks a rule or is over a limit, and the lease goes on. DATA_LOSS: the stored job cannot be read. Any other code is no answer: settle the item again.</p></table></details><details id="schema-SignalAnswer"><summary><code>SignalAnswer</code></summary><p>An answer to a link, and what the signal has then.</p><table><tr><td><code>label</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>64</code></small><td><p>What its button shows.</p><tr><td><code>payload</code><td>string (base64)<td><p>JSON, at most 256 bytes. Default: null. In base64.</p><tr><td><code>payloadJson</code><td>any JSON<td><p>What <code>payload</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p></table></details><details id="schema-SignalRunResponse"><summary><code>SignalRunResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><p>As it is now.</p></table></details><details id="schema-SkipCause"><summary><code>SkipCause</code></summary><p>Why a step was skipped.</p><ul><li><code>SKIP_CAUSE_CONDITION</code>: Its condition or its rule did not hold.</li><li><code>SKIP_CAUSE_FAILURE</code>: A step has failed that it needed.</li><li><code>SKIP_CAUSE_STOP</code>: The run was stopped by a failure.</li></ul></details><details id="schema-SkipStepResponse"><summary><code>SkipStepResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><p>The run as it is now.</p></table></details><details id="schema-Snoozed"><summary><code>Snoozed</code></summary><p>Run again after <code>delay</code>; costs no attempt.</p><table><tr><td><code>delay</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td></table></details><details id="schema-StartRunResponse"><summary><code>StartRunResponse</code></summary><table><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><tr><td><code>created</code> <small>required</small><td>boolean<td><p>False when a run had the <code>id_key</code> already.</p></table></details><details id="schema-StatusCount"><summary><code>StatusCount</code></summary><p>The jobs of a queue that are in one status.</p><table><tr><td><code>status</code> <small>required</small><td><a href="#schema-JobStatus">JobStatus</a><td><tr><td><code>jobs</code> <small>required</small><td>integer (int32)<td><p>How many there are; with <code>more</code>, at least.</p><tr><td><code>more</code> <small>required</small><td>boolean<td><p>Whether there may be more. A store that has to go over the jobs to count them (SQLite, Postgres) stops at a bound: 100,000 for GetQueue, 10,000 for ListQueues. Redis and memory know the number.</p><tr><td><code>oldestAge</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>For how long the oldest one has been in the status, by the store's clock; absent when there is none.</p><p>Of pending jobs it is the one that has been due for longest. Of the others it is the one that is first in the order that ListJobs tells, which is the oldest unless jobs differ in what they wait for: the scheduled or retrying one that is due first, the running one whose lease ends first, the finished one that expires first.</p></table></details><details id="schema-StepCount"><summary><code>StepCount</code></summary><table><tr><td><code>status</code> <small>required</small><td><a href="#schema-StepStatus">StepStatus</a><td><tr><td><code>steps</code> <small>required</small><td>integer (int32)<td></table></details><details id="schema-StepItems"><summary><code>StepItems</code></summary><p>How far a map is, in items.</p><table><tr><td><code>total</code> <small>required</small><td>integer (int32)<td><tr><td><code>open</code> <small>required</small><td>integer (int32)<td><p>Those of which the jobs are there and have not ended.</p><tr><td><code>completed</code> <small>required</small><td>integer (int32)<td><tr><td><code>failed</code> <small>required</small><td>integer (int32)<td></table></details><details id="schema-StepStatus"><summary><code>StepStatus</code></summary><p>Where a step of a run is.</p><ul><li><code>STEP_STATUS_BLOCKED</code>: It waits for steps that come before it.</li><li><code>STEP_STATUS_STARTED</code>: Its job is there, or its timer, or it waits for a signal.</li><li><code>STEP_STATUS_COMPLETED</code>: </li><li><code>STEP_STATUS_FAILED</code>: </li><li><code>STEP_STATUS_CANCELLED</code>: </li><li><code>STEP_STATUS_SKIPPED</code>: It will not run.</li></ul></details><details id="schema-StopOperationResponse"><summary><code>StopOperationResponse</code></summary><table><tr><td><code>operation</code><td><a href="#schema-Operation">Operation</a><td></table></details><details id="schema-SubscribeRequest"><summary><code>SubscribeRequest</code></summary><table><tr><td><code>topics</code> <small>required</small><td>list of <a href="#schema-Topic">Topic</a><td><p>1 to 32. One connection has at most 64 streams.</p></table></details><details id="schema-SubscribeResponse"><summary><code>SubscribeResponse</code></summary><p>What has changed of one topic. One that has neither cursor nor error is a sign of life, which comes first, and when there was nothing else for ten seconds.</p><table><tr><td><code>topic</code> <small>required</small><td>integer (int32)<td><p>Its place among the topics of the request, from 0 on.</p><tr><td><code>cursor</code> <small>required</small><td>string<td><p>Where to go on; it has no other meaning.</p><tr><td><code>snapshot</code> <small>required</small><td>boolean<td><p>Whether this is all of the topic. Otherwise what is not named here is as before.</p><tr><td><code>queues</code> <small>required</small><td>list of <a href="#schema-Queue">Queue</a><td><p>Those that are new or have changed. Ages are those at the time of sending and grow by themselves: a queue of which nothing else changes is not told again.</p><tr><td><code>workers</code> <small>required</small><td>list of <a href="#schema-Worker">Worker</a><td><p>Likewise.</p><tr><td><code>operations</code> <small>required</small><td>list of <a href="#schema-Operation">Operation</a><td><tr><td><code>schedules</code> <small>required</small><td>list of <a href="#schema-Schedule">Schedule</a><td><tr><td><code>removed</code> <small>required</small><td>list of string<td><p>The types, worker ids, operation ids or names of those that are gone.</p><tr><td><code>more</code> <small>required</small><td>boolean<td><p>Whether there are more than the topic shows.</p><tr><td><code>jobs</code><td><a href="#schema-JobCount">JobCount</a><td><p>How many jobs match.</p><tr><td><code>job</code><td><a href="#schema-JobEvent">JobEvent</a><td><p>The job as it is now.</p><tr><td><code>error</code><td><a href="#schema-ItemError">ItemError</a><td><p>Why the topic cannot be told now, as when the store is down. What was told before stands; the store is asked again, and the next message of the topic tells that it has answered. Only NOT_FOUND, for a job that does not exist or was forgotten, is the last message of its topic.</p></table></details><details id="schema-Throttled"><summary><code>Throttled</code></summary><p>What the handler calls has no room for more now; costs no attempt.</p><table><tr><td><code>retryAfter</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>When it may be called again, from now on. Default: 0s.</p><tr><td><code>scope</code><td><a href="#schema-ThrottleScope">ThrottleScope</a><td><p>Who waits until then. Default: THROTTLE_SCOPE_JOB.</p></table></details><details id="schema-ThrottleScope"><summary><code>ThrottleScope</code></summary><p>Who waits when an attempt was throttled.</p><ul><li><code>THROTTLE_SCOPE_JOB</code>: The job alone, as if it were snoozed.</li><li><code>THROTTLE_SCOPE_QUEUE</code>: The whole queue: none of its jobs is leased until then, see Queue.throttled. The job itself stands at the front. Of several times the latest counts.</li><li><code>THROTTLE_SCOPE_KEY</code>: The concurrency key of the job: none of its jobs is leased until then, those of others are. The job itself stands at the front. Of a job without a key: the job alone. Of several times the latest counts.</li></ul></details><details id="schema-TimeQuantiles"><summary><code>TimeQuantiles</code></summary><p>How long jobs have taken lately.</p><table><tr><td><code>jobs</code> <small>required</small><td>integer (int32)<td><p>Of how many jobs this is told.</p><tr><td><code>p50</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>Half of them took no longer. Right to a factor of two, mostly to a few percent.</p><tr><td><code>p95</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>All but one in twenty took no longer.</p></table></details><details id="schema-Topic"><summary><code>Topic</code></summary><p>What to watch. A store that answers slowly is asked less often than is said here: at least four fifths of the time it is left alone.</p><table><tr><td><code>all</code><td><a href="#schema-Collection">Collection</a><td><p>All queues, workers, operations or schedules.</p><tr><td><code>queue</code><td>string<br><small>pattern <code>^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$</code></small><td><p>The queue of this type, as GetQueue tells of it, each second.</p><tr><td><code>jobs</code><td><a href="#schema-JobFilter">JobFilter</a><td><p>How many jobs match: by types and statuses alone each second, as queues tell of them; by all else every five seconds, among the first 10,000 that ListJobs looks at.</p><tr><td><code>job</code><td>string<br><small>pattern <code>^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$</code></small><td><p>The job of this id, after each of its changes, until it is final, as WatchJob streams it.</p><tr><td><code>view</code><td><a href="#schema-JobView">JobView</a><td><p>Of a job. Default: JOB_VIEW_FULL.</p><tr><td><code>cursor</code><td>string<br><small>maxLength <code>64</code></small><td><p>The latest cursor of the topic, to go on after a broken stream. Where a server no longer knows what has changed since, it tells all. Default: the start.</p></table></details><details id="schema-TraceContext"><summary><code>TraceContext</code></summary><p>The span that enqueued a job, as W3C Trace Context writes it: https://www.w3.org/TR/trace-context.</p><table><tr><td><code>traceparent</code> <small>required</small><td>string<br><small>pattern <code>^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$</code></small><td><p>Version, trace id, span id and flags: &#34;00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01&#34;.</p><tr><td><code>tracestate</code><td>string<br><small>pattern <code>^[ -~]*$</code></small><br><small>maxLength <code>512</code></small><td><p>What tracing systems add for themselves, at most 512 bytes of printable ASCII. Default: none.</p></table></details><details id="schema-TriggerScheduleResponse"><summary><code>TriggerScheduleResponse</code></summary><table><tr><td><code>firing</code><td><a href="#schema-Firing">Firing</a><td><p>Without a job when it was skipped.</p></table></details><details id="schema-Unique"><summary><code>Unique</code></summary><p>Asks that there be one job at most for the same work.</p><table><tr><td><code>key</code> <small>required</small><td>string<br><small>minLength <code>1</code></small><br><small>maxLength <code>256</code></small><td><p>Names the work, by 1 to 256 bytes. Jobs of another type or concurrency key have keys of their own.</p><tr><td><code>until</code><td><a href="#schema-UniqueUntil">UniqueUntil</a><td><tr><td><code>ttl</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long the job holds the key from when it is created, whatever becomes of it unless it is deleted: at most 3,653 days, and no longer than its retention, whose default grows with it.</p><tr><td><code>onConflict</code><td><a href="#schema-OnConflict">OnConflict</a><td><p>Default: ON_CONFLICT_RETURN_EXISTING.</p><tr><td><code>maxWait</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long after it was created the job is due at the latest, however often it is replaced: at most 3,653 days, and no less than the delay. Only with ON_CONFLICT_REPLACE, and not with a <code>run_at</code>. Default: no limit.</p></table></details><details id="schema-UniqueUntil"><summary><code>UniqueUntil</code></summary><p>Up to what a job holds its unique key, unless it is deleted before.</p><ul><li><code>UNIQUE_UNTIL_FINISHED</code>: Until it has completed, failed or been cancelled.</li><li><code>UNIQUE_UNTIL_STARTED</code>: Until its first attempt begins; a retry does not take the key again.</li><li><code>UNIQUE_UNTIL_COMPLETED</code>: Until it has completed. One that has failed or been cancelled still holds the key, until it is run again and completes, or is forgotten.</li></ul></details><details id="schema-UpdateJobResponse"><summary><code>UpdateJobResponse</code></summary><table><tr><td><code>job</code><td><a href="#schema-Job">Job</a><td></table></details><details id="schema-UpsertScheduleRequest"><summary><code>UpsertScheduleRequest</code></summary><table><tr><td><code>schedule</code><td><a href="#schema-Schedule">Schedule</a><td><tr><td><code>ifRevision</code><td>string (int64)<td><p>Only if its revision is this one; 0 if there is to be none. Default: any.</p><tr><td><code>sourceVersion</code><td>string (int64)<td><p>Of the source that it comes from, such as a deploy: what comes from an older one is ignored. Default: 0.</p></table></details><details id="schema-UpsertScheduleResponse"><summary><code>UpsertScheduleResponse</code></summary><table><tr><td><code>schedule</code><td><a href="#schema-Schedule">Schedule</a><td><p>As it is now.</p><tr><td><code>changed</code> <small>required</small><td>boolean<td><p>Whether its definition has changed.</p></table></details><details id="schema-ValidateWorkflowRequest"><summary><code>ValidateWorkflowRequest</code></summary><table><tr><td><code>definition</code><td>string (base64)<td><p>JSON, as docs/workflows.md describes it, at most 1 MiB. In base64.</p><tr><td><code>definitionJson</code><td>any JSON<td><p>What <code>definition</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p></table></details><details id="schema-ValidateWorkflowResponse"><summary><code>ValidateWorkflowResponse</code></summary><table><tr><td><code>violations</code> <small>required</small><td>list of <a href="#schema-WorkflowViolation">WorkflowViolation</a><td><p>At most 20. None for a definition that is in order.</p></table></details><details id="schema-WaitsFor"><summary><code>WaitsFor</code></summary><p>What a blocked job waits for.</p><table><tr><td><code>rule</code> <small>required</small><td><a href="#schema-AfterRule">AfterRule</a><td><tr><td><code>count</code> <small>required</small><td>integer (int32)<td><p>How many of the jobs that it comes after have not ended, or 1 for a group.</p><tr><td><code>jobIds</code> <small>required</small><td>list of string<td><p>Their ids, or that of the group; empty by JOB_VIEW_BASIC.</p><tr><td><code>delay</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long after the end of the wait the job is due. Absent for its run-at time.</p></table></details><details id="schema-WatchJobResponse"><summary><code>WatchJobResponse</code></summary><table><tr><td><code>event</code><td><a href="#schema-JobEvent">JobEvent</a><td></table></details><details id="schema-WatchRunResponse"><summary><code>WatchRunResponse</code></summary><table><tr><td><code>events</code> <small>required</small><td>list of <a href="#schema-RunEvent">RunEvent</a><td><p>What has happened since.</p><tr><td><code>run</code><td><a href="#schema-Run">Run</a><td><p>The run after that; its input and its result once it has ended.</p></table></details><details id="schema-WatchStatus"><summary><code>WatchStatus</code></summary><p>What is watched by Subscribe on a server.</p><table><tr><td><code>streams</code> <small>required</small><td>integer (int32)<td><p>Streams that are open, such as one of a browser.</p><tr><td><code>topics</code> <small>required</small><td>integer (int32)<td><p>Topics that those watch, each looked at once, however many watch it.</p><tr><td><code>looks</code> <small>required</small><td>string (uint64)<td><p>Looks at the store since the server began to serve.</p></table></details><details id="schema-Worker"><summary><code>Worker</code></summary><p>A worker that lives.</p><table><tr><td><code>workerId</code> <small>required</small><td>string<td><p>Its name in leases, jobs and errors.</p><tr><td><code>types</code> <small>required</small><td>list of string<td><p>The types that it leases.</p><tr><td><code>concurrency</code> <small>required</small><td>integer (int32)<td><p>How many jobs it runs at a time, at most.</p><tr><td><code>running</code> <small>required</small><td>integer (int32)<td><p>How many it ran when it told so last.</p><tr><td><code>version</code> <small>required</small><td>string<td><p>Of its program, as it calls it; empty for none.</p><tr><td><code>host</code> <small>required</small><td>string<td><p>The machine that it runs on.</p><tr><td><code>eventLoopLag</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How late its event loop was lately: a handler that computes holds it up.</p><tr><td><code>server</code> <small>required</small><td>string<td><p>The host of the server by which it is connected; empty for one that is directly on the store.</p><tr><td><code>heartbeatAge</code><td>string<br><small>pattern <code>^-?\\d+(\\.\\d{1,9})?s$</code></small><td><p>How long ago it told so last, by the store's clock.</p></table></details><details id="schema-WorkflowVersion"><summary><code>WorkflowVersion</code></summary><p>A version of a workflow.</p><table><tr><td><code>name</code> <small>required</small><td>string<td><tr><td><code>version</code> <small>required</small><td>integer (int32)<td><p>From 1 on.</p><tr><td><code>definition</code><td>string (base64)<td><p>JSON. In base64.</p><tr><td><code>definitionJson</code><td>any JSON<td><p>What <code>definition</code> holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON.</p></table></details><details id="schema-WorkflowViolation"><summary><code>WorkflowViolation</code></summary><p>What is wrong at a place of a definition.</p><table><tr><td><code>field</code> <small>required</small><td>string<td><p>The path of the place, such as steps.ship.after[0]; <code>definition</code> for the whole.</p><tr><td><code>description</code> <small>required</small><td>string<td><p>The rule, and how to keep it.</p></table></details><details id="schema-Problem"><summary><code>Problem</code></summary><p>What went wrong, as RFC 9457 has it.</p><table><tr><td><code>type</code> <small>required</small><td>string (uri)<td><p>Where the documentation says more.</p><tr><td><code>title</code> <small>required</small><td>string<td><tr><td><code>status</code> <small>required</small><td>integer<td><tr><td><code>detail</code> <small>required</small><td>string<td><p>What happened, and what to do.</p><tr><td><code>instance</code> <small>required</small><td>string<td><p>The request's id.</p><tr><td><code>code</code> <small>required</small><td>string<td><p>For example <code>NOT_FOUND</code>.</p><tr><td><code>errors</code><td>list of object<td><p>The fields at fault.</p><tr><td><code>retryAfter</code><td>integer<td><p>When to try again, in seconds.</p></table></details></section></main>
</html>
`;
