import type { Callback, Redis } from "ioredis";

/**
 * Takes a Redis whose user may not call INFO for ready. The driver does so as well, and writes a line
 * to the standard error each time that it connects.
 */
export function quietReadyCheck(redis: Redis): void {
  const askInfo = redis.info.bind(redis) as () => Promise<string>;
  const info = (callback: Callback<string>) =>
    askInfo().then(
      (text) => callback(null, text),
      (error: Error) => (isForbidden(error) ? callback(null, "") : callback(error)),
    );
  Object.assign(redis, { info });
}

function isForbidden(error: Error): boolean {
  return error.message.startsWith("NOPERM");
}
