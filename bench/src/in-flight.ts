/** Makes `count` calls, at most `most` of them at once. */
export async function inFlight(
  count: number,
  most: number,
  call: () => Promise<unknown>,
): Promise<void> {
  let left = count;
  const lanes = Array.from({ length: Math.min(most, count) }, async () => {
    while (left-- > 0) await call();
  });
  await Promise.all(lanes);
}
