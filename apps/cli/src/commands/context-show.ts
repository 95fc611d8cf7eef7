import type { Run } from "../command.ts";
import { findPlace } from "../connection.ts";
import { PLACE_VIEW } from "../output/context-view.ts";
import type { CONTEXT_SHOW } from "../specs/local.ts";

export const run: Run<typeof CONTEXT_SHOW> = async ({ global, io, output }) => {
  await output.item(await findPlace(global, io.env), PLACE_VIEW);
};
