import type { EnqueueRequest } from "@millrace/core";
import { findDifference, modelSuite } from "@millrace/store-conformance";
import { describe, expect, test } from "vitest";
import { MemoryStore, type MemoryStoreOptions } from "./memory-store.ts";

// The store is the model of the others: against itself, it shows that the suite finds no difference
// where there is none.
modelSuite("the memory store", {
  time: "virtual",
  open: (clock) => new MemoryStore({ clock }),
  openModel: (clock) => new MemoryStore({ clock }),
});

/** Stores with one fault each. */
const FAULTS: Readonly<Record<string, new (options: MemoryStoreOptions) => MemoryStore>> = {
  "takes a stale token for the right one": class extends MemoryStore {
    readonly #tokens = new Map<string, number>();

    override async lease(...args: Parameters<MemoryStore["lease"]>) {
      const leases = await super.lease(...args);
      for (const { job, token } of leases) this.#tokens.set(job.id, token);
      return leases;
    }

    override settle(...[items, options]: Parameters<MemoryStore["settle"]>) {
      const fresh = items.map((item) => ({
        ...item,
        token: this.#tokens.get(item.jobId) ?? item.token,
      }));
      return super.settle(fresh, options);
    }
  },

  "puts the jobs of a call in the wrong order": class extends MemoryStore {
    override async enqueue(requests: readonly EnqueueRequest[]) {
      return (await super.enqueue(requests.toReversed())).reverse();
    }
  },

  "forgets idempotency keys": class extends MemoryStore {
    override async enqueue(requests: readonly EnqueueRequest[]) {
      return super.enqueue(requests.map(({ idempotencyKey, ...request }) => request));
    }
  },

  "forgets unique keys": class extends MemoryStore {
    override async enqueue(requests: readonly EnqueueRequest[]) {
      return super.enqueue(requests.map(({ unique, ...request }) => request));
    }
  },

  "counts an attempt that was given back": class extends MemoryStore {
    override settle(...[items, options]: Parameters<MemoryStore["settle"]>) {
      const failed = { kind: "failed", message: "given back", retryAfterMs: 0 } as const;
      const costly = items.map((item) =>
        item.outcome.kind === "released" ? { ...item, outcome: failed } : item,
      );
      return super.settle(costly, options);
    }
  },

  "refuses a settlement that is sent again": class extends MemoryStore {
    override settle(...[items]: Parameters<MemoryStore["settle"]>) {
      return super.settle(items);
    }
  },

  "stores no progress": class extends MemoryStore {
    override extend(...[items, leaseMs]: Parameters<MemoryStore["extend"]>) {
      return super.extend(
        items.map(({ jobId, token }) => ({ jobId, token })),
        leaseMs,
      );
    }
  },

  "leases for longer than it was asked to": class extends MemoryStore {
    override lease(...[request]: Parameters<MemoryStore["lease"]>) {
      return super.lease({ ...request, leaseMs: request.leaseMs + 1 });
    }
  },

  "does nothing as time passes": class extends MemoryStore {
    override async maintain() {
      return { promoted: 0, rescued: 0, expired: 0, pruned: 0, more: false };
    }
  },
};

/** As many calls as one still sees through; how far a sequence is shortened depends on what else could be in it. */
const FEW = 7;

describe("the suite finds the fault of a store that", () => {
  test.each(Object.entries(FAULTS))("%s", async (_, FaultyStore) => {
    const difference = await findDifference({
      time: "virtual",
      open: (clock) => new FaultyStore({ clock }),
      openModel: (clock) => new MemoryStore({ clock }),
    });
    expect(difference?.operations.length).toBeLessThanOrEqual(FEW);
    const { seed, path } = difference ?? {};
    expect(path).toMatch(/^\d+(:\d+)*$/);
    expect(seed).toBe(1);
  });

  test.each(Object.entries(FAULTS).filter(([fault]) => !fault.includes("order")))(
    "%s, where the order is open",
    async (_, FaultyStore) => {
      const difference = await findDifference({
        time: "virtual",
        order: "partition",
        open: (clock) => new FaultyStore({ clock }),
        openModel: (clock) => new MemoryStore({ clock }),
      });
      expect(difference?.operations.length).toBeLessThanOrEqual(FEW);
    },
  );
});
