// Generated from the OpenAPI document by `pnpm generate`.

export interface paths {
    "/v1/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Group the latest errors of jobs that have failed or are to be tried again
         * @description Group the latest errors of jobs that have failed or are to be tried again: by type, message and the top of the stack. A call looks at a bounded number of jobs, the latest of each type and status, and says at how many of how many. `error_group` of a filter means the jobs of a group: to list them, or to retry, cancel or delete them.
         */
        get: operations["ListErrorGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a group with its callbacks, and maybe its jobs, in one step
         * @description Create a group with its callbacks, and maybe its jobs, in one step: all of it or nothing.
         */
        post: operations["CreateGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a group
         * @description Look at a group.
         */
        get: operations["GetGroup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}:seal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let no more jobs join a group
         * @description Let no more jobs join a group: it ends with the last one of those that have.
         */
        post: operations["SealGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the jobs of a group, the earliest first, by JOB_VIEW_BASIC
         * @description List the jobs of a group, the earliest first, by JOB_VIEW_BASIC. Those that are kept no more are left out.
         */
        get: operations["ListGroupJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Seal a group and cancel those of its jobs that have not finished, one after the other, each as CancelJob does it
         * @description Seal a group and cancel those of its jobs that have not finished, one after the other, each as CancelJob does it.
         */
        post: operations["CancelGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups/{id}:retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run the jobs of a group again that have failed, one after the other, each as RetryJob does it
         * @description Run the jobs of a group again that have failed, one after the other, each as RetryJob does it. Its callbacks stay as they are.
         */
        post: operations["RetryGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs, type by type and status by status, in the order of their enum
         * @description List jobs, type by type and status by status, in the order of their enum. Within a status, scheduled and retrying jobs are ordered by when they are due, pending ones by the order in which they will be leased, running ones by when their lease ends, blocked ones by when they were enqueued, finished ones by when they expire. A job that changes its status while the pages are read can be listed twice, or not at all.
         */
        get: operations["ListJobs"];
        put?: never;
        /**
         * Enqueue a job
         * @description Enqueue a job.
         *
         *     ALREADY_EXISTS when the idempotency key belongs to a job of another request, or when another job holds the unique key and the request is to be rejected then; NOT_FOUND when a job of `after` does not exist; nothing is written.
         */
        post: operations["Enqueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs:batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enqueue many jobs, each by itself
         * @description Enqueue many jobs, each by itself: one that is refused does not stop the others.
         */
        post: operations["EnqueueBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a job, at once or when it has finished
         * @description Read a job, at once or when it has finished.
         */
        get: operations["GetJob"];
        put?: never;
        post?: never;
        /**
         * Forget a job, its idempotency key and its hold on its unique key
         * @description Forget a job, its idempotency key and its hold on its unique key.
         *
         *     FAILED_PRECONDITION while it is running: cancel it first. The same when it is not at `if_sequence`.
         */
        delete: operations["DeleteJob"];
        options?: never;
        head?: never;
        /**
         * Change a job that waits
         * @description Change a job that waits: what the request gives, and nothing else, in one step. A job that is due later than before, or by now, changes its status as well. It keeps its place in the queue unless its priority changes. What an idempotency key compares stays the request that has made the job.
         *
         *     FAILED_PRECONDITION when it is running or has finished, or is not at `if_sequence`.
         */
        patch: operations["UpdateJob"];
        trace?: never;
    };
    "/v1/jobs/{id}:explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell why a job does not run
         * @description Tell why a job does not run: every reason there is, and when it may start.
         */
        get: operations["ExplainJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description Cancel a job: at once, or, when it is running, by a request that reaches its handler within a heartbeat. A job that is cancelled already is returned as it is.
         *
         *     FAILED_PRECONDITION when it has completed or failed, or is not at `if_sequence`.
         */
        post: operations["CancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}:retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a finished job again, at once and with all its attempts
         * @description Run a finished job again, at once and with all its attempts. One with a unique key takes the key again.
         *
         *     FAILED_PRECONDITION when it has not finished, is not at `if_sequence`, or another job holds its unique key.
         */
        post: operations["RetryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream the job as it stands, then after each change, until it reaches a final status, is deleted or expires
         * @description Stream the job as it stands, then after each change, until it reaches a final status, is deleted or expires. Changes in quick succession may come as one event; the latest always comes.
         */
        get: operations["WatchJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs:retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run finished jobs again, each as RetryJob does it
         * @description Run finished jobs again, each as RetryJob does it: those that have failed, unless the filter names other statuses.
         */
        post: operations["RetryJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel jobs, each as CancelJob does it
         * @description Cancel jobs, each as CancelJob does it: all that have not finished, unless the filter names statuses.
         */
        post: operations["CancelJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs:delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget jobs, each as DeleteJob does it
         * @description Forget jobs, each as DeleteJob does it. The filter must name their statuses.
         */
        post: operations["DeleteJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}:purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget the jobs of a queue, all but those that run, or those in some statuses
         * @description Forget the jobs of a queue, all but those that run, or those in some statuses. It is as DeleteJobs with that filter.
         */
        post: operations["PurgeQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an operation
         * @description Read an operation. One that has ended is kept for 7 days, as long as it is among the last 1,000.
         */
        get: operations["GetOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operations, the latest first
         * @description List operations, the latest first.
         */
        get: operations["ListOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}:stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop an operation
         * @description Stop an operation: at once, or after its round under way. What it has done stays done. One that has ended is returned as it is.
         */
        post: operations["StopOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the queues that have jobs or settings, by name
         * @description List the queues that have jobs or settings, by name.
         */
        get: operations["ListQueues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at the queue of a type
         * @description Look at the queue of a type. A type without jobs has an empty one, whether or not it ever had any.
         */
        get: operations["GetQueue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell what has happened minute by minute
         * @description Tell what has happened minute by minute: of a type, or of all types together.
         */
        get: operations["GetStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}:pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lease no job of the queue from now on, until it is resumed or `until` has come
         * @description Lease no job of the queue from now on, until it is resumed or `until` has come. Once this is answered, none is leased, also by a worker that waits for one. All else goes on: what runs is extended and settled, jobs are enqueued and come due. A queue that is paused is paused anew, on these terms.
         */
        post: operations["PauseQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}:resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the pause, the drain and the throttle of the queue
         * @description End the pause, the drain and the throttle of the queue. Workers that wait for its jobs look at once.
         */
        post: operations["ResumeQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}:drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take no new job of the queue from now on, until it is resumed or `until` has come, and work off those that are there
         * @description Take no new job of the queue from now on, until it is resumed or `until` has come, and work off those that are there. An enqueue is refused with FAILED_PRECONDITION, unless its idempotency key leads to a job that is there. A job that is there can be retried by hand.
         */
        post: operations["DrainQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}:limit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the limits of the queue, from its next lease on, in place of those that it had
         * @description Set the limits of the queue, from its next lease on, in place of those that it had. A lower limit stops nobody: nothing is leased until fewer jobs run. A higher one, or none any more, acts at once. A rate that takes the place of another one goes on with what that has counted.
         */
        post: operations["SetQueueLimits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}:limitKey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set what holds for one concurrency key of the queue, from its next lease on, in place of what was set for it
         * @description Set what holds for one concurrency key of the queue, from its next lease on, in place of what was set for it. It holds whether or not the key has jobs, until it is ended.
         */
        post: operations["SetKeyLimits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}:resumeKey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the jobs of a concurrency key go on, also while one that has failed keeps its turn (see KeyOnFailure), be it that it waits for its retry
         * @description Have the jobs of a concurrency key go on, also while one that has failed keeps its turn (see KeyOnFailure), be it that it waits for its retry. A job that has failed for good stays as it is, and is forgotten after its retention from now on.
         */
        post: operations["ResumeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the concurrency keys of the queue that have pending jobs, are throttled or halted or have limits of their own
         * @description List the concurrency keys of the queue that have pending jobs, are throttled or halted or have limits of their own. A key whose standing changes meanwhile may be told twice, or not at all.
         */
        get: operations["ListKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules:preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell when a schedule fires, without making one
         * @description Tell when a schedule fires, without making one.
         */
        post: operations["PreviewSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List schedules, by name
         * @description List schedules, by name.
         */
        get: operations["ListSchedules"];
        put?: never;
        /**
         * Make a schedule, or change the definition of one
         * @description Make a schedule, or change the definition of one. With a definition that is there already nothing changes; with another one the next time is the first one from now on, and jobs that exist stay.
         *
         *     FAILED_PRECONDITION when the schedule is not at `if_revision`.
         */
        post: operations["UpsertSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a schedule
         * @description Read a schedule.
         */
        get: operations["GetSchedule"];
        put?: never;
        post?: never;
        /**
         * Forget a schedule
         * @description Forget a schedule. Its jobs stay. One that has ended is forgotten by itself after 30 days.
         *
         *     FAILED_PRECONDITION when it comes from a source that is newer than `source_version`.
         */
        delete: operations["DeleteSchedule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}:pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pass the times of the schedule over from now on, until it is resumed
         * @description Pass the times of the schedule over from now on, until it is resumed.
         */
        post: operations["PauseSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}:resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the pause of the schedule
         * @description End the pause of the schedule: it fires again from its next time on.
         */
        post: operations["ResumeSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}:trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fire now, also while the schedule is paused, besides its own times
         * @description Fire now, also while the schedule is paused, besides its own times.
         */
        post: operations["TriggerSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}:backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fire past times, the earliest first, less those that have made a job; also while the schedule is paused
         * @description Fire past times, the earliest first, less those that have made a job; also while the schedule is paused. It goes on in steps; the schedule tells how far it is. The jobs count for the overlap of the schedule's own times.
         *
         *     FAILED_PRECONDITION while another backfill of the schedule goes on.
         */
        post: operations["BackfillSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}:cancelBackfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the backfill that goes on, if one does
         * @description End the backfill that goes on, if one does. Its jobs stay.
         */
        post: operations["CancelBackfill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/firings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what became of the latest times of the schedule, at most 100, the latest first
         * @description List what became of the latest times of the schedule, at most 100, the latest first.
         */
        get: operations["ListFirings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell the server's version, store and limits, and if wanted what it and the store do
         * @description Tell the server's version, store and limits, and if wanted what it and the store do.
         */
        get: operations["GetServerInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the workers that live, by name
         * @description List the workers that live, by name: those that tell so, directly on the store or by a server, up to 10,000. A worker is forgotten 35 s after it told so last.
         */
        get: operations["ListWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/watch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stream topics
         * @description Stream topics: each as it is, then what changes of it. A reader that is slow is told what has changed by the time that it reads on, and never what is out of date. It ends only with its caller and the server.
         */
        post: operations["Subscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lease due jobs, the highest priority first, waiting up to `wait` for a first one
         * @description Lease due jobs, the highest priority first, waiting up to `wait` for a first one. A call that ends without an answer may have leased jobs, which come again when their leases expire.
         */
        post: operations["Lease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{type}:lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lease due jobs, the highest priority first, waiting up to `wait` for a first one
         * @description Lease due jobs, the highest priority first, waiting up to `wait` for a first one. A call that ends without an answer may have leased jobs, which come again when their leases expire.
         */
        post: operations["LeaseFromQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases:extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make leases last for `lease` from now
         * @description Make leases last for `lease` from now. Also tells which jobs are to be cancelled. It does not look at `Job.timeout`, which is the worker's to keep.
         */
        post: operations["Extend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases:settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End leases with the outcome of their attempts
         * @description End leases with the outcome of their attempts.
         */
        post: operations["Settle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}:settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End one lease, for callers that have one job at a time
         * @description End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.
         *
         *     ABORTED when the token is stale; nothing was changed then.
         */
        post: operations["SettleJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}:complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End one lease, for callers that have one job at a time
         * @description End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.
         *
         *     ABORTED when the token is stale; nothing was changed then.
         */
        post: operations["SettleJobAsCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}:fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End one lease, for callers that have one job at a time
         * @description End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.
         *
         *     ABORTED when the token is stale; nothing was changed then.
         */
        post: operations["SettleJobAsFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}:snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End one lease, for callers that have one job at a time
         * @description End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.
         *
         *     ABORTED when the token is stale; nothing was changed then.
         */
        post: operations["SettleJobAsSnoozed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}:throttle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End one lease, for callers that have one job at a time
         * @description End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.
         *
         *     ABORTED when the token is stale; nothing was changed then.
         */
        post: operations["SettleJobAsThrottled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}:release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End one lease, for callers that have one job at a time
         * @description End one lease, for callers that have one job at a time: what would refuse the item is the error of the call. Settle is far cheaper for many.
         *
         *     ABORTED when the token is stale; nothing was changed then.
         */
        post: operations["SettleJobAsReleased"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers:heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell that a worker lives, for the next 35 s
         * @description Tell that a worker lives, for the next 35 s: about every 10 s. Nothing but the list of workers depends on it.
         */
        post: operations["Heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows:validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what is wrong with a definition, without keeping it
         * @description Tell what is wrong with a definition, without keeping it. A definition that is no JSON has one violation as well.
         */
        post: operations["ValidateWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the latest versions of workflows, by name
         * @description List the latest versions of workflows, by name.
         */
        get: operations["ListWorkflows"];
        put?: never;
        /**
         * Keep a workflow
         * @description Keep a workflow. A definition that says what the latest version says, whatever it says to people, is that version.
         */
        post: operations["PutWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a version of a workflow
         * @description Read a version of a workflow.
         */
        get: operations["GetWorkflow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{name}:start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a run of a workflow
         * @description Start a run of a workflow.
         *
         *     FAILED_PRECONDITION when a step that starts at once has a concurrency key whose home is in another partition of the store: the message names the step, the key, and the `route_key` with which the run lies where the key is: the type of the step, a space and the key.
         */
        post: operations["StartRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a run
         * @description Read a run.
         */
        get: operations["GetRun"];
        put?: never;
        post?: never;
        /**
         * Delete a run that has ended, with its jobs and results
         * @description Delete a run that has ended, with its jobs and results.
         */
        delete: operations["DeleteRun"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs, the latest first, without inputs and results
         * @description List runs, the latest first, without inputs and results.
         */
        get: operations["ListRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}:watch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream the history of a run from a line on, and how the run stands after it, until the run has ended or is deleted
         * @description Stream the history of a run from a line on, and how the run stands after it, until the run has ended or is deleted.
         */
        get: operations["WatchRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run
         * @description Cancel a run: what has not begun is cancelled, what runs is asked to stop, then `finally` runs.
         */
        post: operations["CancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}:pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have no further step of a run start; those that run go on
         * @description Have no further step of a run start; those that run go on.
         */
        post: operations["PauseRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}:resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the pause of a run
         * @description End the pause of a run. What has come due meanwhile starts at once.
         */
        post: operations["ResumeRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}:signal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a signal to a run, which the next step takes that waits for one of the name, now or later
         * @description Send a signal to a run, which the next step takes that waits for one of the name, now or later.
         */
        post: operations["SignalRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}:link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a link by which somebody with a browser signals a run, for a mail say
         * @description Make a link by which somebody with a browser signals a run, for a mail say. Its page asks, and signals when one of the answers is chosen: opening it does nothing, as scanners of mails open links. The first answer counts. Whoever has the link can answer until it expires.
         *
         *     FAILED_PRECONDITION when the server has no secret to sign it by, or no step of the run waits for such a signal.
         */
        post: operations["CreateSignalLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}:rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run steps of a run that has ended again, and all that come after them
         * @description Run steps of a run that has ended again, and all that come after them. The others keep their results.
         */
        post: operations["RerunRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/steps/{step}:retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a step again that has failed, in a run that goes on, before a step behind it has started
         * @description Run a step again that has failed, in a run that goes on, before a step behind it has started.
         */
        post: operations["RetryStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/steps/{step}:skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a step for completed, with a result made by hand
         * @description Have a step for completed, with a result made by hand.
         */
        post: operations["SkipStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}:addSteps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add steps to a run that goes on
         * @description Add steps to a run that goes on.
         */
        post: operations["AddSteps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List lines of the history of a run
         * @description List lines of the history of a run.
         */
        get: operations["ListRunEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/steps/{step}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the result of a step that has completed; of a map, results of its items, also while it goes on
         * @description Read the result of a step that has completed; of a map, results of its items, also while it goes on.
         */
        get: operations["GetStepResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AddStepsResponse: {
            /** @description As it is now. */
            run?: components["schemas"]["Run"];
        };
        /**
         * @description What a job makes of how the jobs end that it comes after.
         *
         *     - `AFTER_RULE_COMPLETED`: It runs once all of them have completed. As soon as one has failed, was cancelled or was deleted, it is cancelled, with a reason that names that one.
         *     - `AFTER_RULE_FINISHED`: It runs once all of them have ended, however they did; a deleted one has ended, too.
         *     - `AFTER_RULE_FAILED`: Of `on_failed` of a group alone: it runs as soon as one job of the group has failed for good.
         * @enum {string}
         */
        AfterRule: "AFTER_RULE_UNSPECIFIED" | "AFTER_RULE_COMPLETED" | "AFTER_RULE_FINISHED" | "AFTER_RULE_FAILED";
        /** @description An attempt that did not succeed. */
        AttemptError: {
            /**
             * Format: int32
             * @description Which attempt, 1 for the first.
             */
            attempt: number;
            message: string;
            /** @description More, such as a stack trace. */
            details: string;
            /** Format: date-time */
            at?: string;
            workerId: string;
        };
        /** @description Past times of a schedule that fire, the earliest first. */
        Backfill: {
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
            overlap?: components["schemas"]["OverlapPolicy"];
            again?: boolean;
            state?: components["schemas"]["BackfillState"];
            /** Format: date-time */
            startedAt?: string;
            /**
             * Format: int64
             * @description How many times there were as it began, less those that had fired.
             */
            count?: string;
            /**
             * Format: int64
             * @description Jobs that were made.
             */
            fired?: string;
            /**
             * Format: int64
             * @description Times that made no job because of an overlap, or because the store has refused it.
             */
            skipped?: string;
        };
        BackfillScheduleResponse: {
            /** @description As it is now. */
            schedule?: components["schemas"]["Schedule"];
        };
        /**
         * @description Whether a backfill goes on.
         *
         *     - `BACKFILL_STATE_RUNNING`:
         *     - `BACKFILL_STATE_DONE`: It has dealt with all of its times.
         *     - `BACKFILL_STATE_CANCELLED`:
         * @enum {string}
         */
        BackfillState: "BACKFILL_STATE_UNSPECIFIED" | "BACKFILL_STATE_RUNNING" | "BACKFILL_STATE_DONE" | "BACKFILL_STATE_CANCELLED";
        /** @description How long a job waits after a failed attempt: min(max, initial * multiplier ^ (attempt - 1)), and a random part of up to `jitter` times that on top. */
        Backoff: {
            /**
             * @description The wait after the first failure. Default: 2s.
             * @example 3.5s
             */
            initial?: string;
            /** @description What each further failure multiplies the wait by, 1 to 100. Default: 2. */
            multiplier?: number;
            /**
             * @description The longest wait, before jitter. Default: 5m.
             * @example 3.5s
             */
            max?: string;
            /** @description The largest random part, as a share of the wait, 0 to 1. Default: 0.25. */
            jitter?: number;
        };
        /** @description One field that breaks a rule. */
        BadRequest_FieldViolation: {
            /** @description A path that leads to the field. */
            field: string;
            /** @description Why the value is bad. */
            description: string;
        };
        CancelBackfillResponse: {
            /** @description As it is now. */
            schedule?: components["schemas"]["Schedule"];
        };
        CancelGroupResponse: {
            group?: components["schemas"]["Group"];
        };
        CancelJobResponse: {
            /** @description Cancelled, or still running with `cancel_requested` set. */
            job?: components["schemas"]["Job"];
        };
        CancelJobsRequest: {
            /** @description Its statuses may be all but those of jobs that have finished, which is the default of them. */
            filter?: components["schemas"]["JobFilter"];
            /** @description As RetryJobsRequest has it. */
            dryRun?: boolean;
            /**
             * Format: int32
             * @description As RetryJobsRequest has it.
             */
            expectCount?: number;
            /** @description Kept with each job and handed to its handler, at most 1,024 bytes. Default: none. */
            reason?: string;
            /**
             * Format: int32
             * @description As RetryJobsRequest has it.
             */
            maxPerSecond?: number;
        };
        CancelJobsResponse: {
            operation?: components["schemas"]["Operation"];
        };
        CancelRunResponse: {
            /** @description As it is now. */
            run?: components["schemas"]["Run"];
        };
        /**
         * @description What becomes of times that were missed, because nothing was there to fire them: those of more than a minute ago.
         *
         *     - `CATCH_UP_POLICY_LATEST`: The latest of them fires, unless one that is not missed does.
         *     - `CATCH_UP_POLICY_ALL`: The latest `max_catch_up` of them fire, the earliest of these first.
         *     - `CATCH_UP_POLICY_NONE`: None fires.
         * @enum {string}
         */
        CatchUpPolicy: "CATCH_UP_POLICY_UNSPECIFIED" | "CATCH_UP_POLICY_LATEST" | "CATCH_UP_POLICY_ALL" | "CATCH_UP_POLICY_NONE";
        /**
         * @description The status codes of gRPC.
         *
         *     - `CANCELLED`:
         *     - `UNKNOWN`:
         *     - `INVALID_ARGUMENT`:
         *     - `DEADLINE_EXCEEDED`:
         *     - `NOT_FOUND`:
         *     - `ALREADY_EXISTS`:
         *     - `PERMISSION_DENIED`:
         *     - `UNAUTHENTICATED`:
         *     - `RESOURCE_EXHAUSTED`:
         *     - `FAILED_PRECONDITION`:
         *     - `ABORTED`:
         *     - `OUT_OF_RANGE`:
         *     - `UNIMPLEMENTED`:
         *     - `INTERNAL`:
         *     - `UNAVAILABLE`:
         *     - `DATA_LOSS`:
         * @enum {string}
         */
        Code: "OK" | "CANCELLED" | "UNKNOWN" | "INVALID_ARGUMENT" | "DEADLINE_EXCEEDED" | "NOT_FOUND" | "ALREADY_EXISTS" | "PERMISSION_DENIED" | "UNAUTHENTICATED" | "RESOURCE_EXHAUSTED" | "FAILED_PRECONDITION" | "ABORTED" | "OUT_OF_RANGE" | "UNIMPLEMENTED" | "INTERNAL" | "UNAVAILABLE" | "DATA_LOSS";
        /**
         * @description All that there is of a kind.
         *
         *     - `COLLECTION_QUEUES`: The first 1,000 queues by name, as ListQueues tells of them, each second.
         *     - `COLLECTION_WORKERS`: The first 1,000 workers by name, every two seconds.
         *     - `COLLECTION_OPERATIONS`: The latest 100 operations, each second.
         *     - `COLLECTION_SCHEDULES`: The first 1,000 schedules by name, every five seconds.
         * @enum {string}
         */
        Collection: "COLLECTION_UNSPECIFIED" | "COLLECTION_QUEUES" | "COLLECTION_WORKERS" | "COLLECTION_OPERATIONS" | "COLLECTION_SCHEDULES";
        /** @description The handler succeeded. */
        Completed: {
            /** @description Kept with the job. At most 1 MiB unless the server is configured otherwise. In base64. */
            result?: string;
            /** @description What `result` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            resultJson?: unknown;
            /** @description Jobs to create in the same step, as children of the job: all of them when this completion is accepted, else none. At most 1,000, of 2 MiB together. Their `parent_id` is the job's id, they lie in its partition, and their types may be draining. They have no idempotency_key, unique, concurrency_key, after, after_rule or durability: enqueue what needs them by itself. */
            enqueue?: components["schemas"]["EnqueueRequest"][];
            /** @description Steps to add to the run of the job in the same step, as JSON: an object of steps by their names, as in AddStepsRequest. The run does not end before them. Refused when the run cannot take them, as for a cycle, which is named, and for a job of no run. At most 1 MiB. Default: none. In base64. */
            addSteps?: string;
            /** @description What `addSteps` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            addStepsJson?: unknown;
        };
        /** @description A concurrency key of a queue. */
        ConcurrencyKey: {
            key: string;
            status: components["schemas"]["KeyStatus"];
            /**
             * Format: int32
             * @description How many of its jobs are pending; at most 10,000 are counted.
             */
            pending: number;
            /**
             * Format: int32
             * @description How many of its jobs run; at most 10,000 are counted.
             */
            running: number;
            /**
             * Format: date-time
             * @description Until when it is throttled, by the store's clock.
             */
            until?: string;
            /** @description Absent when nothing is set for it. */
            limits?: components["schemas"]["KeyLimits"];
            /** @description The jobs that keep its turn, because an attempt of theirs has failed: the first 10. */
            keptBy: string[];
        };
        CreateGroupRequest: {
            /** @description Jobs to create with it, at most 1,000 of 2 MiB together. They and the callbacks have no idempotency_key, unique, after, after_rule, group_id or durability: enqueue what needs them by itself. */
            jobs?: components["schemas"]["EnqueueRequest"][];
            /** @description Let no more jobs join it. Default: false. */
            sealed?: boolean;
            /** @description The job that is run once the group is sealed and all of its jobs have completed. Default: none. */
            onCompleted?: components["schemas"]["EnqueueRequest"];
            /** @description The job that is run as soon as one has failed for good. Default: none. */
            onFailed?: components["schemas"]["EnqueueRequest"];
            /** @description The job that is run once the group is sealed and all have ended, however they did. Default: none. */
            onFinished?: components["schemas"]["EnqueueRequest"];
            /**
             * @description How long it is kept once it has finished, 1 s to 10 years. Default: 24 h.
             * @example 3.5s
             */
            retention?: string;
        };
        CreateGroupResponse: {
            group?: components["schemas"]["Group"];
        };
        CreateSignalLinkResponse: {
            /** @description The path below the address by which browsers reach the server. */
            path: string;
            /** Format: date-time */
            expiresAt?: string;
        };
        DeleteJobsRequest: {
            /** @description It must name statuses, all but JOB_STATUS_RUNNING. */
            filter?: components["schemas"]["JobFilter"];
            /** @description As RetryJobsRequest has it. */
            dryRun?: boolean;
            /**
             * Format: int32
             * @description As RetryJobsRequest has it.
             */
            expectCount?: number;
            /**
             * Format: int32
             * @description As RetryJobsRequest has it.
             */
            maxPerSecond?: number;
        };
        DeleteJobsResponse: {
            operation?: components["schemas"]["Operation"];
        };
        DeleteRunResponse: Record<string, never>;
        DeleteScheduleResponse: Record<string, never>;
        /**
         * @description How often a handler may run.
         *
         *     - `DELIVERY_AT_LEAST_ONCE`: A failed or lost attempt is tried again.
         *     - `DELIVERY_AT_MOST_ONCE`: Once a handler may have started, it is never started again: a failure or a lost lease ends in JOB_STATUS_FAILED.
         * @enum {string}
         */
        Delivery: "DELIVERY_UNSPECIFIED" | "DELIVERY_AT_LEAST_ONCE" | "DELIVERY_AT_MOST_ONCE";
        DrainQueueResponse: {
            /** @description As it is now. */
            queue?: components["schemas"]["Queue"];
        };
        DroppedEvents: {
            /** Format: int64 */
            fromSequence: string;
            /** Format: int64 */
            toSequence: string;
        };
        /**
         * @description What an enqueue waits for before it is answered.
         *
         *     - `DURABILITY_STORED`: What the store itself takes for written, by its own settings.
         *     - `DURABILITY_REPLICATED`: Besides, that replicas of the store have it. INVALID_ARGUMENT with a store that has none: so far, only Redis can.
         * @enum {string}
         */
        Durability: "DURABILITY_UNSPECIFIED" | "DURABILITY_STORED" | "DURABILITY_REPLICATED";
        EnqueueBatchRequest: {
            /** @description At most 1,000 unless the server is configured otherwise. Each is checked by itself. */
            requests?: components["schemas"]["EnqueueRequest"][];
        };
        EnqueueBatchResponse: {
            /** @description One for each request, in order. */
            results: components["schemas"]["EnqueueBatchResult"][];
        };
        /** @description What became of one request of a batch. */
        EnqueueBatchResult: {
            /** @description Present unless the request was refused. Its job comes without its payload, which the caller has: the answer to a large batch would else be a message that is larger than what clients read. */
            enqueued?: components["schemas"]["EnqueueResponse"];
            /** @description Present when the request was refused; nothing was written then. */
            error?: components["schemas"]["ItemError"];
        };
        EnqueueRequest: {
            /** @description Names the queue and the handler: 1 to 128 letters, digits, or any of "._:-", starting with a letter or digit. */
            type: string;
            /** @description Handed to the handler as it is. At most 1 MiB unless the server is configured otherwise. In base64. */
            payload?: string;
            /** @description What `payload` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            payloadJson?: unknown;
            /**
             * Format: date-time
             * @description At this time, by the store's clock; a time that has passed means at once. At the latest 2200-01-01T00:00:00Z.
             */
            runAt?: string;
            /**
             * @description After this time, at most 3,653 days.
             * @example 3.5s
             */
            delay?: string;
            /**
             * Format: int32
             * @description 0 to 100, higher first. Default: 5.
             */
            priority?: number;
            /**
             * Format: int32
             * @description 1 to 1,000. Default: 4, a first run and 3 retries.
             */
            maxAttempts?: number;
            /** @description Default: 2s, doubling, at most 5m, plus up to 25 % jitter. */
            backoff?: components["schemas"]["Backoff"];
            /**
             * @description How long one attempt may take, at most 30 days; the worker that runs it stops it then, and has it fail. Default: no limit.
             * @example 3.5s
             */
            timeout?: string;
            /** @description At most one job of this type is kept under this key, 1 to 256 bytes. The same request again returns that job with `created` false. Default: none. */
            idempotencyKey?: string;
            /** @description Default: DELIVERY_AT_LEAST_ONCE. */
            delivery?: components["schemas"]["Delivery"];
            /** @description Labels for people and filters: at most 64 entries and 8 KiB unless configured otherwise. */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description How long the job is kept once it has finished, 1 second to 3,653 days. Default: 24h, or `unique.ttl` where that is longer.
             * @example 3.5s
             */
            retention?: string;
            /** @description DURABILITY_REPLICATED waits until as many replicas have the job as the store is configured for, or until its time for that is over: with Redis 1 replica and 1 second. It is no part of what an idempotency key compares. Default: DURABILITY_STORED. */
            durability?: components["schemas"]["Durability"];
            /** @description What the payload is, as a media type of at most 256 bytes. Default: "application/json". */
            contentType?: string;
            /** @description The span that enqueues the job, for traces that go on where it runs. It is no part of what an idempotency key compares. Default: none. */
            traceContext?: components["schemas"]["TraceContext"];
            /**
             * @description How long after it is due its first attempt may begin, at most 3,653 days: a job that nobody has leased by then is cancelled. Default: no limit.
             * @example 3.5s
             */
            expiresIn?: string;
            /** @description Asks that there be one job at most for the same work, whatever its requests say besides. It is looked at after the idempotency key. Default: none. */
            unique?: components["schemas"]["Unique"];
            /** @description The id of a group that the job joins, which is not sealed: see GroupService. It lies where the group does. FAILED_PRECONDITION when it is sealed. Default: none. */
            groupId?: string;
            /** @description The ids of jobs that have to end first, at most 100: until then the job is JOB_STATUS_BLOCKED. One that has ended already counts at once; NOT_FOUND for one that does not exist. A job can only come after jobs that exist, so none can come after itself. All must lie in one partition of the store, which ids begin with. A `delay` begins when the wait ends. Default: none. */
            after?: string[];
            /** @description What their ends mean for this job; of use with `after` only. Default: AFTER_RULE_COMPLETED. */
            afterRule?: components["schemas"]["AfterRule"];
            /** @description Names whose job it is or what it uses, such as a tenant, by 1 to 256 bytes. The keys of a queue are served fairly, and each may have a limit: see QueueLimits.key_max_running. Default: none, which is served as one more key, without a limit. */
            concurrencyKey?: string;
        };
        EnqueueResponse: {
            job?: components["schemas"]["Job"];
            /** @description False when the idempotency key, or the unique key, led to a job that was there before. */
            created: boolean;
            /**
             * Format: int32
             * @description How many replicas have said that they have the job; present only for DURABILITY_REPLICATED. With 0, none did in time: the job is there all the same, but a crash of the node that has it may take it along. The same request again with its idempotency key asks the replicas again.
             */
            replicas?: number;
            /** @description The unique key led to a job that the request has replaced; it was not created then. */
            replaced: boolean;
        };
        /** @description Jobs of one type whose latest errors seem to have one cause. */
        ErrorGroup: {
            /** @description Tells it from all others. */
            id: string;
            type: string;
            /** @description What the messages have in common: numbers, ids, addresses, paths, times and quoted texts are replaced, as by `<number>`. At most 256 characters. */
            message: string;
            /** @description The function and the file on top of the stack that are not of a library; empty when no stack tells. */
            frame: string;
            /**
             * Format: int32
             * @description How many of its jobs were seen that have failed for good.
             */
            failed: number;
            /**
             * Format: int32
             * @description How many were seen that are to be tried again.
             */
            retrying: number;
            /**
             * Format: date-time
             * @description When the first of these errors came.
             */
            firstSeenAt?: string;
            /**
             * Format: date-time
             * @description When the last of them came.
             */
            lastSeenAt?: string;
            /** @description The job with the last of them. */
            sampleJobId: string;
            /** @description What that error says, at most 1,024 characters. */
            sampleMessage: string;
        };
        ExplainJobResponse: {
            /** @description What keeps the job from running, what would come first being first. One that runs or has ended has one reason, which says so. */
            reasons: components["schemas"]["Reason"][];
            /**
             * Format: date-time
             * @description When it may start, by the store's clock, if all goes on as in the last minute. Absent when that cannot be told, and for a job that runs or has ended.
             */
            estimatedStart?: string;
        };
        ExtendItem: {
            jobId: string;
            /** Format: uint64 */
            token?: string;
            /** @description Replaces the job's progress when given. */
            progress?: components["schemas"]["Progress"];
            /** @description Lines to add to the job's log, at most 100 of at most 640 bytes. */
            log?: string[];
        };
        ExtendRequest: {
            /** @description The worker that holds the leases, for logs: what entitles it is the token of each lease. */
            workerId?: string;
            items?: components["schemas"]["ExtendItem"][];
            /**
             * @description How long the leases last from now, 10 ms to 24 h. Default: 30s.
             * @example 3.5s
             */
            lease?: string;
        };
        ExtendResponse: {
            /** @description One for each item, in order. */
            results: components["schemas"]["ExtendResult"][];
        };
        /** @description What became of one extension. */
        ExtendResult: {
            /** @description The lease was extended, and the job is to be cancelled: stop the handler and settle. */
            cancelRequested: boolean;
            /** @description Present when the lease was not extended; nothing was changed then. ABORTED: the token is stale, so stop the handler and do not settle. Any other code, such as UNAVAILABLE: it could not be extended now, so ask again for as long as the lease lasts. */
            error?: components["schemas"]["ItemError"];
        };
        /** @description The handler failed. */
        Failed: {
            /** @description At most 8 KiB. */
            message?: string;
            /** @description More, such as a stack trace, at most 32 KiB. */
            details?: string;
            /** @description Do not retry: the job goes to JOB_STATUS_FAILED at once. */
            permanent?: boolean;
            /**
             * @description Retry after this time instead of the job's backoff.
             * @example 3.5s
             */
            retryAfter?: string;
        };
        /** @description A time that has come, and what became of it. */
        Firing: {
            /** Format: date-time */
            nominal?: string;
            /** Format: date-time */
            firedAt?: string;
            trigger?: components["schemas"]["FiringTrigger"];
            outcome?: components["schemas"]["FiringOutcome"];
            /** @description Of the job that it made; else empty. */
            jobId?: string;
            /** @description Why the store has refused the job; else empty. */
            reason?: string;
        };
        /**
         * @description What became of a time.
         *
         *     - `FIRING_OUTCOME_FIRED`: It has made a job.
         *     - `FIRING_OUTCOME_BUFFERED`: It has made a job, which waits for those before it.
         *     - `FIRING_OUTCOME_SKIPPED`: Those before it have not ended.
         *     - `FIRING_OUTCOME_REFUSED`: The store has refused the job.
         * @enum {string}
         */
        FiringOutcome: "FIRING_OUTCOME_UNSPECIFIED" | "FIRING_OUTCOME_FIRED" | "FIRING_OUTCOME_BUFFERED" | "FIRING_OUTCOME_SKIPPED" | "FIRING_OUTCOME_REFUSED";
        /** @description A time at which a schedule fires. */
        FiringTime: {
            /**
             * Format: date-time
             * @description By the calendar.
             */
            nominal?: string;
            /**
             * Format: date-time
             * @description With jitter.
             */
            due?: string;
            /** @description The nominal time by the clock of the zone, such as 2027-03-28T03:00:00+02:00. */
            local: string;
            /** @description `gap: shifted`, `overlap: first of two` or `overlap: last of two`. Empty where clocks do not change. */
            note: string;
        };
        /**
         * @description Why a schedule has fired.
         *
         *     - `FIRING_TRIGGER_SCHEDULE`:
         *     - `FIRING_TRIGGER_CATCH_UP`: Its time was missed.
         *     - `FIRING_TRIGGER_MANUAL`: TriggerSchedule was called.
         *     - `FIRING_TRIGGER_BACKFILL`: BackfillSchedule was called.
         * @enum {string}
         */
        FiringTrigger: "FIRING_TRIGGER_UNSPECIFIED" | "FIRING_TRIGGER_SCHEDULE" | "FIRING_TRIGGER_CATCH_UP" | "FIRING_TRIGGER_MANUAL" | "FIRING_TRIGGER_BACKFILL";
        GetGroupResponse: {
            group?: components["schemas"]["Group"];
        };
        GetJobResponse: {
            job?: components["schemas"]["Job"];
        };
        GetOperationResponse: {
            operation?: components["schemas"]["Operation"];
        };
        GetQueueResponse: {
            queue?: components["schemas"]["Queue"];
        };
        GetRunResponse: {
            run?: components["schemas"]["Run"];
        };
        GetScheduleResponse: {
            schedule?: components["schemas"]["Schedule"];
        };
        GetServerInfoResponse: {
            /** @description The server's version, for example "0.1.0". */
            version: string;
            /** @description The kind of store, for example "redis". */
            store: string;
            limits?: components["schemas"]["Limits"];
            /** @description What the server and the store do; absent unless it was asked for. */
            status?: components["schemas"]["ServerStatus"];
        };
        GetStatsResponse: {
            /**
             * @description The earliest first; minutes in which nothing has happened are left out.
             *
             *     A store counts up to 1,000 types by name. What happens to jobs of a further one counts among all types alone, until nothing has happened to one of the others for a day.
             */
            minutes: components["schemas"]["MinuteStats"][];
        };
        GetStepResultResponse: {
            /** @description JSON. Absent for a map. In base64. */
            result?: string;
            /** @description What `result` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            resultJson?: unknown;
            /** @description Of a map: JSON for each item, null for one that has none. */
            items: string[];
            /**
             * Format: int32
             * @description Of a map: the item with which the next page begins. Absent on the last page.
             */
            nextItem?: number;
        };
        GetWorkflowResponse: {
            workflow?: components["schemas"]["WorkflowVersion"];
        };
        /** @description Jobs that belong together. */
        Group: {
            id: string;
            /** @description Whether no more jobs can join it. */
            sealed: boolean;
            counts?: components["schemas"]["GroupCounts"];
            /** Format: date-time */
            createdAt?: string;
            /**
             * Format: date-time
             * @description When it was sealed and no job of it was open for the first time; absent until then.
             */
            finishedAt?: string;
            /**
             * Format: date-time
             * @description When it is forgotten, unless one of its jobs is run again before.
             */
            expiresAt?: string;
            /**
             * @description How long it is kept once it has finished.
             * @example 3.5s
             */
            retention?: string;
            /** @description The ids of the jobs that it calls back: JOB_STATUS_BLOCKED until then, and JOB_STATUS_CANCELLED when it cannot come to that any more. Empty for none. */
            onCompletedId: string;
            onFailedId: string;
            onFinishedId: string;
        };
        /** @description How many jobs of a group are where. Those that are kept no more still count. */
        GroupCounts: {
            /**
             * Format: int32
             * @description Those that have not finished.
             */
            open: number;
            /** Format: int32 */
            completed: number;
            /** Format: int32 */
            failed: number;
            /**
             * Format: int32
             * @description Those that were cancelled, or deleted before they had finished.
             */
            cancelled: number;
        };
        HeartbeatRequest: {
            /** @description The worker's name, as in Lease. */
            workerId: string;
            /** @description The types that it leases, 1 to 256. */
            types?: string[];
            /**
             * Format: int32
             * @description How many jobs it runs at a time, at most.
             */
            concurrency?: number;
            /**
             * Format: int32
             * @description How many it runs now.
             */
            running?: number;
            /** @description Of its program, as it calls it. Default: none. */
            version?: string;
            /** @description The machine that it runs on. Default: none. */
            host?: string;
            /**
             * @description How late its event loop was lately. Default: 0s.
             * @example 3.5s
             */
            eventLoopLag?: string;
            /** @description The worker ends: it is forgotten at once, and nothing else of this request counts. */
            leaving?: boolean;
        };
        HeartbeatResponse: Record<string, never>;
        /** @description Why one item of a batch was refused, which does not stop the others. It says what a call for that item alone would have failed with. */
        ItemError: {
            /** @description The status code of gRPC. Its names and numbers are the same in every language, so that an error of an item can be handled by what handles errors of calls. */
            code: components["schemas"]["Code"];
            /** @description Says to people what is wrong and what to do. */
            message: string;
            /** @description The fields that broke a rule, each named from the item, for example `metadata["team"]`. Empty unless the code is INVALID_ARGUMENT or RESOURCE_EXHAUSTED, or another job holds the unique key. */
            violations: components["schemas"]["BadRequest_FieldViolation"][];
        };
        /** @description A job as it stood when it was read. */
        Job: {
            id: string;
            /** @description Names the queue and the handler. */
            type: string;
            /** @description Empty by JOB_VIEW_BASIC, whatever the job has. In base64. */
            payload?: string;
            /** @description What `payload` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            payloadJson?: unknown;
            status: components["schemas"]["JobStatus"];
            /**
             * Format: int32
             * @description 0 to 100, higher first; first in, first out within one priority.
             */
            priority: number;
            /**
             * Format: int32
             * @description How many attempts have begun and were not given back by a release or a snooze.
             */
            attempt: number;
            /** Format: int32 */
            maxAttempts: number;
            /**
             * Format: date-time
             * @description When the job is, or was, due.
             */
            runAt?: string;
            /** Format: date-time */
            createdAt?: string;
            /** Format: date-time */
            updatedAt?: string;
            /**
             * Format: date-time
             * @description When the latest attempt began.
             */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            /**
             * Format: date-time
             * @description When a finished job is forgotten.
             */
            expiresAt?: string;
            /** @description What the handler returned; only of a completed job, and absent when it returned nothing, or by JOB_VIEW_BASIC. In base64. */
            result?: string;
            /** @description What `result` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            resultJson?: unknown;
            /** @description The last 10 attempts that did not succeed, the oldest first. */
            errors: components["schemas"]["AttemptError"][];
            progress?: components["schemas"]["Progress"];
            metadata: {
                [key: string]: string;
            };
            /** @description The worker of the latest attempt. */
            workerId: string;
            /**
             * Format: date-time
             * @description When the present lease ends unless it is extended; only while running.
             */
            leaseExpiresAt?: string;
            delivery: components["schemas"]["Delivery"];
            /**
             * @description How long one attempt may take; absent for no limit. The worker keeps it, not the server.
             * @example 3.5s
             */
            timeout?: string;
            idempotencyKey: string;
            /** @description A cancel has come while the job was running. */
            cancelRequested: boolean;
            cancelReason: string;
            backoff?: components["schemas"]["Backoff"];
            /**
             * @description How long the job is kept once it has finished.
             * @example 3.5s
             */
            retention?: string;
            /**
             * Format: int64
             * @description Grows by one with every change of the job.
             */
            sequence: string;
            /**
             * Format: int32
             * @description How many bytes the payload has; present by JOB_VIEW_BASIC alone, and so tells that the payload was left out.
             */
            payloadBytes?: number;
            /** @description The first 256 bytes of the payload, which can end within a character; by JOB_VIEW_BASIC alone. In base64. */
            payloadPreview?: string;
            /** @description What `payloadPreview` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            payloadPreviewJson?: unknown;
            /**
             * Format: int32
             * @description How many bytes the result has; by JOB_VIEW_BASIC alone, and absent when there is no result.
             */
            resultBytes?: number;
            /** @description What the payload is, as a media type. Empty for "application/json", the default. */
            contentType: string;
            /** @description The span that enqueued the job. */
            traceContext?: components["schemas"]["TraceContext"];
            /** @description Of the work that is there at most once; see Unique. Empty for none. The job need not hold it any more. */
            uniqueKey: string;
            /** @description What the job waits for; only of a JOB_STATUS_BLOCKED one. */
            waitsFor?: components["schemas"]["WaitsFor"];
            /**
             * @description How long after it is due the first attempt may begin; absent for no limit.
             * @example 3.5s
             */
            expiresIn?: string;
            /**
             * Format: date-time
             * @description The job is cancelled unless its first attempt has begun by then. Absent for no limit, and once an attempt has ended, unless it was given back before its handler started.
             */
            startBy?: string;
            /** @description The last 100 lines that its handlers have logged, the oldest first. Empty by JOB_VIEW_BASIC, and in what Lease answers. */
            log: components["schemas"]["LogLine"][];
            /** @description Whose job it is or what it uses; see EnqueueRequest. Empty for none. */
            concurrencyKey: string;
            /** @description The group that the job belongs to. Empty for none. */
            groupId: string;
            /** @description The job whose handler has enqueued this one, and with whose completion it was created; see Completed.enqueue. Empty for none. */
            parentId: string;
            /** @description The step of a workflow's run that the job is made for. Absent for none. Such a job is not retried or deleted by itself, and kept as long as its run. */
            run?: components["schemas"]["RunStep"];
        };
        /** @description How many jobs match a filter. */
        JobCount: {
            /**
             * Format: int32
             * @description With `more`, at least.
             */
            jobs: number;
            /** @description Whether there may be more, because not all were counted. */
            more: boolean;
        };
        /** @description A job as it stood after one of its changes. */
        JobEvent: {
            /**
             * Format: int64
             * @description The job's sequence number.
             */
            sequence: string;
            job?: components["schemas"]["Job"];
        };
        /** @description Which jobs are meant. Every filter that is given must hold, and one besides `statuses` must be given: for the jobs of all types, give `created_before`. */
        JobFilter: {
            /** @description Default: every type. */
            type?: string;
            /** @description Default: see what is done to the jobs. */
            statuses?: components["schemas"]["JobStatus"][];
            /** @description Entries that a job's metadata must have. */
            metadata?: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description Only jobs created at this time or later.
             */
            createdAfter?: string;
            /**
             * Format: date-time
             * @description Only jobs created before this time.
             */
            createdBefore?: string;
            /** @description Only jobs that have had an error whose message has this text, in letters of either case: at most 256 bytes. Default: none. */
            errorContains?: string;
            /** @description Only jobs whose latest attempt was of this worker. Default: of any, or of none. */
            workerId?: string;
            /** @description Only jobs whose ids begin so: at most 64 bytes. Default: any. */
            idPrefix?: string;
            /**
             * Format: int32
             * @description Only jobs at this attempt or a later one, 1 to 1,000. Default: any.
             */
            attemptMin?: number;
            /** @description Only jobs whose latest error is of this group, by its id: see ListErrorGroups. Default: any. */
            errorGroup?: string;
        };
        /**
         * @description Where a job stands in its life.
         *
         *     - `JOB_STATUS_SCHEDULED`: Waits for its run-at time, or for the end of a snooze.
         *     - `JOB_STATUS_PENDING`: Due, waits for a worker.
         *     - `JOB_STATUS_RUNNING`: Leased by a worker.
         *     - `JOB_STATUS_RETRYING`: An attempt failed or its lease was lost; waits for its backoff.
         *     - `JOB_STATUS_BLOCKED`: Comes after other jobs, which have not ended.
         *     - `JOB_STATUS_COMPLETED`: Finished with success; kept for its retention.
         *     - `JOB_STATUS_FAILED`: The dead letter: attempts spent, or a permanent error. RetryJob runs it again.
         *     - `JOB_STATUS_CANCELLED`: Cancelled before it finished. RetryJob runs it again.
         * @enum {string}
         */
        JobStatus: "JOB_STATUS_UNSPECIFIED" | "JOB_STATUS_SCHEDULED" | "JOB_STATUS_PENDING" | "JOB_STATUS_RUNNING" | "JOB_STATUS_RETRYING" | "JOB_STATUS_BLOCKED" | "JOB_STATUS_COMPLETED" | "JOB_STATUS_FAILED" | "JOB_STATUS_CANCELLED";
        /**
         * @description How much of a job is read.
         *
         *     - `JOB_VIEW_BASIC`: All but what can be large: the job comes without `payload`, `result` and the `details` of its errors, and with `payload_bytes`, `payload_preview` and `result_bytes` instead.
         *     - `JOB_VIEW_FULL`: All of it.
         * @enum {string}
         */
        JobView: "JOB_VIEW_UNSPECIFIED" | "JOB_VIEW_BASIC" | "JOB_VIEW_FULL";
        /** @description What is set for one concurrency key of a queue. */
        KeyLimits: {
            /**
             * Format: int32
             * @description How many of its jobs run at most, from 1 on, in place of what the queue says by `key_max_running`. Absent for that.
             */
            maxRunning?: number;
            /** @description How many turns it gets for one turn of a key without a weight, from 0.01 to 1,000. Absent for 1. */
            weight?: number;
            /** @description How many of its attempts may start in a time, in place of what the queue says by `key_rate`. What was counted counts for its time, whichever of the two holds. Absent for that of the queue. */
            rate?: components["schemas"]["Rate"];
        };
        /**
         * @description What becomes of a concurrency key when an attempt of one of its jobs fails.
         *
         *     - `KEY_ON_FAILURE_CONTINUE`: Its other jobs go on while that one waits for its retry.
         *     - `KEY_ON_FAILURE_HOLD`: The job keeps the turn of its key: no other one of the key is leased until it has ended.
         *     - `KEY_ON_FAILURE_HALT`: The same, also of one that has failed for good, until that is run again and ends, or is deleted, or the key is resumed. It is not forgotten meanwhile.
         * @enum {string}
         */
        KeyOnFailure: "KEY_ON_FAILURE_UNSPECIFIED" | "KEY_ON_FAILURE_CONTINUE" | "KEY_ON_FAILURE_HOLD" | "KEY_ON_FAILURE_HALT";
        /**
         * @description In which order the concurrency keys of a queue are served, whose jobs go by priority, then by place, within each key. Jobs without a key are one key more.
         *
         *     - `KEY_ORDER_PRIORITY`: The key whose first job has the highest priority; among those of the same, by turns.
         *     - `KEY_ORDER_FAIR`: By turns, whatever the priorities, which tenants may choose for themselves.
         *     - `KEY_ORDER_STRICT`: Without turns: the jobs of all keys go by priority, then by place.
         * @enum {string}
         */
        KeyOrder: "KEY_ORDER_UNSPECIFIED" | "KEY_ORDER_PRIORITY" | "KEY_ORDER_FAIR" | "KEY_ORDER_STRICT";
        /**
         * @description How a concurrency key stands in its queue.
         *
         *     - `KEY_STATUS_READY`: It has pending jobs, and takes its turns.
         *     - `KEY_STATUS_FULL`: It has pending jobs, and as many running ones as it may.
         *     - `KEY_STATUS_THROTTLED`: None of its jobs is leased up to a time, because the attempt of one was throttled, or because as many have started as its rate lets.
         *     - `KEY_STATUS_IDLE`: It has no pending job.
         *     - `KEY_STATUS_HALTED`: None of its jobs is leased, because one that has failed keeps its turn and is not pending: it waits for its retry, runs again, or has failed for good.
         * @enum {string}
         */
        KeyStatus: "KEY_STATUS_UNSPECIFIED" | "KEY_STATUS_READY" | "KEY_STATUS_FULL" | "KEY_STATUS_THROTTLED" | "KEY_STATUS_IDLE" | "KEY_STATUS_HALTED";
        /** @description The right to run one attempt of a job. */
        Lease: {
            job?: components["schemas"]["Job"];
            /**
             * Format: uint64
             * @description Grows with every lease of the job and never repeats.
             */
            token: string;
            /** Format: date-time */
            leaseExpiresAt?: string;
            /** @description That the queue of the job has limits. A lease that waits in its worker for a handler takes then what another worker could use: lease no more of the type than starts at once. */
            limited: boolean;
            /** @description If `with_results` asks for them, of a job with a `run`: the results of the steps that its own names in `after` and that have completed, as JSON, by step; of a map the list of those of its items. At most 256 KiB, and what is over that, or over the size of a message, is left out: read it by GetStepResult. */
            results: {
                [key: string]: string;
            };
        };
        LeaseRequest: {
            /** @description The types to lease; the first is served first. */
            types: string[];
            /**
             * Format: int32
             * @description The most jobs to lease, 1 to 1,000; fewer come when their payloads are large. Default: 1.
             */
            maxJobs?: number;
            /**
             * @description How long the leases last unless they are extended, 10 ms to 24 h. Default: 30s.
             * @example 3.5s
             */
            lease?: string;
            /**
             * @description How long to wait when nothing is due, at most 1m. Default: 0s, do not wait.
             * @example 3.5s
             */
            wait?: string;
            /** @description Names the worker in jobs and errors, 1 to 256 bytes. */
            workerId: string;
            /** @description Jobs that are steps of runs come with the results of the steps right before them: see Lease.results. Default: false. */
            withResults?: boolean;
        };
        LeaseResponse: {
            /** @description Empty when nothing became due within the wait. */
            leases: components["schemas"]["Lease"][];
        };
        /** @description What this server accepts. */
        Limits: {
            /**
             * Format: int32
             * @description The largest message of a call, in bytes.
             */
            messageBytes: number;
            /**
             * Format: int32
             * @description The largest payload of a job, in bytes.
             */
            payloadBytes: number;
            /**
             * Format: int32
             * @description The largest result of a job, in bytes.
             */
            resultBytes: number;
            /**
             * Format: int32
             * @description The most jobs in one EnqueueBatch.
             */
            batchJobs: number;
            /**
             * Format: int32
             * @description The most entries in a job's metadata.
             */
            metadataEntries: number;
            /**
             * Format: int32
             * @description The largest metadata of a job, keys and values together, in bytes.
             */
            metadataBytes: number;
        };
        /** @description The errors of some jobs. Those of further pages are to be added, group by group. */
        ListErrorGroupsResponse: {
            /** @description The 200 with the most jobs, the largest first. */
            groups: components["schemas"]["ErrorGroup"][];
            /**
             * Format: int32
             * @description How many of the jobs that were looked at are in smaller groups than these.
             */
            otherJobs: number;
            /**
             * Format: int32
             * @description How many jobs were looked at.
             */
            lookedAt: number;
            /**
             * Format: int32
             * @description How many there are of the types that the page is about; with `more`, at least.
             */
            jobs: number;
            more: boolean;
            /** @description Empty on the last page. With a `type` it leads to the jobs behind those of this page; without one to the next types: ask for one by itself to look at more of its jobs. */
            nextPageToken: string;
        };
        ListFiringsResponse: {
            firings: components["schemas"]["Firing"][];
        };
        ListGroupJobsResponse: {
            jobs: components["schemas"]["Job"][];
            /** @description Leads to the next page; empty on the last one. */
            nextPageToken: string;
        };
        ListJobsResponse: {
            jobs: components["schemas"]["Job"][];
            /** @description Empty on the last page. A page can be short, even empty, and have a next one: a filter looks at a bounded number of jobs a page. */
            nextPageToken: string;
            /** @description Why the page has no more jobs. */
            end: components["schemas"]["PageEnd"];
            /**
             * Format: int32
             * @description How many jobs the page has looked at; filters other than type and status leave some of them out.
             */
            lookedAt: number;
            /**
             * Format: date-time
             * @description The store's time when the page was begun.
             */
            asOf?: string;
        };
        ListKeysResponse: {
            keys: components["schemas"]["ConcurrencyKey"][];
            /** @description Empty on the last page. A page can be short, even empty, and have a next one. */
            nextPageToken: string;
        };
        ListOperationsResponse: {
            operations: components["schemas"]["Operation"][];
            /** @description Empty on the last page. */
            nextPageToken: string;
        };
        ListQueuesResponse: {
            queues: components["schemas"]["Queue"][];
            /** @description Empty on the last page. A page can be short, even empty, and have a next one: it looks at a bounded number of jobs. */
            nextPageToken: string;
        };
        ListRunEventsResponse: {
            /** @description In order; fewer than `limit` only at the end. */
            events: components["schemas"]["RunEvent"][];
            /** @description The lines in the middle that were dropped, of a history of more than 10,000. Absent for none. */
            dropped?: components["schemas"]["DroppedEvents"];
        };
        ListRunsResponse: {
            runs: components["schemas"]["Run"][];
            /** @description Empty on the last page. A page can be short, even empty, and have a next one. */
            nextPageToken: string;
        };
        ListSchedulesResponse: {
            schedules: components["schemas"]["Schedule"][];
            /** @description Empty on the last page. A page can be short, even empty, and have a next one. */
            nextPageToken: string;
        };
        ListWorkersResponse: {
            workers: components["schemas"]["Worker"][];
            /** @description Empty on the last page. A page can be short, and have a next one. */
            nextPageToken: string;
        };
        ListWorkflowsResponse: {
            workflows: components["schemas"]["WorkflowVersion"][];
            /** @description Empty on the last page. */
            nextPageToken: string;
        };
        /** @description A line that a handler has logged. */
        LogLine: {
            /**
             * Format: date-time
             * @description When the store got it.
             */
            at?: string;
            /**
             * Format: int32
             * @description In which attempt, 1 for the first.
             */
            attempt: number;
            text: string;
        };
        /** @description What has happened to jobs in one minute. */
        MinuteStats: {
            /**
             * Format: date-time
             * @description When it began, by the store's clock.
             */
            startsAt?: string;
            /** Format: int32 */
            enqueued: number;
            /** Format: int32 */
            completed: number;
            /**
             * Format: int32
             * @description Jobs that have failed for good.
             */
            failed: number;
            /**
             * Format: int32
             * @description Attempts that have failed, or have lost their lease, and are to be tried again.
             */
            retried: number;
        };
        /**
         * @description What becomes of a request whose unique key another job holds.
         *
         *     - `ON_CONFLICT_RETURN_EXISTING`: It is answered by that job, with `created` false, and makes none.
         *     - `ON_CONFLICT_REJECT`: It is refused with ALREADY_EXISTS, with `unique.key` at fault and the id of that job, and makes none.
         *     - `ON_CONFLICT_REPLACE`: That job, if it waits, becomes what the request asks for, with all its attempts, and answers it with `replaced`; it keeps its id, its idempotency key and when it was created. While that one runs, the request makes its successor: a job that is BLOCKED until that one has ended, however it does, and has the key then, for as long as that one had it. Further requests replace the successor, of which there is one at most. A job that has finished answers the request as it is.
         * @enum {string}
         */
        OnConflict: "ON_CONFLICT_UNSPECIFIED" | "ON_CONFLICT_RETURN_EXISTING" | "ON_CONFLICT_REJECT" | "ON_CONFLICT_REPLACE";
        /**
         * @description What becomes of a time that clocks leave out when they are put forward.
         *
         *     - `ON_GAP_SHIFT`: It moves to the end of the gap. When several do, or the end is a time itself, it fires once. A gap of more than three hours, as at the date line, is skipped.
         *     - `ON_GAP_SKIP`: It does not fire.
         * @enum {string}
         */
        OnGap: "ON_GAP_UNSPECIFIED" | "ON_GAP_SHIFT" | "ON_GAP_SKIP";
        /**
         * @description When a time fires that clocks show twice because they are put back.
         *
         *     - `ON_OVERLAP_FIRST`: The first time.
         *     - `ON_OVERLAP_LAST`: The second time.
         *     - `ON_OVERLAP_BOTH`: Both times.
         * @enum {string}
         */
        OnOverlap: "ON_OVERLAP_UNSPECIFIED" | "ON_OVERLAP_FIRST" | "ON_OVERLAP_LAST" | "ON_OVERLAP_BOTH";
        /** @description What is done to many jobs. */
        Operation: {
            id: string;
            action: components["schemas"]["OperationAction"];
            /** @description As it was given, with the statuses that it means. */
            filter?: components["schemas"]["JobFilter"];
            /** @description Of a cancel; empty when none was given. */
            reason: string;
            /** @description Whether jobs are only counted. */
            dryRun: boolean;
            /**
             * Format: int32
             * @description Absent when any number will do.
             */
            expectCount?: number;
            state: components["schemas"]["OperationState"];
            /**
             * Format: int32
             * @description How many jobs match, as far as that is known.
             */
            matched: number;
            /** @description Whether there may be more than `matched`, because not all were looked at yet. */
            more: boolean;
            /**
             * Format: int32
             * @description Jobs that were changed.
             */
            done: number;
            /**
             * Format: int32
             * @description Jobs that had moved on before it was their turn.
             */
            skipped: number;
            /**
             * Format: int32
             * @description Jobs that could not be changed.
             */
            failed: number;
            /** @description Why they could not be, by code. */
            errors: components["schemas"]["OperationError"][];
            /** @description Why it was refused; empty when it was not. */
            refusal: string;
            /**
             * Format: date-time
             * @description When it was started, by the store's clock.
             */
            startedAt?: string;
            /**
             * Format: date-time
             * @description When it ended, by the store's clock. Absent while it is open.
             */
            endedAt?: string;
            /**
             * Format: int32
             * @description How many jobs are changed a second at most. Absent for as many as the store can.
             */
            maxPerSecond?: number;
        };
        /**
         * @description What an operation does to each job.
         *
         *     - `OPERATION_ACTION_RETRY`:
         *     - `OPERATION_ACTION_CANCEL`:
         *     - `OPERATION_ACTION_DELETE`:
         * @enum {string}
         */
        OperationAction: "OPERATION_ACTION_UNSPECIFIED" | "OPERATION_ACTION_RETRY" | "OPERATION_ACTION_CANCEL" | "OPERATION_ACTION_DELETE";
        /** @description Jobs that could not be changed for one reason. */
        OperationError: {
            /** @description As of an error of a single call, such as FAILED_PRECONDITION. */
            code: string;
            /** Format: int32 */
            count: number;
            /** @description The first of them, up to 10. */
            samples: components["schemas"]["OperationErrorSample"][];
        };
        /** @description A job that could not be changed, and why. */
        OperationErrorSample: {
            jobId: string;
            message: string;
        };
        /**
         * @description Where an operation stands.
         *
         *     - `OPERATION_STATE_COUNTING`: Its jobs are being counted, for a dry run or because of `expect_count`; none was changed.
         *     - `OPERATION_STATE_RUNNING`: Its jobs are being changed.
         *     - `OPERATION_STATE_STOPPING`: It was stopped, and its last round is under way.
         *     - `OPERATION_STATE_DONE`: All jobs that it means were looked at.
         *     - `OPERATION_STATE_STOPPED`: It was stopped before.
         *     - `OPERATION_STATE_REFUSED`: There were too many or too few jobs for `expect_count`; none was changed.
         * @enum {string}
         */
        OperationState: "OPERATION_STATE_UNSPECIFIED" | "OPERATION_STATE_COUNTING" | "OPERATION_STATE_RUNNING" | "OPERATION_STATE_STOPPING" | "OPERATION_STATE_DONE" | "OPERATION_STATE_STOPPED" | "OPERATION_STATE_REFUSED";
        /**
         * @description What becomes of a time at which a job of an earlier one has not ended.
         *
         *     - `OVERLAP_POLICY_SKIP`: It makes no job.
         *     - `OVERLAP_POLICY_BUFFER_ONE`: Its job is BLOCKED until the others have ended; while one waits already, it makes none.
         *     - `OVERLAP_POLICY_BUFFER_ALL`: The same for up to `max_buffered` jobs, which run one after the other.
         *     - `OVERLAP_POLICY_CANCEL_RUNNING`: The others are cancelled, and its job is BLOCKED until they have ended.
         *     - `OVERLAP_POLICY_ALLOW`: Its job runs beside them.
         * @enum {string}
         */
        OverlapPolicy: "OVERLAP_POLICY_UNSPECIFIED" | "OVERLAP_POLICY_SKIP" | "OVERLAP_POLICY_BUFFER_ONE" | "OVERLAP_POLICY_BUFFER_ALL" | "OVERLAP_POLICY_CANCEL_RUNNING" | "OVERLAP_POLICY_ALLOW";
        /**
         * @description Why a page has no more jobs.
         *
         *     - `PAGE_END_LAST`: There are no more.
         *     - `PAGE_END_FULL`: It has as many as were asked for, or as an answer has room for.
         *     - `PAGE_END_BOUND`: It has looked at as many jobs (ten times its size) or types (1,000) as one page may.
         * @enum {string}
         */
        PageEnd: "PAGE_END_UNSPECIFIED" | "PAGE_END_LAST" | "PAGE_END_FULL" | "PAGE_END_BOUND";
        PauseQueueResponse: {
            /** @description As it is now. */
            queue?: components["schemas"]["Queue"];
        };
        PauseRunResponse: {
            /** @description As it is now. */
            run?: components["schemas"]["Run"];
        };
        PauseScheduleResponse: {
            /** @description As it is now. */
            schedule?: components["schemas"]["Schedule"];
        };
        PreviewScheduleRequest: {
            spec?: components["schemas"]["ScheduleSpec"];
            /**
             * Format: date-time
             * @description The times after this one. Default: the present.
             */
            after?: string;
            /**
             * Format: int32
             * @description How many, 1 to 1,000. Default: 10.
             */
            count?: number;
            /** @description Of the schedule, on which its jitter depends. Default: none. */
            name?: string;
        };
        PreviewScheduleResponse: {
            /** @description The earliest first; fewer than were asked for when the schedule ends before. */
            times: components["schemas"]["FiringTime"][];
        };
        /** @description How far a handler says it is. */
        Progress: {
            /** @description 0 to 1. */
            fraction?: number;
            /** @description At most 1,024 bytes. */
            message?: string;
        };
        PurgeQueueResponse: {
            operation?: components["schemas"]["Operation"];
        };
        PutWorkflowRequest: {
            /** @description JSON, as docs/workflows.md describes it, at most 1 MiB. In base64. */
            definition?: string;
            /** @description What `definition` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            definitionJson?: unknown;
        };
        PutWorkflowResponse: {
            name: string;
            /**
             * Format: int32
             * @description From 1 on.
             */
            version: number;
            /** @description False when the latest version says the same. */
            created: boolean;
        };
        /** @description The queue of a job type. */
        Queue: {
            type: string;
            /** @description One for each status, in the order of the enum, whether or not there are jobs. Each job that is kept counts once. */
            counts: components["schemas"]["StatusCount"][];
            activity?: components["schemas"]["QueueActivity"];
            /**
             * Format: int32
             * @description How many workers live that lease its jobs, as far as they tell: see ListWorkers.
             */
            workers: number;
            /** @description Set while no job of the queue is leased. */
            paused?: components["schemas"]["QueueHold"];
            /** @description Set while the queue takes no new jobs. */
            draining?: components["schemas"]["QueueHold"];
            /** @description Absent when there are none. */
            limits?: components["schemas"]["QueueLimits"];
            /** @description Set while no job of the queue is leased because the attempt of one was throttled, whose id `by` is. It ends by itself. */
            throttled?: components["schemas"]["QueueHold"];
        };
        /** @description What happens to the jobs of a queue. It is counted by the processes that are on the store, and comes to the store once a second, so it is late by that; a process that crashes takes the last second with it. Jobs that SQL enqueues in Postgres are not counted. */
        QueueActivity: {
            /** @description Jobs a second that were enqueued, over the last minute. */
            enqueuedPerSecond: number;
            /** @description Jobs a second that have completed. */
            completedPerSecond: number;
            /** @description Jobs a second that have failed for good. */
            failedPerSecond: number;
            /** @description Attempts a second that have failed, or have lost their lease, and are to be tried again. */
            retriedPerSecond: number;
            /** @description From when a job was due to its lease, in the last five to ten minutes. Absent when none was leased. */
            wait?: components["schemas"]["TimeQuantiles"];
            /** @description From the lease of a job to the end of the attempt, likewise. Absent when none has ended. */
            run?: components["schemas"]["TimeQuantiles"];
        };
        /** @description That a queue is paused, drained or throttled. */
        QueueHold: {
            /** @description Empty when none was given. */
            reason: string;
            /** @description Who wanted it, as they have said; empty when they have not. */
            by: string;
            /**
             * Format: date-time
             * @description Since when, by the store's clock.
             */
            at?: string;
            /**
             * Format: date-time
             * @description When it ends by itself, by the store's clock. Absent for when somebody ends it.
             */
            until?: string;
        };
        /** @description How many jobs of a queue may run, and how many may start in a time. */
        QueueLimits: {
            /**
             * Format: int32
             * @description How many run at most, from 1 on. A job runs from its lease on until it is settled, or until its lease has expired and the job was rescued. Absent for any number.
             */
            maxRunning?: number;
            /**
             * Format: int32
             * @description How many jobs of each concurrency key run at most, from 1 on; jobs without one are not meant. A key that has as many holds no other key up. Absent for any number.
             */
            keyMaxRunning?: number;
            /** @description How many attempts may start in a time. A lease is a start, of a retry, too; a job that is given back before its handler has started is none. Absent for any number. */
            rate?: components["schemas"]["Rate"];
            /** @description The same of each concurrency key; jobs without one are not meant. A key that has used its rate up holds no other key up, and no slot. What was counted counts for its time, also when this has ended and begun anew. Absent for any number. */
            keyRate?: components["schemas"]["Rate"];
            /** @description In which order its concurrency keys are served. Unspecified for KEY_ORDER_PRIORITY. */
            order?: components["schemas"]["KeyOrder"];
            /** @description What becomes of a concurrency key when an attempt of one of its jobs fails; a lost lease is a failure, too. With a `key_max_running` of 1, HOLD and HALT keep the jobs of a key in strict order. With more, what runs beside the one that has failed goes on, and nothing further is leased. Unspecified for KEY_ON_FAILURE_CONTINUE. */
            keyOnFailure?: components["schemas"]["KeyOnFailure"];
            /**
             * @description How long a job has to wait to make up for a step of priority, 1 ms to 31 days: jobs go by when they were due, later by that for each step that their priority lacks to 100. The same within each concurrency key; and between keys in KEY_ORDER_PRIORITY, which has no turns then. Absent for priorities that waiting does not make up for.
             * @example 3.5s
             */
            aging?: string;
        };
        /** @description How many attempts may start in a time. */
        Rate: {
            /**
             * Format: int32
             * @description At most so many start in any window of `period`, wherever it begins, from 1 on.
             */
            limit?: number;
            /**
             * @description From 100 ms to 31 days. There is room again a sixty-fourth of it late at most.
             * @example 3.5s
             */
            period?: string;
            /**
             * Format: int32
             * @description Of those, so many start at once at most, from 1 to `limit`; the others are spread over the period. Absent for `limit`.
             */
            burst?: number;
        };
        /** @description One reason why a job does not run, as data and in words. */
        Reason: {
            kind: components["schemas"]["ReasonKind"];
            /** @description For people; it says what to do. */
            sentence: string;
            /**
             * Format: date-time
             * @description When the job is due, when the pause ends, the deadline, since when it runs, or when it ended.
             */
            at?: string;
            /**
             * Format: int32
             * @description How many jobs run, are ahead (as far as they were counted), or are waited for; which attempt has failed.
             */
            count?: number;
            /**
             * Format: int32
             * @description How many jobs may run, how many attempts there are.
             */
            limit?: number;
            /** @description The jobs that run, or that are waited for: the first 10. */
            jobIds: string[];
        };
        /**
         * @description Why a job does not run.
         *
         *     - `REASON_KIND_RUNNING`: It runs.
         *     - `REASON_KIND_FINISHED`: It has completed, failed or been cancelled.
         *     - `REASON_KIND_DUE_AT`: It is scheduled, or snoozed, up to a time.
         *     - `REASON_KIND_BACKOFF`: An attempt has failed, and the next one is not due yet.
         *     - `REASON_KIND_BLOCKED`: Jobs that it comes after, or the group that calls it back, have not ended.
         *     - `REASON_KIND_QUEUE_PAUSED`: Nothing of its queue is leased.
         *     - `REASON_KIND_QUEUE_FULL`: As many jobs of its queue run as may.
         *     - `REASON_KIND_NO_WORKER`: No worker that leases its type tells that it lives.
         *     - `REASON_KIND_WORKERS_BUSY`: Every worker that leases its type has said lately that it has no room.
         *     - `REASON_KIND_AHEAD`: Other jobs of its queue, or of its concurrency key if it has one, are leased before it.
         *     - `REASON_KIND_DEADLINE`: It is cancelled if it has not started by a time.
         *     - `REASON_KIND_KEY_FULL`: As many jobs of its concurrency key run as may.
         *     - `REASON_KIND_QUEUE_THROTTLED`: Nothing of its queue is leased up to a time, because the attempt of a job was throttled.
         *     - `REASON_KIND_QUEUE_RATE`: As many attempts of its queue have started as its rate lets.
         *     - `REASON_KIND_KEY_THROTTLED`: Nothing of its concurrency key is leased up to a time, because the attempt of a job was throttled.
         *     - `REASON_KIND_KEY_RATE`: As many attempts of its concurrency key have started as the rate of keys lets.
         *     - `REASON_KIND_KEY_HALTED`: Other jobs keep the turn of its concurrency key, because an attempt of theirs has failed: see KeyOnFailure.
         * @enum {string}
         */
        ReasonKind: "REASON_KIND_UNSPECIFIED" | "REASON_KIND_RUNNING" | "REASON_KIND_FINISHED" | "REASON_KIND_DUE_AT" | "REASON_KIND_BACKOFF" | "REASON_KIND_BLOCKED" | "REASON_KIND_QUEUE_PAUSED" | "REASON_KIND_QUEUE_FULL" | "REASON_KIND_NO_WORKER" | "REASON_KIND_WORKERS_BUSY" | "REASON_KIND_AHEAD" | "REASON_KIND_DEADLINE" | "REASON_KIND_KEY_FULL" | "REASON_KIND_QUEUE_THROTTLED" | "REASON_KIND_QUEUE_RATE" | "REASON_KIND_KEY_THROTTLED" | "REASON_KIND_KEY_RATE" | "REASON_KIND_KEY_HALTED";
        /** @description Given back, to run again at once; costs no attempt. */
        Released: {
            /** @description Whether the handler may have started: ends an at-most-once job in JOB_STATUS_FAILED. */
            started?: boolean;
        };
        RerunRunResponse: {
            /** @description As it is now. */
            run?: components["schemas"]["Run"];
        };
        ResumeKeyResponse: {
            /** @description As it is now. */
            key?: components["schemas"]["ConcurrencyKey"];
        };
        ResumeQueueResponse: {
            /** @description As it is now. */
            queue?: components["schemas"]["Queue"];
        };
        ResumeRunResponse: {
            /** @description As it is now. */
            run?: components["schemas"]["Run"];
        };
        ResumeScheduleResponse: {
            /** @description As it is now. */
            schedule?: components["schemas"]["Schedule"];
        };
        RetryGroupResponse: {
            group?: components["schemas"]["Group"];
        };
        RetryJobResponse: {
            job?: components["schemas"]["Job"];
        };
        RetryJobsRequest: {
            /** @description Its statuses may be JOB_STATUS_COMPLETED, JOB_STATUS_FAILED and JOB_STATUS_CANCELLED. Default of them: JOB_STATUS_FAILED. */
            filter?: components["schemas"]["JobFilter"];
            /** @description Only count the jobs. Default: false. */
            dryRun?: boolean;
            /**
             * Format: int32
             * @description How many jobs the caller takes it to be about: when that is off by more than a tenth, nothing is changed. Up to 10,000 jobs are counted before the answer, which is FAILED_PRECONDITION then; when there are more, the operation counts on before it changes any, and ends as OPERATION_STATE_REFUSED. Default: any number.
             */
            expectCount?: number;
            /**
             * Format: int32
             * @description How many jobs are changed a second at most, 1 to 1,000,000: on average, in steps of up to a second. Default: as many as the store can.
             */
            maxPerSecond?: number;
        };
        RetryJobsResponse: {
            operation?: components["schemas"]["Operation"];
        };
        /**
         * @description Where a step goes on that has run a workflow.
         *
         *     - `RETRY_MODE_RESUME`: The part of its run that has failed.
         *     - `RETRY_MODE_RESTART`: A new run.
         * @enum {string}
         */
        RetryMode: "RETRY_MODE_UNSPECIFIED" | "RETRY_MODE_RESUME" | "RETRY_MODE_RESTART";
        RetryStepResponse: {
            /** @description The run as it is now. */
            run?: components["schemas"]["Run"];
        };
        /** @description Something that one process does for all of a store. */
        Role: {
            /** @description What it is: "maintenance" promotes, rescues and forgets jobs, fires schedules, and does operations on many jobs. */
            name: string;
            /** @description Who has it: a server or a worker. */
            holder: string;
            /**
             * Format: uint64
             * @description Grows each time that it changes hands.
             */
            fence: string;
            /**
             * Format: date-time
             * @description When another may take it unless it is held on to, by the store's clock.
             */
            expiresAt?: string;
        };
        /** @description A run of a workflow as it stands. */
        Run: {
            id: string;
            /** @description The name of its workflow. */
            workflow: string;
            /**
             * Format: int32
             * @description The version of the workflow that it began with.
             */
            version: number;
            status: components["schemas"]["RunStatus"];
            /**
             * Format: int32
             * @description 1, and one more each time that it was run again.
             */
            attempt: number;
            /** @description JSON. Not in lists, nor while a run is watched. In base64. */
            input?: string;
            /** @description What `input` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            inputJson?: unknown;
            /** @description JSON: the results of its last steps by their names, once it has completed. Not in lists. In base64. */
            result?: string;
            /** @description What `result` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            resultJson?: unknown;
            /** @description Why it has failed. */
            error?: components["schemas"]["RunError"];
            /** @description How many steps there are of each status that has any. */
            counts: components["schemas"]["StepCount"][];
            /** @description In the order of the workflow; only with `with_steps`. */
            steps: components["schemas"]["RunStepState"][];
            /** @description The step that has started this run, of another one. */
            parent?: components["schemas"]["RunParent"];
            metadata: {
                [key: string]: string;
            };
            /** Format: date-time */
            createdAt?: string;
            /**
             * Format: date-time
             * @description When its latest attempt began, or is to begin.
             */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            /**
             * Format: date-time
             * @description When it is deleted with all that it has, once it has ended.
             */
            expiresAt?: string;
            /**
             * Format: int64
             * @description Grows with each line of its history.
             */
            sequence: string;
        };
        RunError: {
            /** @description Empty when it is about the run as a whole. */
            step: string;
            message: string;
        };
        /** @description A line of the history of a run. */
        RunEvent: {
            /**
             * Format: int64
             * @description By which lines are told apart and read on, from 1 on.
             */
            sequence: string;
            /** Format: date-time */
            at?: string;
            /** @description Empty for the run itself. */
            step: string;
            /** @description A status of the run or of the step, without the prefix of its enum, as in STARTED. */
            from: string;
            to: string;
            /** @description Of a step that was skipped. */
            cause: components["schemas"]["SkipCause"];
            /** @description Who asked for it. */
            by: string;
            note: string;
        };
        RunParent: {
            runId: string;
            step: string;
            /**
             * Format: int32
             * @description Of a map: which of its items, from 0 on.
             */
            index?: number;
        };
        /**
         * @description Where a run is.
         *
         *     - `RUN_STATUS_RUNNING`: Steps start as soon as they may.
         *     - `RUN_STATUS_PAUSED`: None starts; those that run go on.
         *     - `RUN_STATUS_CANCELLING`: A cancel was asked for; what runs is being cancelled, then `finally` runs.
         *     - `RUN_STATUS_COMPLETED`: All has ended, and no failure counts.
         *     - `RUN_STATUS_FAILED`: A step has failed whose failure counts, a hook has, or the time was over.
         *     - `RUN_STATUS_CANCELLED`: It was cancelled.
         * @enum {string}
         */
        RunStatus: "RUN_STATUS_UNSPECIFIED" | "RUN_STATUS_RUNNING" | "RUN_STATUS_PAUSED" | "RUN_STATUS_CANCELLING" | "RUN_STATUS_COMPLETED" | "RUN_STATUS_FAILED" | "RUN_STATUS_CANCELLED";
        /** @description A step of a run of a workflow. */
        RunStep: {
            runId: string;
            step: string;
            /**
             * Format: int32
             * @description Of a map: which of its items, from 0 on.
             */
            index?: number;
            /**
             * Format: int32
             * @description 1 for the first time that the run has the step begin, and one more each time that it is run again.
             */
            epoch: number;
        };
        /** @description A step of a run as it stands. */
        RunStepState: {
            name: string;
            /** @description task, map, sleep, await, workflow or decide. */
            kind: string;
            /** @description steps, on_failure or finally. */
            section: string;
            status: components["schemas"]["StepStatus"];
            /** @description Of a skipped one. */
            cause: components["schemas"]["SkipCause"];
            /** @description The steps that it comes after. */
            after: string[];
            /**
             * Format: int32
             * @description How often the run has had it begin, itself included, where it was.
             */
            epoch: number;
            /** @description The job of a task that has started. */
            jobId: string;
            /** @description The run of a workflow step that has started. */
            childRunId: string;
            /** @description Of a map that has started. */
            map?: components["schemas"]["StepItems"];
            error: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            /**
             * Format: date-time
             * @description When a sleep ends, or the wait for a signal is given up.
             */
            wakeAt?: string;
        };
        /** @description Makes a job at each of its times. */
        Schedule: {
            /** @description As the name of a type: 1 to 128 letters, digits, or any of "._:-", starting with a letter or digit. */
            name: string;
            spec?: components["schemas"]["ScheduleSpec"];
            policy?: components["schemas"]["SchedulePolicy"];
            /** @description The job of each time, without what the schedule decides: `due`, `idempotency_key`, `unique`, `after`, `after_rule`, `durability` and `trace_context` are refused. In a JSON payload `${nominal}`, `${previous_nominal}` and `${trigger}` are replaced, times in ISO 8601. Its metadata tells `millrace.schedule`, `millrace.nominal` and `millrace.trigger` besides. */
            job?: components["schemas"]["EnqueueRequest"];
            /** @description Who keeps it up to date, such as a repository, at most 256 bytes. Default: nobody. */
            managedBy?: string;
            /** @description Labels for people. Default: none. */
            metadata?: {
                [key: string]: string;
            };
            state?: components["schemas"]["ScheduleState"];
            /**
             * Format: int64
             * @description Grows with each change of the definition; 1 at first.
             */
            revision?: string;
            /**
             * Format: date-time
             * @description Tells it from earlier ones of its name: when it was made.
             */
            generation?: string;
            /**
             * Format: int64
             * @description The version of the source that it is from.
             */
            sourceVersion?: string;
            /** Format: date-time */
            updatedAt?: string;
            /** @description The next ten, while it is active. */
            nextTimes?: string[];
            /** @description What became of the latest time. */
            last?: components["schemas"]["Firing"];
            counts?: components["schemas"]["ScheduleCounts"];
            /** @description Present while it is paused. */
            pause?: components["schemas"]["SchedulePause"];
            /** @description The latest one, while it goes on and afterwards. */
            backfill?: components["schemas"]["Backfill"];
        };
        /** @description What has become of the times of a schedule. */
        ScheduleCounts: {
            /**
             * Format: int64
             * @description Jobs that were made, those that had to wait included.
             */
            fired?: string;
            /**
             * Format: int64
             * @description Times that made no job because of an overlap.
             */
            skipped?: string;
            /**
             * Format: int64
             * @description Times that nothing was there to fire.
             */
            missed?: string;
            /**
             * Format: int64
             * @description Jobs that had to wait.
             */
            buffered?: string;
        };
        /** @description A time again and again, whatever clocks do: the multiples of `interval` since 1970, plus `phase`. */
        ScheduleInterval: {
            /**
             * @description From one second to 3,653 days.
             * @example 3.5s
             */
            interval?: string;
            /**
             * @description Less than the interval. Default: 0.
             * @example 3.5s
             */
            phase?: string;
        };
        /** @description Why a schedule does not fire for now. */
        SchedulePause: {
            /** Format: date-time */
            at?: string;
            /** @description Who wanted it, as they have said; empty when they have not, and when the schedule paused by itself. */
            by?: string;
            note?: string;
        };
        /** @description How a schedule fires. */
        SchedulePolicy: {
            /** @description Default: OVERLAP_POLICY_SKIP. */
            overlap?: components["schemas"]["OverlapPolicy"];
            /**
             * Format: int32
             * @description Of OVERLAP_POLICY_BUFFER_ALL: the most jobs that wait, 1 to 99. Default: 99.
             */
            maxBuffered?: number;
            /** @description Default: CATCH_UP_POLICY_LATEST. */
            catchUp?: components["schemas"]["CatchUpPolicy"];
            /**
             * @description How late a missed time may fire, up to 3,653 days. Default: 365 days.
             * @example 3.5s
             */
            catchUpWindow?: string;
            /**
             * Format: int32
             * @description Of CATCH_UP_POLICY_ALL: the most missed times that fire, 1 to 1,000. Default: 1,000.
             */
            maxCatchUp?: number;
            /**
             * Format: int32
             * @description Pause the schedule in place of its next firing once so many of its jobs in a row have failed for good, up to 1,000. Default: 0, never.
             */
            pauseAfterFailures?: number;
            /**
             * Format: int32
             * @description End the schedule once it has made so many jobs, up to 1,000,000,000. Default: 0, never.
             */
            maxFirings?: number;
        };
        /** @description When something happens: the times of all patterns and all intervals together, each once, less those that are excepted. There has to be one pattern or interval. */
        ScheduleSpec: {
            /** @description Cron patterns in the clock of `zone`, at most 10 of at most 256 bytes: minute, hour, day of the month, month, day of the week; with six fields seconds come first, with seven a year comes last. Names (MON, JAN), L, W, # and @daily are known. When both days are restricted, either will do; a + before that of the week asks for both. `@every 5m` stands for an interval, and `CRON_TZ=Europe/Berlin` before a pattern for `zone`. */
            cron?: string[];
            /** @description At most 10. */
            every?: components["schemas"]["ScheduleInterval"][];
            /** @description The name of a time zone, such as Europe/Berlin. Default: UTC. */
            zone?: string;
            /** @description Cron patterns of five fields, at most 10: nothing fires in a minute that one of them names. */
            exceptCron?: string[];
            /** @description Days of `zone` on which nothing fires, such as 2027-12-25, at most 366. */
            exceptDates?: string[];
            /**
             * Format: date-time
             * @description Nothing fires before. Default: no bound.
             */
            startAt?: string;
            /**
             * Format: date-time
             * @description Nothing fires then or later; after `start_at`. Default: no bound.
             */
            endAt?: string;
            /** @description For patterns whose hours are not `*` or a step of it. Those that are go by elapsed time: they leave a gap out, and fire in both passes of an overlap. Default: ON_GAP_SHIFT. */
            onGap?: components["schemas"]["OnGap"];
            /** @description For the same patterns. Default: ON_OVERLAP_FIRST. */
            onOverlap?: components["schemas"]["OnOverlap"];
            /**
             * @description Fires up to so much later, up to a day: each time of each schedule by a length of its own, which is always the same, and never as late as the next time. Default: 0.
             * @example 3.5s
             */
            jitter?: string;
        };
        /**
         * @description Whether a schedule fires.
         *
         *     - `SCHEDULE_STATE_ACTIVE`:
         *     - `SCHEDULE_STATE_PAUSED`:
         *     - `SCHEDULE_STATE_ENDED`: It has no further time, or has made as many jobs as it may.
         * @enum {string}
         */
        ScheduleState: "SCHEDULE_STATE_UNSPECIFIED" | "SCHEDULE_STATE_ACTIVE" | "SCHEDULE_STATE_PAUSED" | "SCHEDULE_STATE_ENDED";
        SealGroupResponse: {
            group?: components["schemas"]["Group"];
        };
        /** @description What a server and its store do at the moment. */
        ServerStatus: {
            /** @description The machine that the server runs on. */
            host: string;
            /**
             * Format: date-time
             * @description When the server began to serve, by its own clock.
             */
            startedAt?: string;
            /**
             * Format: date-time
             * @description The server's time, and that of the store, by which jobs are due.
             */
            serverTime?: string;
            /** Format: date-time */
            storeTime?: string;
            /** @description What one of all servers and workers does for the others, as long as somebody does it. */
            roles: components["schemas"]["Role"][];
            /** @description What an operator should know of the settings of the database behind the store, in sentences. */
            warnings: string[];
            /** @description What it costs to show pages what goes on, on this server. */
            watch?: components["schemas"]["WatchStatus"];
        };
        SetKeyLimitsResponse: {
            /** @description As it is now. */
            key?: components["schemas"]["ConcurrencyKey"];
        };
        SetQueueLimitsResponse: {
            /** @description As it is now. */
            queue?: components["schemas"]["Queue"];
        };
        SettleItem: {
            jobId: string;
            /** Format: uint64 */
            token?: string;
            completed?: components["schemas"]["Completed"];
            failed?: components["schemas"]["Failed"];
            snoozed?: components["schemas"]["Snoozed"];
            released?: components["schemas"]["Released"];
            throttled?: components["schemas"]["Throttled"];
        };
        SettleJobResponse: {
            /** @description The status that the job has now. */
            status: components["schemas"]["JobStatus"];
        };
        SettleRequest: {
            /** @description At most 1,000. Each is checked by itself, so that one that breaks a rule does not stop the others. */
            items?: components["schemas"]["SettleItem"][];
            /** @description This call repeats one whose answer was lost: items that it settled are answered as they were then, instead of with ABORTED. Default: false. */
            resend?: boolean;
        };
        SettleResponse: {
            /** @description One for each item, in order. */
            results: components["schemas"]["SettleResult"][];
        };
        /** @description What became of one settled item. */
        SettleResult: {
            /** @description The status that the job has now; JOB_STATUS_UNSPECIFIED when the item was refused. */
            status: components["schemas"]["JobStatus"];
            /** @description Present when the item was refused; nothing was changed then. ABORTED: the token is stale. INVALID_ARGUMENT, RESOURCE_EXHAUSTED: the outcome breaks a rule or is over a limit, and the lease goes on. DATA_LOSS: the stored job cannot be read. Any other code is no answer: settle the item again. */
            error?: components["schemas"]["ItemError"];
        };
        /** @description An answer to a link, and what the signal has then. */
        SignalAnswer: {
            /** @description What its button shows. */
            label: string;
            /** @description JSON, at most 256 bytes. Default: null. In base64. */
            payload?: string;
            /** @description What `payload` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            payloadJson?: unknown;
        };
        SignalRunResponse: {
            /** @description As it is now. */
            run?: components["schemas"]["Run"];
        };
        /**
         * @description Why a step was skipped.
         *
         *     - `SKIP_CAUSE_CONDITION`: Its condition or its rule did not hold.
         *     - `SKIP_CAUSE_FAILURE`: A step has failed that it needed.
         *     - `SKIP_CAUSE_STOP`: The run was stopped by a failure.
         * @enum {string}
         */
        SkipCause: "SKIP_CAUSE_UNSPECIFIED" | "SKIP_CAUSE_CONDITION" | "SKIP_CAUSE_FAILURE" | "SKIP_CAUSE_STOP";
        SkipStepResponse: {
            /** @description The run as it is now. */
            run?: components["schemas"]["Run"];
        };
        /** @description Run again after `delay`; costs no attempt. */
        Snoozed: {
            /** @example 3.5s */
            delay?: string;
        };
        StartRunResponse: {
            run?: components["schemas"]["Run"];
            /** @description False when a run had the `id_key` already. */
            created: boolean;
        };
        /** @description The jobs of a queue that are in one status. */
        StatusCount: {
            status: components["schemas"]["JobStatus"];
            /**
             * Format: int32
             * @description How many there are; with `more`, at least.
             */
            jobs: number;
            /** @description Whether there may be more. A store that has to go over the jobs to count them (SQLite, Postgres) stops at a bound: 100,000 for GetQueue, 10,000 for ListQueues. Redis and memory know the number. */
            more: boolean;
            /**
             * @description For how long the oldest one has been in the status, by the store's clock; absent when there is none.
             *
             *     Of pending jobs it is the one that has been due for longest. Of the others it is the one that is first in the order that ListJobs tells, which is the oldest unless jobs differ in what they wait for: the scheduled or retrying one that is due first, the running one whose lease ends first, the finished one that expires first.
             * @example 3.5s
             */
            oldestAge?: string;
        };
        StepCount: {
            status: components["schemas"]["StepStatus"];
            /** Format: int32 */
            steps: number;
        };
        /** @description How far a map is, in items. */
        StepItems: {
            /** Format: int32 */
            total: number;
            /**
             * Format: int32
             * @description Those of which the jobs are there and have not ended.
             */
            open: number;
            /** Format: int32 */
            completed: number;
            /** Format: int32 */
            failed: number;
        };
        /**
         * @description Where a step of a run is.
         *
         *     - `STEP_STATUS_BLOCKED`: It waits for steps that come before it.
         *     - `STEP_STATUS_STARTED`: Its job is there, or its timer, or it waits for a signal.
         *     - `STEP_STATUS_COMPLETED`:
         *     - `STEP_STATUS_FAILED`:
         *     - `STEP_STATUS_CANCELLED`:
         *     - `STEP_STATUS_SKIPPED`: It will not run.
         * @enum {string}
         */
        StepStatus: "STEP_STATUS_UNSPECIFIED" | "STEP_STATUS_BLOCKED" | "STEP_STATUS_STARTED" | "STEP_STATUS_COMPLETED" | "STEP_STATUS_FAILED" | "STEP_STATUS_CANCELLED" | "STEP_STATUS_SKIPPED";
        StopOperationResponse: {
            operation?: components["schemas"]["Operation"];
        };
        SubscribeRequest: {
            /** @description 1 to 32. One connection has at most 64 streams. */
            topics: components["schemas"]["Topic"][];
        };
        /** @description What has changed of one topic. One that has neither cursor nor error is a sign of life, which comes first, and when there was nothing else for ten seconds. */
        SubscribeResponse: {
            /**
             * Format: int32
             * @description Its place among the topics of the request, from 0 on.
             */
            topic: number;
            /** @description Where to go on; it has no other meaning. */
            cursor: string;
            /** @description Whether this is all of the topic. Otherwise what is not named here is as before. */
            snapshot: boolean;
            /** @description Those that are new or have changed. Ages are those at the time of sending and grow by themselves: a queue of which nothing else changes is not told again. */
            queues: components["schemas"]["Queue"][];
            /** @description Likewise. */
            workers: components["schemas"]["Worker"][];
            operations: components["schemas"]["Operation"][];
            schedules: components["schemas"]["Schedule"][];
            /** @description The types, worker ids, operation ids or names of those that are gone. */
            removed: string[];
            /** @description Whether there are more than the topic shows. */
            more: boolean;
            /** @description How many jobs match. */
            jobs?: components["schemas"]["JobCount"];
            /** @description The job as it is now. */
            job?: components["schemas"]["JobEvent"];
            /** @description Why the topic cannot be told now, as when the store is down. What was told before stands; the store is asked again, and the next message of the topic tells that it has answered. Only NOT_FOUND, for a job that does not exist or was forgotten, is the last message of its topic. */
            error?: components["schemas"]["ItemError"];
        };
        /** @description What the handler calls has no room for more now; costs no attempt. */
        Throttled: {
            /**
             * @description When it may be called again, from now on. Default: 0s.
             * @example 3.5s
             */
            retryAfter?: string;
            /** @description Who waits until then. Default: THROTTLE_SCOPE_JOB. */
            scope?: components["schemas"]["ThrottleScope"];
        };
        /**
         * @description Who waits when an attempt was throttled.
         *
         *     - `THROTTLE_SCOPE_JOB`: The job alone, as if it were snoozed.
         *     - `THROTTLE_SCOPE_QUEUE`: The whole queue: none of its jobs is leased until then, see Queue.throttled. The job itself stands at the front. Of several times the latest counts.
         *     - `THROTTLE_SCOPE_KEY`: The concurrency key of the job: none of its jobs is leased until then, those of others are. The job itself stands at the front. Of a job without a key: the job alone. Of several times the latest counts.
         * @enum {string}
         */
        ThrottleScope: "THROTTLE_SCOPE_UNSPECIFIED" | "THROTTLE_SCOPE_JOB" | "THROTTLE_SCOPE_QUEUE" | "THROTTLE_SCOPE_KEY";
        /** @description How long jobs have taken lately. */
        TimeQuantiles: {
            /**
             * Format: int32
             * @description Of how many jobs this is told.
             */
            jobs: number;
            /**
             * @description Half of them took no longer. Right to a factor of two, mostly to a few percent.
             * @example 3.5s
             */
            p50?: string;
            /**
             * @description All but one in twenty took no longer.
             * @example 3.5s
             */
            p95?: string;
        };
        /** @description What to watch. A store that answers slowly is asked less often than is said here: at least four fifths of the time it is left alone. */
        Topic: {
            /** @description All queues, workers, operations or schedules. */
            all?: components["schemas"]["Collection"];
            /** @description The queue of this type, as GetQueue tells of it, each second. */
            queue?: string;
            /** @description How many jobs match: by types and statuses alone each second, as queues tell of them; by all else every five seconds, among the first 10,000 that ListJobs looks at. */
            jobs?: components["schemas"]["JobFilter"];
            /** @description The job of this id, after each of its changes, until it is final, as WatchJob streams it. */
            job?: string;
            /** @description Of a job. Default: JOB_VIEW_FULL. */
            view?: components["schemas"]["JobView"];
            /** @description The latest cursor of the topic, to go on after a broken stream. Where a server no longer knows what has changed since, it tells all. Default: the start. */
            cursor?: string;
        };
        /** @description The span that enqueued a job, as W3C Trace Context writes it: https://www.w3.org/TR/trace-context. */
        TraceContext: {
            /** @description Version, trace id, span id and flags: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01". */
            traceparent: string;
            /** @description What tracing systems add for themselves, at most 512 bytes of printable ASCII. Default: none. */
            tracestate?: string;
        };
        TriggerScheduleResponse: {
            /** @description Without a job when it was skipped. */
            firing?: components["schemas"]["Firing"];
        };
        /** @description Asks that there be one job at most for the same work. */
        Unique: {
            /** @description Names the work, by 1 to 256 bytes. Jobs of another type or concurrency key have keys of their own. */
            key: string;
            until?: components["schemas"]["UniqueUntil"];
            /**
             * @description How long the job holds the key from when it is created, whatever becomes of it unless it is deleted: at most 3,653 days, and no longer than its retention, whose default grows with it.
             * @example 3.5s
             */
            ttl?: string;
            /** @description Default: ON_CONFLICT_RETURN_EXISTING. */
            onConflict?: components["schemas"]["OnConflict"];
            /**
             * @description How long after it was created the job is due at the latest, however often it is replaced: at most 3,653 days, and no less than the delay. Only with ON_CONFLICT_REPLACE, and not with a `run_at`. Default: no limit.
             * @example 3.5s
             */
            maxWait?: string;
        };
        /**
         * @description Up to what a job holds its unique key, unless it is deleted before.
         *
         *     - `UNIQUE_UNTIL_FINISHED`: Until it has completed, failed or been cancelled.
         *     - `UNIQUE_UNTIL_STARTED`: Until its first attempt begins; a retry does not take the key again.
         *     - `UNIQUE_UNTIL_COMPLETED`: Until it has completed. One that has failed or been cancelled still holds the key, until it is run again and completes, or is forgotten.
         * @enum {string}
         */
        UniqueUntil: "UNIQUE_UNTIL_UNSPECIFIED" | "UNIQUE_UNTIL_FINISHED" | "UNIQUE_UNTIL_STARTED" | "UNIQUE_UNTIL_COMPLETED";
        UpdateJobResponse: {
            job?: components["schemas"]["Job"];
        };
        UpsertScheduleRequest: {
            schedule?: components["schemas"]["Schedule"];
            /**
             * Format: int64
             * @description Only if its revision is this one; 0 if there is to be none. Default: any.
             */
            ifRevision?: string;
            /**
             * Format: int64
             * @description Of the source that it comes from, such as a deploy: what comes from an older one is ignored. Default: 0.
             */
            sourceVersion?: string;
        };
        UpsertScheduleResponse: {
            /** @description As it is now. */
            schedule?: components["schemas"]["Schedule"];
            /** @description Whether its definition has changed. */
            changed: boolean;
        };
        ValidateWorkflowRequest: {
            /** @description JSON, as docs/workflows.md describes it, at most 1 MiB. In base64. */
            definition?: string;
            /** @description What `definition` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            definitionJson?: unknown;
        };
        ValidateWorkflowResponse: {
            /** @description At most 20. None for a definition that is in order. */
            violations: components["schemas"]["WorkflowViolation"][];
        };
        /** @description What a blocked job waits for. */
        WaitsFor: {
            rule: components["schemas"]["AfterRule"];
            /**
             * Format: int32
             * @description How many of the jobs that it comes after have not ended, or 1 for a group.
             */
            count: number;
            /** @description Their ids, or that of the group; empty by JOB_VIEW_BASIC. */
            jobIds: string[];
            /**
             * @description How long after the end of the wait the job is due. Absent for its run-at time.
             * @example 3.5s
             */
            delay?: string;
        };
        WatchJobResponse: {
            event?: components["schemas"]["JobEvent"];
        };
        WatchRunResponse: {
            /** @description What has happened since. */
            events: components["schemas"]["RunEvent"][];
            /** @description The run after that; its input and its result once it has ended. */
            run?: components["schemas"]["Run"];
        };
        /** @description What is watched by Subscribe on a server. */
        WatchStatus: {
            /**
             * Format: int32
             * @description Streams that are open, such as one of a browser.
             */
            streams: number;
            /**
             * Format: int32
             * @description Topics that those watch, each looked at once, however many watch it.
             */
            topics: number;
            /**
             * Format: uint64
             * @description Looks at the store since the server began to serve.
             */
            looks: string;
        };
        /** @description A worker that lives. */
        Worker: {
            /** @description Its name in leases, jobs and errors. */
            workerId: string;
            /** @description The types that it leases. */
            types: string[];
            /**
             * Format: int32
             * @description How many jobs it runs at a time, at most.
             */
            concurrency: number;
            /**
             * Format: int32
             * @description How many it ran when it told so last.
             */
            running: number;
            /** @description Of its program, as it calls it; empty for none. */
            version: string;
            /** @description The machine that it runs on. */
            host: string;
            /**
             * @description How late its event loop was lately: a handler that computes holds it up.
             * @example 3.5s
             */
            eventLoopLag?: string;
            /** @description The host of the server by which it is connected; empty for one that is directly on the store. */
            server: string;
            /**
             * @description How long ago it told so last, by the store's clock.
             * @example 3.5s
             */
            heartbeatAge?: string;
        };
        /** @description A version of a workflow. */
        WorkflowVersion: {
            name: string;
            /**
             * Format: int32
             * @description From 1 on.
             */
            version: number;
            /** @description JSON. In base64. */
            definition?: string;
            /** @description What `definition` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
            definitionJson?: unknown;
        };
        /** @description What is wrong at a place of a definition. */
        WorkflowViolation: {
            /** @description The path of the place, such as steps.ship.after[0]; `definition` for the whole. */
            field: string;
            /** @description The rule, and how to keep it. */
            description: string;
        };
        /** @description What went wrong, as RFC 9457 has it. */
        Problem: {
            /**
             * Format: uri
             * @description Where the documentation says more.
             */
            type: string;
            title: string;
            status: number;
            /** @description What happened, and what to do. */
            detail: string;
            /** @description The request's id. */
            instance: string;
            /** @description For example `NOT_FOUND`. */
            code: string;
            /** @description The fields at fault. */
            errors?: {
                /** @description For example `metadata["team"]`. */
                field: string;
                /** @description The same as a JSON pointer. */
                pointer: string;
                /** @description The rule, and how to keep it. */
                description: string;
            }[];
            /** @description When to try again, in seconds. */
            retryAfter?: number;
        };
    };
    responses: {
        /** @description The job is not at the sequence number that was given; nothing was changed. */
        Changed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The idempotency key belongs to another request; nothing was written. */
        KeyTaken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What went wrong. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Makes the request safe to repeat: stands for `idempotencyKey`, in quotes or without. It lives as long as the job is kept. */
        IdempotencyKey: string;
        /** @description The `ETag` of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for `ifSequence`; `*` for any job that is there. */
        IfMatch: string;
        /** @description Entity tags that the caller has; 304 when the job's is among them. */
        IfNoneMatch: string;
        /** @description The id of the last event that was seen; the stream goes on after it. */
        LastEventId: string;
        /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
        PayloadForm: "json" | "base64" | "none";
        /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
        RequestId: string;
        /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
        Timeout: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    ListErrorGroups: {
        parameters: {
            query?: {
                /** @description Default: every type, of each of which the latest jobs are looked at. */
                type?: string;
                /** @description JOB_STATUS_FAILED and JOB_STATUS_RETRYING can be given. Default: both. */
                statuses?: components["schemas"]["JobStatus"][];
                /** @description How many jobs are looked at, 1 to 10,000. Default: 1,000. */
                lookAt?: number;
                /** @description The `next_page_token` of the page before. Default: the start. */
                pageToken?: string;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListErrorGroupsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    CreateGroup: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "jobs": [
                 *         {
                 *           "type": "email",
                 *           "payloadJson": {
                 *             "to": "ada@example.com"
                 *           }
                 *         }
                 *       ],
                 *       "sealed": true,
                 *       "onFinished": {
                 *         "type": "report",
                 *         "payloadJson": {
                 *           "batch": 7
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreateGroupRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateGroupResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetGroup: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetGroupResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SealGroup: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SealGroupResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListGroupJobs: {
        parameters: {
            query?: {
                /** @description 1 to 1,000. Default: 50. */
                pageSize?: number;
                /** @description From the page before. Default: none, the first page. */
                pageToken?: string;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListGroupJobsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    CancelGroup: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Kept with each job and handed to handlers, at most 1,024 bytes. Default: none. */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelGroupResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    RetryGroup: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetryGroupResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListJobs: {
        parameters: {
            query?: {
                /** @description Default: every type. */
                type?: string;
                /** @description Default: every status. */
                statuses?: components["schemas"]["JobStatus"][];
                /** @description Entries that a job's metadata must have. As `metadata[key]=value`. */
                metadata?: {
                    [key: string]: string;
                };
                /** @description Only jobs created at this time or later. */
                createdAfter?: string;
                /** @description Only jobs created before this time. */
                createdBefore?: string;
                /** @description The most jobs a page has, 1 to 1,000. Default: 100. */
                pageSize?: number;
                /** @description The `next_page_token` of the page before. Default: the start. */
                pageToken?: string;
                /** @description Default: JOB_VIEW_BASIC, so that a page stays small however large its jobs are. */
                view?: components["schemas"]["JobView"];
                /** @description Only jobs that have had an error whose message has this text, in letters of either case: at most 256 bytes. Default: none. */
                errorContains?: string;
                /** @description Only jobs whose latest attempt was of this worker. Default: of any, or of none. */
                workerId?: string;
                /** @description Only jobs whose ids begin so: at most 64 bytes. Default: any. */
                idPrefix?: string;
                /** @description Only jobs at this attempt or a later one, 1 to 1,000. Default: any. */
                attemptMin?: number;
                /** @description Whether the jobs of each status come the last one first: of those that have failed, the one that expires last, which is the latest unless jobs differ in their retention. Default: false. */
                reversed?: boolean;
                /** @description Only jobs whose latest error is of this group, by its id: see ListErrorGroups. Default: any. */
                errorGroup?: string;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs. */
            200: {
                headers: {
                    /** @description `<path>; rel="next"` leads to the next page; absent on the last one. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListJobsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    Enqueue: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description Makes the request safe to repeat: stands for `idempotencyKey`, in quotes or without. It lives as long as the job is kept. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "email",
                 *       "payloadJson": {
                 *         "to": "ada@example.com",
                 *         "template": "welcome"
                 *       },
                 *       "delay": "10s",
                 *       "priority": 10
                 *     }
                 */
                "application/json": components["schemas"]["EnqueueRequest"];
            };
        };
        responses: {
            /** @description The idempotency key, or the unique key, led to a job that was there before. */
            200: {
                headers: {
                    /** @description Where the job is. */
                    Location?: string;
                    /** @description `true`: nothing was made. */
                    "Idempotent-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnqueueResponse"];
                };
            };
            /** @description The job. */
            201: {
                headers: {
                    /** @description Where the job is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnqueueResponse"];
                };
            };
            422: components["responses"]["KeyTaken"];
            default: components["responses"]["Problem"];
        };
    };
    EnqueueBatch: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "requests": [
                 *         {
                 *           "type": "email",
                 *           "payloadJson": {
                 *             "to": "ada@example.com"
                 *           }
                 *         },
                 *         {
                 *           "type": "email",
                 *           "payloadJson": {
                 *             "to": "grace@example.com"
                 *           },
                 *           "maxAttempts": 10
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EnqueueBatchRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnqueueBatchResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetJob: {
        parameters: {
            query?: {
                /** @description Default: JOB_VIEW_FULL. */
                view?: components["schemas"]["JobView"];
                /** @description How long to wait for the job to reach a final status, at most 1m, and less when the deadline of the call is nearer; it is answered as it is when the time is over. Default: 0s, do not wait. */
                wait?: string;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description Entity tags that the caller has; 304 when the job's is among them. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    /** @description The job's sequence number, which grows with each change; `-gzip` behind it where the answer is compressed. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetJobResponse"];
                };
            };
            /** @description The job is as the caller has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    DeleteJob: {
        parameters: {
            query?: {
                /** @description Forget it only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. Default: whatever it is. */
                ifSequence?: string;
            };
            header?: {
                /** @description The `ETag` of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for `ifSequence`; `*` for any job that is there. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is forgotten. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            412: components["responses"]["Changed"];
            default: components["responses"]["Problem"];
        };
    };
    UpdateJob: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description The `ETag` of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for `ifSequence`; `*` for any job that is there. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "runAt": "2030-01-31T09:00:00Z",
                 *       "priority": 50
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description At this time, by the store's clock; a time that has passed means at once. At the latest 2200-01-01T00:00:00Z.
                     */
                    runAt?: string;
                    /**
                     * @description After this time, at most 3,653 days, from now on.
                     * @example 3.5s
                     */
                    delay?: string;
                    /**
                     * Format: int32
                     * @description 0 to 100, higher first. Default: as before.
                     */
                    priority?: number;
                    /** @description The new payload, within the limit of an enqueue. Default: as before, with its content type. In base64. */
                    payload?: string;
                    /** @description What `payload` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
                    payloadJson?: unknown;
                    /** @description What the new payload is, as a media type of at most 256 bytes; only with a payload. Default: "application/json". */
                    contentType?: string;
                    /** @description All labels that the job is to have: at most 64 entries and 8 KiB unless configured otherwise. Default, also for an empty map: as before. */
                    metadata?: {
                        [key: string]: string;
                    };
                    /** @description Take all labels away, which an empty map cannot say. Excludes `metadata`. Default: false. */
                    clearMetadata?: boolean;
                    /**
                     * Format: int64
                     * @description Change it only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. Default: whatever it is.
                     */
                    ifSequence?: string;
                };
            };
        };
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    /** @description The job's sequence number, which grows with each change; `-gzip` behind it where the answer is compressed. */
                    ETag?: string;
                    /** @description Where the job is. */
                    "Content-Location"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdateJobResponse"];
                };
            };
            412: components["responses"]["Changed"];
            default: components["responses"]["Problem"];
        };
    };
    ExplainJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplainJobResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    CancelJob: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description The `ETag` of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for `ifSequence`; `*` for any job that is there. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "the order was withdrawn"
                 *     }
                 */
                "application/json": {
                    /** @description Kept with the job and handed to the handler, at most 1,024 bytes. */
                    reason?: string;
                    /**
                     * Format: int64
                     * @description Cancel it only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. A call that is repeated finds the sequence moved on by the first one. Default: whatever it is.
                     */
                    ifSequence?: string;
                };
            };
        };
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    /** @description The job's sequence number, which grows with each change; `-gzip` behind it where the answer is compressed. */
                    ETag?: string;
                    /** @description Where the job is. */
                    "Content-Location"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelJobResponse"];
                };
            };
            412: components["responses"]["Changed"];
            default: components["responses"]["Problem"];
        };
    };
    RetryJob: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description The `ETag` of the job as it was read: changes it only if it has not changed since, and answers 412 if it has. Stands for `ifSequence`; `*` for any job that is there. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * Format: int64
                     * @description Run it again only while its sequence number is this one, as it was read; FAILED_PRECONDITION, with this field at fault, when it is another. Default: whatever it is.
                     */
                    ifSequence?: string;
                };
            };
        };
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    /** @description The job's sequence number, which grows with each change; `-gzip` behind it where the answer is compressed. */
                    ETag?: string;
                    /** @description Where the job is. */
                    "Content-Location"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetryJobResponse"];
                };
            };
            412: components["responses"]["Changed"];
            default: components["responses"]["Problem"];
        };
    };
    WatchJob: {
        parameters: {
            query?: {
                /** @description Leave out changes up to this sequence number: the last one seen, to go on after a broken stream. */
                afterSequence?: string;
                /** @description Default: JOB_VIEW_FULL. */
                view?: components["schemas"]["JobView"];
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description The id of the last event that was seen; the stream goes on after it. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it stands, then after each change: events `job`, whose id is the job's sequence number, until it has finished. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                    "application/x-ndjson": components["schemas"]["WatchJobResponse"];
                };
            };
            /** @description The job has finished, and the caller knows how. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    RetryJobs: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "filter": {
                 *         "type": "email",
                 *         "errorContains": "timeout"
                 *       },
                 *       "dryRun": true
                 *     }
                 */
                "application/json": components["schemas"]["RetryJobsRequest"];
            };
        };
        responses: {
            /** @description The operation, which goes on, unless it has only counted. */
            202: {
                headers: {
                    /** @description Where the operation is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetryJobsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    CancelJobs: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "filter": {
                 *         "type": "email",
                 *         "metadata": {
                 *           "batch": "7"
                 *         }
                 *       },
                 *       "reason": "the wrong batch"
                 *     }
                 */
                "application/json": components["schemas"]["CancelJobsRequest"];
            };
        };
        responses: {
            /** @description The operation, which goes on, unless it has only counted. */
            202: {
                headers: {
                    /** @description Where the operation is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelJobsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    DeleteJobs: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "filter": {
                 *         "type": "email",
                 *         "statuses": [
                 *           "JOB_STATUS_FAILED"
                 *         ]
                 *       },
                 *       "dryRun": true
                 *     }
                 */
                "application/json": components["schemas"]["DeleteJobsRequest"];
            };
        };
        responses: {
            /** @description The operation, which goes on, unless it has only counted. */
            202: {
                headers: {
                    /** @description Where the operation is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeleteJobsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PurgeQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "statuses": [
                 *         "JOB_STATUS_SCHEDULED",
                 *         "JOB_STATUS_PENDING"
                 *       ],
                 *       "maxPerSecond": 5000
                 *     }
                 */
                "application/json": {
                    /** @description As RetryJobsRequest has it. */
                    dryRun?: boolean;
                    /**
                     * Format: int32
                     * @description As RetryJobsRequest has it.
                     */
                    expectCount?: number;
                    /** @description All but JOB_STATUS_RUNNING can be given. Default: all of these. */
                    statuses?: components["schemas"]["JobStatus"][];
                    /**
                     * Format: int32
                     * @description As RetryJobsRequest has it.
                     */
                    maxPerSecond?: number;
                };
            };
        };
        responses: {
            /** @description The operation, which goes on, unless it has only counted. */
            202: {
                headers: {
                    /** @description Where the operation is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurgeQueueResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetOperationResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListOperations: {
        parameters: {
            query?: {
                /** @description The most operations a page has, 1 to 100. Default: 100. */
                pageSize?: number;
                /** @description The `next_page_token` of the page before. Default: the start. */
                pageToken?: string;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of operations. */
            200: {
                headers: {
                    /** @description `<path>; rel="next"` leads to the next page; absent on the last one. */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListOperationsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    StopOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopOperationResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListQueues: {
        parameters: {
            query?: {
                /** @description The most queues a page has, 1 to 100. Default: 100. */
                pageSize?: number;
                /** @description The `next_page_token` of the page before. Default: the start. */
                pageToken?: string;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListQueuesResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetQueueResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetStats: {
        parameters: {
            query?: {
                /** @description Default: all types together. */
                type?: string;
                /** @description How many minutes back, 1 to 1,440, the present one included. Default: 60. */
                minutes?: number;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetStatsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PauseQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description For people. Default: none. */
                    reason?: string;
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                    /**
                     * Format: date-time
                     * @description When it ends by itself, by the store's clock; a time that has passed ends it at once. Default: when somebody ends it.
                     */
                    until?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseQueueResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ResumeQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResumeQueueResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    DrainQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description For people. Default: none. */
                    reason?: string;
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                    /**
                     * Format: date-time
                     * @description When it ends by itself, by the store's clock; a time that has passed ends it at once. Default: when somebody ends it.
                     */
                    until?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrainQueueResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SetQueueLimits: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description All of them: one that is not given here is ended. Default: no limits. */
                    limits?: components["schemas"]["QueueLimits"];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetQueueLimitsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SetKeyLimits: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    key: string;
                    /** @description All of them: one that is not given here is ended. Default: none. */
                    limits?: components["schemas"]["KeyLimits"];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetKeyLimitsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ResumeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    key: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResumeKeyResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListKeys: {
        parameters: {
            query?: {
                /** @description Default: all. */
                statuses?: components["schemas"]["KeyStatus"][];
                /** @description The most keys a page has, 1 to 100. Default: 100. */
                pageSize?: number;
                /** @description The `next_page_token` of the page before. Default: the start. */
                pageToken?: string;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListKeysResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PreviewSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "spec": {
                 *         "cron": [
                 *           "30 2 * * *"
                 *         ],
                 *         "zone": "Europe/Berlin"
                 *       },
                 *       "after": "2027-03-27T12:00:00Z",
                 *       "count": 2
                 *     }
                 */
                "application/json": components["schemas"]["PreviewScheduleRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewScheduleResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListSchedules: {
        parameters: {
            query?: {
                /** @description Default: any. */
                state?: components["schemas"]["ScheduleState"];
                /** @description Default: anybody's. */
                managedBy?: string;
                /** @description The most schedules a page has, 1 to 100. Default: 100. */
                pageSize?: number;
                /** @description The `next_page_token` of the page before. Default: the start. */
                pageToken?: string;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSchedulesResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    UpsertSchedule: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "schedule": {
                 *         "name": "report",
                 *         "spec": {
                 *           "cron": [
                 *             "0 2 * * *"
                 *           ],
                 *           "zone": "Europe/Berlin"
                 *         },
                 *         "policy": {
                 *           "overlap": "OVERLAP_POLICY_BUFFER_ONE"
                 *         },
                 *         "job": {
                 *           "type": "report",
                 *           "payloadJson": {
                 *             "for": "everybody"
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UpsertScheduleRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpsertScheduleResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetSchedule: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetScheduleResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    DeleteSchedule: {
        parameters: {
            query?: {
                /** @description Only if it comes from this version of its source, or from an older one. Default: any. */
                sourceVersion?: string;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeleteScheduleResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PauseSchedule: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "by": "ada",
                 *       "note": "the database moves"
                 *     }
                 */
                "application/json": {
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                    /** @description For people. Default: none. */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseScheduleResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ResumeSchedule: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Treat the pause as if nothing had been there to fire, so that the policy for missed times decides. Default: pass its times over. */
                    catchUp?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResumeScheduleResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    TriggerSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap": "OVERLAP_POLICY_ALLOW"
                 *     }
                 */
                "application/json": {
                    /** @description What to do when a job of an earlier time has not ended. Default: OVERLAP_POLICY_ALLOW. */
                    overlap?: components["schemas"]["OverlapPolicy"];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerScheduleResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    BackfillSchedule: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "from": "2026-01-01T00:00:00Z",
                 *       "to": "2026-01-31T00:00:00Z"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description The earliest time; it may lie before the schedule was made.
                     */
                    from?: string;
                    /**
                     * Format: date-time
                     * @description The latest time, which fires, too: from `from` to now, at most 100,000 times later.
                     */
                    to?: string;
                    /** @description What to do when a job of an earlier time has not ended. Default: OVERLAP_POLICY_BUFFER_ALL, one after the other, however many there are. */
                    overlap?: components["schemas"]["OverlapPolicy"];
                    /** @description Also fire times that have made a job before. Default: leave them out. */
                    again?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackfillScheduleResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    CancelBackfill: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelBackfillResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListFirings: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListFiringsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetServerInfo: {
        parameters: {
            query?: {
                /** @description Whether to tell `status` too, for which the store is asked. Default: false. */
                withStatus?: boolean;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetServerInfoResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListWorkers: {
        parameters: {
            query?: {
                /** @description The most workers a page has, 1 to 100. Default: 100. */
                pageSize?: number;
                /** @description The `next_page_token` of the page before. Default: the start. */
                pageToken?: string;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListWorkersResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    Subscribe: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "topics": [
                 *         {
                 *           "all": "COLLECTION_QUEUES"
                 *         },
                 *         {
                 *           "jobs": {
                 *             "statuses": [
                 *               "JOB_STATUS_FAILED"
                 *             ]
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SubscribeRequest"];
            };
        };
        responses: {
            /** @description Each topic as it is, then what changes of it: events `change`, until the caller leaves. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                    "application/x-ndjson": components["schemas"]["SubscribeResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    Lease: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "types": [
                 *         "email"
                 *       ],
                 *       "maxJobs": 10,
                 *       "wait": "0s",
                 *       "lease": "30s",
                 *       "workerId": "host-1"
                 *     }
                 */
                "application/json": components["schemas"]["LeaseRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    LeaseFromQueue: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                type: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "maxJobs": 10,
                 *       "workerId": "host-1"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: int32
                     * @description The most jobs to lease, 1 to 1,000; fewer come when their payloads are large. Default: 1.
                     */
                    maxJobs?: number;
                    /**
                     * @description How long the leases last unless they are extended, 10 ms to 24 h. Default: 30s.
                     * @example 3.5s
                     */
                    lease?: string;
                    /**
                     * @description How long to wait when nothing is due, at most 1m. Default: 0s, do not wait.
                     * @example 3.5s
                     */
                    wait?: string;
                    /** @description Names the worker in jobs and errors, 1 to 256 bytes. */
                    workerId: string;
                    /** @description Jobs that are steps of runs come with the results of the steps right before them: see Lease.results. Default: false. */
                    withResults?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    Extend: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "workerId": "host-1",
                 *       "items": [
                 *         {
                 *           "jobId": "0-7TkauutgKcU90000",
                 *           "token": "1"
                 *         }
                 *       ],
                 *       "lease": "30s"
                 *     }
                 */
                "application/json": components["schemas"]["ExtendRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtendResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    Settle: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "jobId": "0-7TkauutgKcU90000",
                 *           "token": "1",
                 *           "completed": {
                 *             "resultJson": {
                 *               "sent": true
                 *             }
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SettleRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettleResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SettleJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "token": "1",
                 *       "completed": {
                 *         "resultJson": {
                 *           "sent": true
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /** Format: uint64 */
                    token?: string;
                    completed?: components["schemas"]["Completed"];
                    failed?: components["schemas"]["Failed"];
                    snoozed?: components["schemas"]["Snoozed"];
                    released?: components["schemas"]["Released"];
                    throttled?: components["schemas"]["Throttled"];
                    /** @description This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false. */
                    resend?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettleJobResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SettleJobAsCompleted: {
        parameters: {
            query?: {
                token?: string;
                /** @description This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false. */
                resend?: boolean;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "resultJson": {
                 *         "sent": true
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Completed"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettleJobResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SettleJobAsFailed: {
        parameters: {
            query?: {
                token?: string;
                /** @description This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false. */
                resend?: boolean;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "message": "the mail server said no",
                 *       "retryAfter": "60s"
                 *     }
                 */
                "application/json": components["schemas"]["Failed"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettleJobResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SettleJobAsSnoozed: {
        parameters: {
            query?: {
                token?: string;
                /** @description This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false. */
                resend?: boolean;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "delay": "300s"
                 *     }
                 */
                "application/json": components["schemas"]["Snoozed"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettleJobResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SettleJobAsThrottled: {
        parameters: {
            query?: {
                token?: string;
                /** @description This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false. */
                resend?: boolean;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "retryAfter": "30s",
                 *       "scope": "THROTTLE_SCOPE_JOB"
                 *     }
                 */
                "application/json": components["schemas"]["Throttled"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettleJobResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SettleJobAsReleased: {
        parameters: {
            query?: {
                token?: string;
                /** @description This call repeats one whose answer was lost: what that one settled is answered as it was then, instead of with ABORTED. Default: false. */
                resend?: boolean;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["Released"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettleJobResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    Heartbeat: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HeartbeatRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeartbeatResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ValidateWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "definitionJson": {
                 *         "name": "order",
                 *         "schema": 1,
                 *         "steps": {
                 *           "charge": {
                 *             "type": "charge"
                 *           },
                 *           "ship": {
                 *             "type": "ship",
                 *             "after": [
                 *               "charge"
                 *             ],
                 *             "when": "steps.charge.result.ok == true"
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ValidateWorkflowRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidateWorkflowResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListWorkflows: {
        parameters: {
            query?: {
                /** @description The most workflows a page has, 1 to 100. Default: 100. */
                pageSize?: number;
                /** @description The `next_page_token` of the page before. Default: the start. */
                pageToken?: string;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListWorkflowsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PutWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PutWorkflowRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PutWorkflowResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetWorkflow: {
        parameters: {
            query?: {
                /** @description Default: the latest. */
                version?: number;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetWorkflowResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    StartRun: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * Format: int32
                     * @description Of the workflow. Default: the latest.
                     */
                    version?: number;
                    /** @description JSON, at most 1 MiB. Default: an empty object. In base64. */
                    input?: string;
                    /** @description What `input` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
                    inputJson?: unknown;
                    /** @description A run of the workflow that has the key already is answered in its place. Default: none. */
                    idKey?: string;
                    /** @description Runs of the same one are in the same partition of the store. Default: the `id_key`. */
                    routeKey?: string;
                    /** Format: date-time */
                    runAt?: string;
                    /** @example 3.5s */
                    delay?: string;
                    /** @description Labels, as those of jobs. Default: none. */
                    metadata?: {
                        [key: string]: string;
                    };
                    /**
                     * @description How long the run is kept after its end, with its jobs and results. Default: 7 days.
                     * @example 3.5s
                     */
                    retention?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartRunResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetRun: {
        parameters: {
            query?: {
                /** @description Whether to tell of each step. */
                withSteps?: boolean;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetRunResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    DeleteRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeleteRunResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListRuns: {
        parameters: {
            query?: {
                /** @description Default: those of all workflows. */
                workflow?: string;
                /** @description Default: all. */
                statuses?: components["schemas"]["RunStatus"][];
                /** @description The most runs a page has, 1 to 100. Default: 100. */
                pageSize?: number;
                /** @description The `next_page_token` of the page before. Default: the start. */
                pageToken?: string;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListRunsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    WatchRun: {
        parameters: {
            query?: {
                /** @description The sequence of the last line that is known, to go on after a broken stream. Default: the start. */
                afterSequence?: string;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description The id of the last event that was seen; the stream goes on after it. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What has happened to the run, and how it stands: events `run`, whose id is the sequence of the last line of the history, until it has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                    "application/x-ndjson": components["schemas"]["WatchRunResponse"];
                };
            };
            /** @description The run has ended, and the caller knows how. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    CancelRun: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description For people. Default: none. */
                    reason?: string;
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelRunResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PauseRun: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseRunResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ResumeRun: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResumeRunResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SignalRun: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description JSON, at most 64 KiB. Default: null. In base64. */
                    payload?: string;
                    /** @description What `payload` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
                    payloadJson?: unknown;
                    /** @description A run takes a signal of the same id once. Default: a new one. */
                    signalId?: string;
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignalRunResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    CreateSignalLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the signal. */
                    name: string;
                    /** @description What the page asks. Default: to confirm. */
                    text?: string;
                    /** @description What can be answered, each a button. Default: one, "Confirm", that sends null. */
                    answers?: components["schemas"]["SignalAnswer"][];
                    /**
                     * @description For how long the link can be used, 1s to 366 days. Default: 7 days.
                     * @example 3.5s
                     */
                    expiresIn?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateSignalLinkResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    RerunRun: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The steps; empty for those that failed, were cancelled, or were skipped because of that. */
                    from?: string[];
                    /** @description JSON, at most 1 MiB. Default: what it was. In base64. */
                    input?: string;
                    /** @description What `input` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
                    inputJson?: unknown;
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RerunRunResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    RetryStep: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
                step: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    mode?: components["schemas"]["RetryMode"];
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetryStepResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SkipStep: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
                step: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description JSON, at most 1 MiB. Default: null. In base64. */
                    result?: string;
                    /** @description What `result` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
                    resultJson?: unknown;
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkipStepResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    AddSteps: {
        parameters: {
            query?: {
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description JSON: an object of steps by their names, as in a definition. In base64. */
                    steps?: string;
                    /** @description What `steps` holds, as the JSON that it is: kept byte for byte. Give one of the two; an answer has this one when the bytes are JSON. */
                    stepsJson?: unknown;
                    /** @description Who wants it, for people. Default: nobody. */
                    by?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddStepsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListRunEvents: {
        parameters: {
            query?: {
                /** @description The sequence of the last line that is known. Default: the start. */
                afterSequence?: string;
                /** @description The most lines, 1 to 1,000. Default: 1,000. */
                limit?: number;
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListRunEventsResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetStepResult: {
        parameters: {
            query?: {
                /** @description Of a map: the first of its items of which to tell, from 0 on; up to 1,000 come. */
                fromItem?: number;
                /** @description How bytes are answered: as JSON where they are that, in base64, or not at all. */
                payload?: components["parameters"]["PayloadForm"];
            };
            header?: {
                /** @description How long the caller waits, in seconds; `Prefer: wait=30` says the same. */
                "Millrace-Timeout"?: components["parameters"]["Timeout"];
                /** @description Echoed in the answer and in problems, 1 to 128 printable characters. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
                step: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetStepResultResponse"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
