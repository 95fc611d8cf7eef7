import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import { text } from "node:stream/consumers";

// A good client, in a process of its own so that it measures the server and not the attacker: calls
// over one connection of HTTP/2 and over ever new ones of HTTP/1.1, and prints how long each call
// took in milliseconds, or what went wrong.

const [url = ""] = process.argv.slice(2);
const PATH = "/millrace.v1.JobService/Enqueue";
const TYPE = { "content-type": "application/json" };
const JOB = JSON.stringify({ type: "probe", retention: "1s" });
// Between two calls: a client that is there, not one that measures throughput.
const PAUSE_MS = 10;

let session: http2.ClientHttp2Session | undefined;

async function overHttp2(): Promise<number> {
  if (session === undefined || session.closed || session.destroyed) {
    session = http2.connect(url).on("error", () => {});
  }
  const stream = session.request({ ":method": "POST", ":path": PATH, ...TYPE });
  stream.end(JOB);
  const [head] = (await once(stream, "response")) as [http2.IncomingHttpHeaders];
  await text(stream);
  return Number(head[":status"]);
}

async function overHttp1(): Promise<number> {
  const request = http.request(url + PATH, { method: "POST", headers: TYPE, agent: false });
  request.end(JOB);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  await text(response);
  return response.statusCode ?? 0;
}

async function keepCalling(call: () => Promise<number>): Promise<never> {
  for (;;) {
    const began = performance.now();
    try {
      const status = await call();
      if (status === 200) console.log((performance.now() - began).toFixed(1));
      else console.log(`status ${status}`);
    } catch (error) {
      console.log(error instanceof Error ? error.message : String(error));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

await Promise.all([keepCalling(overHttp2), keepCalling(overHttp1)]);
