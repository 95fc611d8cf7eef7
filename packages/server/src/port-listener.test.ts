import { spawn } from "node:child_process";
import { once } from "node:events";
import http2 from "node:http2";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { PortListener } from "./port-listener.ts";

/** A process that serves, closes once a request's body has piled up unread, and says so. */
const SERVER = `
  import { PortListener } from ${JSON.stringify(new URL("port-listener.ts", import.meta.url).href)};
  const listener = new PortListener((request) => {
    const pileUp = () => {
      if (request.readableLength < request.readableHighWaterMark) setImmediate(pileUp);
      else void listener.close(0).then(() => console.log("closed"));
    };
    pileUp();
  }, console.error);
  console.log((await listener.listen(0, "127.0.0.1")).port);
`;

it("takes more at a time over one HTTP/2 connection than the 64 KiB of the protocol", async () => {
  const listener = new PortListener(
    (_, response) => response.end(),
    () => expect.unreachable(),
  );
  const { port } = await listener.listen(0, "127.0.0.1");
  const session = http2.connect(`http://127.0.0.1:${port}`);
  await expect.poll(() => session.state.remoteWindowSize).toBe(1024 * 1024);
  session.destroy();
  await listener.close(0);
});

it("closes to the end also when a connection that nobody reads is all that is left", async () => {
  const args = ["--conditions=@millrace/source", "--input-type=module", "--eval", SERVER];
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    server.kill("SIGKILL");
  });
  const [port] = (await once(server.stdout, "data")) as [Buffer];
  const socket = connect(Number(String(port)), "127.0.0.1");
  socket.on("error", () => {});
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
  socket.write(Buffer.alloc(999_999));
  const exit = once(server, "exit");
  expect(await text(server.stdout)).toBe("closed\n");
  expect(await exit).toEqual([0, null]);
  socket.destroy();
});
