import { simulateCommand } from "./simulate-command.ts";

process.exit(await simulateCommand(process.argv.slice(2)));
