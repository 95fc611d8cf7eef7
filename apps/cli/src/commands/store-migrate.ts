import type { MigrateReport } from "@millrace/store-postgres";
import { CliError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import type { View } from "../output/view.ts";
import { findStore } from "../own-store.ts";
import type { STORE_MIGRATE } from "../specs/server.ts";

export const run: Run<typeof STORE_MIGRATE> = async ({ global, io, output }) => {
  const url = await findStore(global, io.env);
  if (url.kind !== "postgres") {
    throw new CliError(`${url.shown} has no tables to migrate by itself`, {
      exit: "conflict",
      code: "FAILED_PRECONDITION",
      remedy: "a SQLite file is brought to this version when it is opened; Redis needs nothing",
    });
  }
  const { migrate } = await import("@millrace/store-postgres");
  await output.item(await migrate(url.href), REPORT_VIEW);
};

const REPORT_VIEW: View<MigrateReport> = {
  columns: [
    { header: "SCHEMA", cell: ({ schema }) => schema },
    { header: "FROM", cell: ({ from }) => String(from) },
    { header: "TO", cell: ({ to }) => String(to) },
  ],
  fields: ["schema", "from", "to"],
  id: ({ schema }) => schema,
  json: (report) => report,
};
