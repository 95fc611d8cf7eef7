import { MillraceError } from "@millrace/core";
import type { StoreUrl } from "@millrace/store-url";
import type {
  DirectSchedules,
  DirectStore,
  DirectStoreOptions,
  DirectWorkflows,
} from "../direct-store.ts";

/** What `url` leads to: a server, because there is no way to a store, and no environment to name one. */
export function readUrl(url: string | undefined): StoreUrl {
  if (url === undefined || !/^https?:/i.test(url) || !URL.canParse(url)) throw serverOnly();
  return { kind: "server", href: url, shown: url };
}

/** Nothing that {@link readUrl} reads leads here. */
export function directStore(_url: StoreUrl, _options: DirectStoreOptions): DirectStore {
  throw serverOnly();
}

/** Pages leave out what schedules need besides a server. */
export const directSchedules: DirectSchedules | undefined = undefined;

/** Pages leave out what knows workflows, which servers do. */
export const directWorkflows: DirectWorkflows | undefined = undefined;

function serverOnly(): MillraceError {
  const description =
    "must be the address of a server, such as https://queue.example.com: no store can be reached from here";
  return new MillraceError("INVALID_ARGUMENT", `cannot make a client: url ${description}`, {
    violations: [{ field: "url", description }],
  });
}
