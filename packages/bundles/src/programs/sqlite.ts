import { SqliteStore } from "@millrace/store-sqlite";
import { type Report, roundTrip } from "./round-trip.ts";

export async function run(url: string): Promise<Report> {
  const source = await SqliteStore.open(url);
  return roundTrip(source, { source });
}
