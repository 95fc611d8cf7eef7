import { MemoryStore } from "@millrace/store-memory";
import { type Report, roundTrip } from "./round-trip.ts";

export function run(): Promise<Report> {
  const source = new MemoryStore();
  return roundTrip(source, { source });
}
