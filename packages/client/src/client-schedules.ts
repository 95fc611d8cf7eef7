import type { FiringTime, PreviewRequest } from "@millrace/core";
import { throwInClientWords } from "./job-results.ts";
import { type PreviewOptions, type ScheduleOptions, toPreviewRequest } from "./schedule-options.ts";

/** Who tells when schedules fire: a server, or this process where there is none. */
export interface ScheduleCalls {
  preview(request: PreviewRequest): Promise<FiringTime[]>;
}

/** Makes a call, unless the client is closed before it has an answer. */
export type CallUntilClosed = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

/** When things happen again and again. See `Client.schedules`. */
export class ClientSchedules {
  readonly #call: CallUntilClosed;
  readonly #calls: ScheduleCalls;

  constructor(call: CallUntilClosed, calls: ScheduleCalls) {
    this.#call = call;
    this.#calls = calls;
  }

  /**
   * Tells when a schedule fires, without making one: the earliest time first, and fewer than were asked for when
   * it ends before.
   *
   * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
   */
  async preview(schedule: ScheduleOptions, options: PreviewOptions = {}): Promise<FiringTime[]> {
    const request = toPreviewRequest(schedule, options);
    return this.#call(() => this.#calls.preview(request)).catch(throwInClientWords);
  }
}
