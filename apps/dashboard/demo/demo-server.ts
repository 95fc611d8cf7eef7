// A server with queues that have something to tell, for whoever works on the pages:
// `node --conditions=@millrace/source apps/dashboard/demo/demo-server.ts [port]`.
import { startDemo } from "./demo.ts";

const { url } = await startDemo(Number(process.argv[2] ?? 8080));
console.log(`${url}/`);
