import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { PostgresStore } from "./postgres-store.ts";

// What answers like a Postgres with TLS, up to its certificate.
const folder = mkdtempSync(join(tmpdir(), "millrace-certificate-"));
let missing: string | undefined;
let server: Server;
let port: number;

const file = (name: string) => join(folder, name);

function makeCertificate(): void {
  const subject = ["-subj", "/CN=db.example", "-addext", "subjectAltName=DNS:db.example"];
  const files = ["-keyout", file("key.pem"), "-out", file("cert.pem")];
  const made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...files, ...subject];
  execFileSync("openssl", ["req", ...made], { stdio: "ignore" });
}

beforeAll(async () => {
  try {
    makeCertificate();
  } catch {
    missing = "there is no openssl to make a certificate with";
    return;
  }
  const identity = { key: readFileSync(file("key.pem")), cert: readFileSync(file("cert.pem")) };
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write("S");
      new TLSSocket(socket, { isServer: true, ...identity }).on("error", () => {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  if (missing === undefined) await new Promise((resolve) => server.close(resolve));
});

beforeEach((context) => {
  if (missing !== undefined) context.skip(missing);
});

const urlWith = (parameters: Record<string, string>) =>
  `postgres://u:secret@localhost:${port}/db?${new URLSearchParams(parameters)}`;

describe("at the start it is final, and told as what it is, that", () => {
  test.each([
    ["the certificate is for another host", "cert.pem", "altnames: Host: localhost"],
    ["nobody known has signed the certificate", undefined, "in the URL (sslrootcert)"],
    ["the file of the authority is not there", "nowhere.pem", "check the parameters of the URL"],
  ])("%s", async (_, authority, words) => {
    const url = urlWith({
      sslmode: "verify-full",
      ...(authority !== undefined && { sslrootcert: file(authority) }),
    });
    const error = await migrate(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "MillraceError", code: "FAILED_PRECONDITION" });
    expect((error as Error).message).toContain(words);
    expect((error as Error).message).not.toContain("secret");
    const store = new PostgresStore(url, { onConnectionError: () => {} });
    await expect(store.ready()).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    await store.close();
  });
});
