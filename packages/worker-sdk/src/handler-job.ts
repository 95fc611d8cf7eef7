import { JobView, MillraceError } from "@millrace/core";
import { PermanentError } from "./outcome-signals.ts";

/** A job as its handler gets it: as it was leased. */
export class HandlerJob extends JobView {
  /**
   * The payload as JSON.
   *
   * @throws PermanentError when it is not JSON: no retry would make it so.
   */
  override get json(): <Value>() => Value {
    const read = super.json;
    return <Value>() => {
      try {
        return read<Value>();
      } catch (error) {
        if (error instanceof MillraceError) throw new PermanentError(error.message);
        throw error;
      }
    };
  }
}
