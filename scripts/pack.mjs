// `npm run pack`: make the packages installable in another project.
import { bootstrap } from "./bootstrap.mjs";

await bootstrap("scripts/pack.ts", "everything");
