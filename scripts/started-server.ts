import { setTimeout as wait } from "node:timers/promises";

/** A database server that this process started. */
export interface StartedServer {
  readonly url: string;
  /** Ends the server and removes what it left on disk. Idempotent. */
  stop(): Promise<void>;
}

const POLL_MS = 20;

/** What `ask` answers, asked again for up to `patienceMs` while it rejects; rejects with its reason. */
export async function untilAnswered<Answer>(
  ask: () => Promise<Answer>,
  patienceMs: number,
): Promise<Answer> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await wait(POLL_MS);
    }
  }
}
