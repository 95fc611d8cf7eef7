/** Where a job stands in BullMQ, of the states that are imported. */
export const BULLMQ_STATES = ["waiting", "prioritized", "delayed", "failed"] as const;

export type BullmqState = (typeof BULLMQ_STATES)[number];

/** Of what a job's type is made. */
export const TYPE_SOURCES = ["both", "queue", "name"] as const;

export type TypeSource = (typeof TYPE_SOURCES)[number];
