import { PostgresStore } from "@millrace/store-postgres";
import { type Report, roundTrip } from "./round-trip.ts";

export function run(url: string): Promise<Report> {
  return roundTrip(new PostgresStore(url), { url });
}
