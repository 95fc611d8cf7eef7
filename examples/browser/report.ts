/** The job that the page enqueues and the worker runs. */
export const REPORT = "report";

/** Its payload. */
export interface Report {
  readonly title: string;
  readonly pages: number;
}

/** What comes of it. */
export interface WrittenReport {
  readonly words: number;
}
