import { describe, expect, it } from "vitest";
import { RestServer } from "../test/rest-server.ts";

const served = new RestServer();
const { ask, enqueue, store } = served;

describe("GET /v1/jobs/{id}/events", () => {
  it("streams each state of the job, and ends with the last", async () => {
    const id = await enqueue("watched", { payloadJson: 1 });
    const response = await fetch(`${served.origin}/v1/jobs/${id}/events`);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const readUntil = async (word: string) => {
      while (!text.includes(word)) {
        const { done, value } = (await reader?.read()) ?? { done: true };
        if (done) return;
        text += value;
      }
    };
    await readUntil("JOB_STATUS_PENDING");
    await store.cancel(id);
    await readUntil("never");
    const events = text.split("\n\n").filter((event) => event.startsWith("id: "));
    expect(events).toHaveLength(2);
    expect(events[1]).toMatch(/^id: 2\nevent: job\ndata: \{"event":\{"sequence":"2",/);
    expect(events[1]).toContain('"status":"JOB_STATUS_CANCELLED"');
    // What a browser asks when it connects again.
    const over = await ask("GET", `/v1/jobs/${id}/events`, { headers: { "last-event-id": "2" } });
    expect(over.status).toBe(204);
    const rest = await ask("GET", `/v1/jobs/${id}/events`, { headers: { "last-event-id": "1" } });
    expect(rest.text).toContain("id: 2\n");
    expect(rest.text).not.toContain("id: 1\n");
  });

  it("comes as lines of JSON as well", async () => {
    const id = await enqueue("lines");
    await store.cancel(id);
    const { headers, text } = await ask("GET", `/v1/jobs/${id}/events`, {
      headers: { accept: "application/x-ndjson" },
    });
    expect(headers.get("content-type")).toBe("application/x-ndjson");
    const lines = text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).event.job.status)).toEqual([
      "JOB_STATUS_CANCELLED",
    ]);
  });

  it("says that there is no such job before it streams", async () => {
    const id = await enqueue("gone");
    await store.delete(id);
    const { status, json } = await ask("GET", `/v1/jobs/${id}/events`);
    expect(status).toBe(404);
    expect(json).toMatchObject({ code: "NOT_FOUND" });
  });

  it("refuses an id of an event that is none", async () => {
    const id = await enqueue("odd");
    const { status } = await ask("GET", `/v1/jobs/${id}/events`, {
      headers: { "last-event-id": "x" },
    });
    expect(status).toBe(400);
  });
});

describe("POST /v1/watch", () => {
  const watch = (topics: readonly object[], accept: string) =>
    fetch(`${served.origin}/v1/watch`, {
      method: "POST",
      headers: { "content-type": "application/json", accept },
      body: JSON.stringify({ topics }),
    });

  it("streams topics as lines of JSON and as events", async () => {
    await enqueue("shown");
    for (const [accept, begin] of [
      ["application/x-ndjson", ""],
      ["text/event-stream", "retry: 1000\n\nevent: change\ndata: "],
    ] as const) {
      const { headers, body } = await watch([{ queue: "shown" }], accept);
      expect(headers.get("content-type")).toBe(accept);
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      const shown = () => /\{.*"snapshot":true.*\}(?=\n)/.exec(text)?.[0];
      while (shown() === undefined) text += (await reader?.read())?.value;
      await reader?.cancel();
      expect(text.startsWith(`${begin}{`)).toBe(true);
      expect(JSON.parse(shown() ?? "")).toMatchObject({ queues: [{ type: "shown" }] });
    }
  });

  it("refuses what is no topic before it streams", async () => {
    const refused = await watch([{ job: "x" }, {}], "*/*");
    expect(refused.status).toBe(400);
    const { errors } = (await refused.json()) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field)).toEqual(["topics[0].job", "topics[1].subject"]);
  });
});
