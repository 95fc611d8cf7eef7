/** What a job asks of the worker program, as JSON in its payload. */
export interface Task {
  /** How long a handler takes. Defaults to 0. */
  readonly workMs?: number;
  /** The first attempt blocks its process until this file exists. */
  readonly blockUntil?: string;
}

export const taskPayload = (task: Task): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(task));
