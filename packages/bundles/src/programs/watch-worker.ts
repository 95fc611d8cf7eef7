import { serveWatches } from "@millrace/client/web";

declare const location: { readonly href: string };

serveWatches({ url: new URL(location.href).searchParams.get("server") as string });
