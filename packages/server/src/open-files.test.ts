import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";

const SERVER = `
  import { PortListener } from ${JSON.stringify(new URL("port-listener.ts", import.meta.url).href)};
  const tell = (_, message) => console.log(message);
  const logger = { debug() {}, info() {}, warn: tell, error: tell };
  const listener = new PortListener(({ response }) => response.end("served"), { logger });
  console.log((await listener.listen(0, "127.0.0.1")).port);
`;

// Windows has no such limit.
it.skipIf(process.platform === "win32")(
  "a process that may open few files says so, and serves on when clients want more",
  async () => {
    const args = ["--conditions=@millrace/source", "--input-type=module", "--eval", SERVER];
    const server = spawn("sh", ["-c", 'ulimit -n 150; exec "$0" "$@"', process.execPath, ...args]);
    onTestFinished(() => {
      server.kill("SIGKILL");
    });
    const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
    const nextLine = async () => (await lines.next()).value as string;
    expect(await nextLine()).toContain("may not open as many files");
    const port = Number(await nextLine());
    for (let clients = 0; clients < 200; clients++) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      onTestFinished(() => {
        socket.destroy();
      });
      await once(socket, "connect");
    }
    expect(await nextLine()).toContain("as many connections as there may be");
    const served = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      return await response?.text();
    };
    await expect.poll(served).toBe("served");
  },
);
