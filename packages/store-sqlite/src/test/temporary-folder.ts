import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for the file of one test. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), "millrace-sqlite-"));
  readonly file = join(this.path, "jobs.db");
  readonly url = `sqlite:${this.file}`;

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
