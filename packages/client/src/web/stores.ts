import { MillraceError } from "@millrace/core";
import type { StoreUrl } from "@millrace/store-url";
import type { DirectStore, DirectStoreOptions } from "../direct-store.ts";

/** There is no environment that would name one. */
export function defaultUrl(): StoreUrl {
  throw serverOnly();
}

/** There is none but by way of a server. */
export function directStore(_url: StoreUrl, _options: DirectStoreOptions): DirectStore {
  throw serverOnly();
}

function serverOnly(): MillraceError {
  const description =
    "must be the address of a server, such as https://queue.example.com: no store can be reached from here";
  return new MillraceError("INVALID_ARGUMENT", `cannot make a client: url ${description}`, {
    violations: [{ field: "url", description }],
  });
}
