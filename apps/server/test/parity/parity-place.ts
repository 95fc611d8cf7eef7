// The place that is tested now, which the cases of each kind share.
import { randomUUID } from "node:crypto";
import { Client, type JobOptions } from "@millrace/client";
import type { JobQuery } from "@millrace/core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Place } from "../client-places.ts";

export const UNKNOWN_ID = "0-V1StGXR8Z5jdHi6B";

export let place: Place;
export let client: Client;
/** Another one for each test. */
export let type: string;

export function openPlace(open: () => Promise<Place>): void {
  beforeAll(async () => {
    place = await open();
    client = new Client(place.options);
  });
  beforeEach(() => {
    type = `parity-${randomUUID()}`;
  });
  afterAll(async () => {
    await client.close();
    await place.close();
  });
}

/** Enqueues a job without a payload; returns its id. */
export async function enqueue(options?: JobOptions): Promise<string> {
  return (await client.enqueue(type, undefined, options)).job.id;
}

export async function ids(query: JobQuery): Promise<string[]> {
  return Array.fromAsync(client.list(query), ({ id }) => id);
}
