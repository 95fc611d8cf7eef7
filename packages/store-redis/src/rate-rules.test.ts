import { type RateAnswer, rateRulesSuite } from "@millrace/store-conformance";
import { Redis } from "ioredis";
import { afterAll } from "vitest";
import { LUA } from "./gen/lua.ts";
import { rateText } from "./partition-settings.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");
const redis = new Redis(url);
afterAll(() => redis.disconnect());

/** Plays steps of "at, rate, wanted, given back or ''"; answers in text, since a reply has no large numbers. */
const PLAY = `${LUA["lib/rate"]}
local state, answers = { 0, 0, 0 }, {}
for i = 1, #ARGV, 4 do
  local at, rate, wanted, given_back = tonumber(ARGV[i]), read_rate(ARGV[i + 1]), tonumber(ARGV[i + 2]), ARGV[i + 3]
  local room, next_at = rate_room(state, rate, at)
  local count = math.min(room, wanted)
  if count > 0 then state = count_starts(state, rate, at, count) end
  if given_back ~= '' then state = uncount_start(state, rate, tonumber(given_back), at) end
  state = cmsgpack.unpack(cmsgpack.pack(state))
  local answer = { string.format('%d %d', room, next_at) }
  for _, number in ipairs(state) do answer[#answer + 1] = string.format('%d', number) end
  answers[#answers + 1] = table.concat(answer, ' ')
end
return answers`;

rateRulesSuite("Redis", async (steps) => {
  const args = steps.flatMap(({ at, rate, wanted, givenBack }) => {
    return [at, rateText(rate), wanted, givenBack ?? ""];
  });
  const answers = (await redis.eval(PLAY, 0, ...args)) as string[];
  return answers.map((answer) => answer.split(" ").map(Number) as unknown as RateAnswer);
});
