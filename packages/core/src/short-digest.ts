import { encodeBase64url } from "./base64.ts";

const BLOCK_BYTES = 64;
const ROUNDS = 64;
const [INITIAL, ROUND_CONSTANTS] = constants();

/**
 * 22 characters that tell `text` in UTF-8, followed by `bytes`, from anything else: the first 128 bits
 * of SHA-256 (https://csrc.nist.gov/pubs/fips/180-4/upd1/final) in base64url.
 */
export function shortDigest(text: string, bytes: Uint8Array = new Uint8Array()): string {
  const message = new TextEncoder().encode(text);
  const length = message.length + bytes.length;
  // A bit that is set, then zeros, then the number of bits in eight bytes.
  const padded = new Uint8Array(Math.ceil((length + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(message);
  padded.set(bytes, message.length);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(length) * 8n);

  const state = INITIAL.slice();
  const schedule = new Int32Array(ROUNDS);
  for (let block = 0; block < padded.length; block += BLOCK_BYTES) {
    for (let i = 0; i < 16; i++) schedule[i] = view.getInt32(block + 4 * i);
    mixBlock(state, schedule);
  }
  const digest = new DataView(new ArrayBuffer(16));
  for (let i = 0; i < 4; i++) digest.setInt32(4 * i, state[i] as number);
  return encodeBase64url(new Uint8Array(digest.buffer));
}

type Words = [number, number, number, number, number, number, number, number];

/** Mixes a block, the first 16 words of `schedule`, into `state`. Names are those of the standard. */
function mixBlock(state: Int32Array, schedule: Int32Array): void {
  for (let i = 16; i < ROUNDS; i++) {
    const near = schedule[i - 15] as number;
    const far = schedule[i - 2] as number;
    const s0 = turn(near, 7) ^ turn(near, 18) ^ (near >>> 3);
    const s1 = turn(far, 17) ^ turn(far, 19) ^ (far >>> 10);
    schedule[i] = ((schedule[i - 16] as number) + s0 + (schedule[i - 7] as number) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as Words;
  for (let i = 0; i < ROUNDS; i++) {
    const S1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + S1 + choice + (ROUND_CONSTANTS[i] as number) + (schedule[i] as number)) | 0;
    const S0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + S0 + majority) | 0;
  }
  const mixed = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < mixed.length; i++) state[i] = (state[i] as number) + (mixed[i] as number);
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The fractions of the roots of the first primes, square and cube, in 32 bits. */
function constants(): [initial: Int32Array, rounds: Int32Array] {
  const primes: number[] = [];
  for (let n = 2; primes.length < ROUNDS; n++) {
    if (primes.every((prime) => n % prime > 0)) primes.push(n);
  }
  const fraction = (root: number) => Math.floor((root % 1) * 2 ** 32);
  const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  return [Int32Array.from(initial), Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)))];
}
