// Watches jobs for all tabs together: a browser has six connections to a server, for all of them.
import { serveWatches } from "@millrace/client/web";
import { serverUrl } from "./server-url.ts";

serveWatches({ url: serverUrl });
