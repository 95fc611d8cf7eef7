import { collectDefaultMetrics, Registry } from "prom-client";

/** A registry that shows what Node and the process do. */
export function newRegistry(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
}
