// `npm test`: every check there is, from a fresh clone on. CI runs the same.
import { bootstrap } from "./bootstrap.mjs";

await bootstrap("scripts/test.ts", "everything");
