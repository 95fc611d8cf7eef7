import type { Run } from "../command.ts";
import { SERVER_VIEW } from "../output/server-view.ts";
import type { SERVER_INFO } from "../specs/server.ts";

export const run: Run<typeof SERVER_INFO> = async ({ output, connect }) => {
  const client = await connect();
  await output.item(await client.serverInfo({ withStatus: true }), SERVER_VIEW);
};
