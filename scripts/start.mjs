// `npm start`: see the queue at work, from a fresh clone on.
import { bootstrap } from "./bootstrap.mjs";

await bootstrap("scripts/demo.ts", "programs");
