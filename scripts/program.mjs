// `npm run program FILE [arguments]`: run a TypeScript program of the workspace, such as an example,
// on the workspace's Node.
import { bootstrap } from "./bootstrap.mjs";

const [program] = process.argv.splice(2, 1);
if (program === undefined) {
  console.error("millrace: name a program, such as: npm run program examples/hello/worker.ts");
  process.exit(2);
}
await bootstrap(program);
