/** A request's body in one piece. */
export async function wholeBody(
  body: AsyncIterable<Uint8Array> | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk as Uint8Array<ArrayBuffer>);
  // All calls of Millrace send one message.
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
