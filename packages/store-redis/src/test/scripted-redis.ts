import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** Answers a command with RESP, or with nothing. */
export type Answer = (name: string, args: readonly string[]) => string;

/** What a Redis says of itself that is up and has no settings of note. */
const INFO = "redis_version:7.0.0\r\nloading:0\r\nrole:master\r\n";

/** A Redis that only pretends: it answers each command as the test says, and lets every client in. */
export class ScriptedRedis implements AsyncDisposable {
  /** Answers what does not belong to the greeting. */
  answer: Answer = () => "+OK\r\n";
  /** How many connections were made so far. */
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(): Promise<ScriptedRedis> {
    const redis = new ScriptedRedis();
    redis.#server.listen(0, "127.0.0.1");
    await once(redis.#server, "listening");
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    let text = "";
    socket.on("data", (data) => {
      text += data.toString("latin1");
      for (let command = readCommand(text); command !== undefined; command = readCommand(text)) {
        text = text.slice(command.length);
        const [name = "", ...args] = command.words;
        socket.write(this.#reply(name.toUpperCase(), args));
      }
    });
  }

  #reply(name: string, args: readonly string[]): string {
    if (name === "INFO") return `$${INFO.length}\r\n${INFO}\r\n`;
    if (name === "CLIENT" || name === "SELECT" || name === "AUTH") return "+OK\r\n";
    return this.answer(name, args);
  }
}

/** The command at the beginning of `text`, if all of it is there. */
function readCommand(text: string): { words: string[]; length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return undefined;
  const words: string[] = [];
  let at = head[0].length;
  for (let left = Number(head[1]); left > 0; left--) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (size === null) return undefined;
    at += size[0].length;
    const end = at + Number(size[1]);
    if (text.length < end + 2) return undefined;
    words.push(text.slice(at, end));
    at = end + 2;
  }
  return { words, length: at };
}
