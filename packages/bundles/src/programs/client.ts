import { Client } from "@millrace/client";

/** Says what has become of an enqueue. */
export async function run(url: string): Promise<string> {
  const client = new Client({ url });
  try {
    return (await client.enqueue("a", {})).job.status;
  } catch (error) {
    return String(error);
  } finally {
    await client.close();
  }
}
