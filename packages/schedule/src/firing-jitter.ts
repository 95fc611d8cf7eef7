import type { EpochMs } from "@millrace/core";

/**
 * How much later than `nominal` the schedule `name` fires: less than `jitterMs`, and the same in every process
 * and after every restart, so that processes that race for a firing agree about when it is due.
 */
export function firingJitterMs(name: string, nominal: EpochMs, jitterMs: number): number {
  return jitterMs === 0 ? 0 : hash(`${nominal}:${name}`) % jitterMs;
}

/** FNV-1a in 32 bits, and the last steps of Murmur3, without which near times are near one another. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
