import { once } from "node:events";
import { connect, type Socket } from "node:net";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const CANCEL = Buffer.from([0, 0, 0, 8]);

/** A raw frame of HTTP/2, which need not be valid. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = new Uint8Array(),
) {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Headers in HPACK, each name and value written out. */
export function headers(path: string): Buffer {
  const fields = Object.entries({
    ":method": "POST",
    ":scheme": "http",
    ":authority": "a",
    ":path": path,
    "content-type": "application/json",
  });
  return Buffer.concat(
    fields.map(([name, value]) =>
      Buffer.concat([
        Buffer.from([0, name.length]),
        Buffer.from(name),
        Buffer.from([value.length]),
        Buffer.from(value),
      ]),
    ),
  );
}

/** A call that begins, and one that is reset at once. */
export function resetCall(stream: number, head: Buffer): Buffer {
  return Buffer.concat([frame(1, 4, stream, head), frame(3, 0, stream, CANCEL)]);
}

/** A connection that has said that it speaks HTTP/2. */
export async function openRaw(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.resume();
  socket.write(Buffer.concat([PREFACE, frame(4, 0, 0)]));
  return socket;
}
