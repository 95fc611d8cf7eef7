import { type RateAnswer, rateRulesSuite } from "@millrace/store-conformance";
import { testSchema } from "./test/test-schema.ts";

const schema = testSchema();

/** Plays steps of "at, limit, period, burst, wanted, given back". */
const PLAY = (of: (name: string) => string) => `
CREATE OR REPLACE FUNCTION ${of("play_rate")}(p_steps json) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  v_step record;
  v_state bigint[];
  v_room integer;
  v_next bigint;
BEGIN
  FOR v_step IN
    SELECT (s->>0)::bigint AS at, ARRAY[s->>1, s->>2, s->>3]::bigint[] AS rate, (s->>4)::integer AS wanted,
      (s->>5)::bigint AS given_back
    FROM json_array_elements(p_steps) s
  LOOP
    SELECT r.room, r.next_at INTO v_room, v_next
    FROM ${of("rate_room")}(v_state, v_step.rate, v_step.at) r;
    IF least(v_room, v_step.wanted) > 0 THEN
      v_state := ${of("count_starts")}(v_state, v_step.rate, v_step.at, least(v_room, v_step.wanted));
    END IF;
    IF v_step.given_back IS NOT NULL THEN
      v_state := ${of("uncount_start")}(v_state, v_step.rate, v_step.given_back, v_step.at);
    END IF;
    RETURN NEXT concat_ws(' ', v_room, v_next, array_to_string(coalesce(v_state, '{0,0,0}'), ' '));
  END LOOP;
END $$`;

rateRulesSuite("Postgres", async (steps) => {
  await schema.client.query(PLAY(schema.of));
  const plan = steps.map(({ at, rate, wanted, givenBack }) => {
    return [at, rate.limit, rate.periodMs, rate.burst ?? null, wanted, givenBack ?? null];
  });
  const { rows } = await schema.client.query<{ play_rate: string }>(
    `SELECT * FROM ${schema.of("play_rate")}($1)`,
    [JSON.stringify(plan)],
  );
  return rows.map(({ play_rate }) => play_rate.split(" ").map(Number) as unknown as RateAnswer);
});
