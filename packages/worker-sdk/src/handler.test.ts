import { checkEnqueue, DEFAULT_LIMITS, MillraceError, newJob, newJobId } from "@millrace/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type AttemptContext, type Handler, type Middleware, wrapHandler } from "./handler.ts";
import { HandlerJob } from "./handler-job.ts";
import { snooze } from "./outcome-signals.ts";
import { turn } from "./test/jobs.ts";

const spec = checkEnqueue({ type: "task" }, DEFAULT_LIMITS);
if (spec instanceof MillraceError) throw spec;
const job = new HandlerJob(newJob(spec, newJobId(0), 1_000));
const context: AttemptContext = {
  signal: new AbortController().signal,
  fence: 1,
  workerId: "w",
  progress: async () => {},
  log: () => {},
  enqueue: () => ({ id: "" }),
  addSteps: () => {},
  run: undefined,
  results: { get: () => Promise.reject(new Error("there are none")) },
};

const run = async (handler: Handler, ...middleware: Middleware[]) =>
  wrapHandler(handler, middleware)(job, context);

const waitAndReturn =
  (value: unknown): Middleware =>
  async (_job, _context, next) => {
    await next();
    return value;
  };
const startAndReturnOther: Middleware = async (_job, _context, next) => {
  void next();
  return "other";
};

describe("a middleware that returns nothing hands on what is inside", () => {
  test.each<[string, Middleware]>([
    ["after it has waited", async (_job, _context, next) => void (await next())],
    ["without waiting", async (_job, _context, next) => void next()],
    ["as it ends before", async (_job, _context, next) => void next().then(() => {})],
    ["within another one", wrapped],
  ])("%s", async (_, middleware) => {
    const later = async () => {
      await turn();
      return "result";
    };
    expect(await run(later, middleware)).toBe("result");
    expect(await run(() => "at once", middleware, middleware)).toBe("at once");
    const snoozed = snooze("1h");
    expect(await run(() => snoozed, middleware)).toBe(snoozed);
  });
});

async function wrapped(...args: Parameters<Middleware>): Promise<void> {
  const silent: Middleware = async (_job, _context, next) => void (await next());
  await silent(...args);
}

describe("what a middleware returns counts", () => {
  test.each<[string, Middleware]>([
    ["in place of the result", waitAndReturn("other")],
    ["before the handler ends", startAndReturnOther],
    ["without the handler", async () => "other"],
  ])("%s", async (_, middleware) => {
    expect(await run(() => turn().then(() => "result"), middleware)).toBe("other");
  });

  test("also null", async () => {
    expect(await run(() => "result", waitAndReturn(null))).toBeNull();
  });

  test("and it may run what is inside again", async () => {
    let runs = 0;
    const twice: Middleware = async (_job, _context, next) => {
      await next().catch(() => {});
      await next();
    };
    const flaky = async () => {
      if (++runs === 1) throw new Error("at first");
      return runs;
    };
    expect(await run(flaky, twice)).toBe(2);
  });
});

describe("a handler that fails", () => {
  const fail: Handler = async () => {
    await turn();
    throw new Error("no");
  };
  const failAtOnce: Handler = () => {
    throw new Error("no");
  };
  const unhandled = vi.fn();
  beforeAll(() => void process.on("unhandledRejection", unhandled));
  afterAll(() => void process.off("unhandledRejection", unhandled));

  test.each<[string, Middleware]>([
    ["waits", async (_job, _context, next) => void (await next())],
    ["waits and returns it", async (_job, _context, next) => next()],
    ["does not wait", async (_job, _context, next) => void next()],
    [
      "does not wait but takes long",
      async (_job, _context, next) => {
        void next();
        for (let i = 0; i < 5; i++) await turn();
      },
    ],
    ["ends before it has heard", async (_job, _context, next) => void next().catch(() => {})],
  ])("fails the attempt where a middleware %s", async (when, middleware) => {
    await expect(run(fail, middleware)).rejects.toThrow("no");
    if (!when.startsWith("ends before")) {
      await expect(run(failAtOnce, middleware)).rejects.toThrow("no");
    }
    await turn();
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("completes where a middleware has heard and passed over it", async () => {
    const lenient: Middleware = async (_job, _context, next) => {
      try {
        return await next();
      } catch {
        return undefined;
      }
    };
    expect(await run(fail, lenient)).toBeUndefined();
    expect(await run(failAtOnce, lenient)).toBeUndefined();
  });

  test("ends no process where the middleware throws or returns before", async () => {
    const race: Middleware = async (_job, _context, next) => {
      void next();
      throw new Error("too late");
    };
    await expect(run(fail, race)).rejects.toThrow("too late");
    expect(await run(fail, startAndReturnOther)).toBe("other");
    for (let i = 0; i < 5; i++) await turn();
    expect(unhandled).not.toHaveBeenCalled();
  });
});
