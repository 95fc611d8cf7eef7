// No lease has this token, so it is refused as every stale one is.
const STALE_TOKEN = 0;

export function encodeToken(token: number): bigint {
  return BigInt(validToken(token));
}

/** `token`, or a stale one in place of what cannot be one. */
export function validToken(token: number): number {
  return Number.isSafeInteger(token) && token > 0 ? token : STALE_TOKEN;
}

/** Tokens are handed out from 1 up to 2^53; one from beyond is stale. */
export function decodeToken(wire: bigint): number {
  const token = Number(wire);
  return Number.isSafeInteger(token) ? token : STALE_TOKEN;
}
