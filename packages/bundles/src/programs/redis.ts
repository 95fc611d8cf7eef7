import { RedisStore } from "@millrace/store-redis";
import { type Report, roundTrip } from "./round-trip.ts";

export function run(url: string): Promise<Report> {
  return roundTrip(new RedisStore(url), { url });
}
