export const ECHO_PATH = "/bench.EchoService/Echo";
export const ENQUEUE_PATH = "/millrace.v1.JobService/Enqueue";
export const ENQUEUE_BATCH_PATH = "/millrace.v1.JobService/EnqueueBatch";
