import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type EpochMs, FieldCheck, type SignalAnswer, utf8Bytes } from "@millrace/core";

/** Where links lead. */
export const LINK_PATH = "/signals/";

/** The shortest secret, in bytes. */
const MIN_SECRET_BYTES = 32;
/** Says what is signed, so that what is signed by the same secret for something else is no link. */
const PURPOSE = "millrace signal link 1\n";

/** What a link says, which its signature holds to. */
export interface SignalLinkClaims {
  readonly runId: string;
  /** Of the signal. */
  readonly name: string;
  readonly text: string;
  readonly answers: readonly SignalAnswer[];
  readonly expiresAt: EpochMs;
  /** Tells apart links that say the same. */
  readonly nonce: string;
}

/** @throws MillraceError `INVALID_ARGUMENT` for a secret that could be guessed. */
export function checkLinkSecret(secret: string): void {
  const check = new FieldCheck();
  if (check.string("linkSecret", secret) && utf8Bytes(secret) < MIN_SECRET_BYTES) {
    check.invalid(
      "linkSecret",
      `must have at least ${MIN_SECRET_BYTES} bytes, such as 32 random ones in base64`,
    );
  }
  check.throwIfInvalid("cannot open a MillraceServer");
}

/** Signs links, and reads those that were signed by the same secret. */
export class SignalLinks {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** The path of a link. */
  pathOf(claims: SignalLinkClaims): string {
    const said = Buffer.from(JSON.stringify(claims)).toString("base64url");
    return `${LINK_PATH}${said}.${this.#sign(said).toString("base64url")}`;
  }

  /** What the link of a path says; undefined for one that was not signed here. */
  read(path: string): SignalLinkClaims | undefined {
    const [said = "", signature = "", more] = path.slice(LINK_PATH.length).split(".");
    if (more !== undefined) return undefined;
    const given = Buffer.from(signature, "base64url");
    const expected = this.#sign(said);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return JSON.parse(Buffer.from(said, "base64url").toString()) as SignalLinkClaims;
  }

  #sign(said: string): Buffer {
    return createHmac("sha256", this.#secret).update(PURPOSE).update(said).digest();
  }
}

/** The id of the signal that a link sends, by which a run takes the first answer alone. */
export function linkSignalId(claims: SignalLinkClaims): string {
  return `link-${createHash("sha256").update(JSON.stringify(claims)).digest("base64url")}`;
}
