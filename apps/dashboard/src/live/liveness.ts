import { Preference } from "../ui/preference.ts";

/** Whether what is shown goes on by itself. */
export const liveness: Preference<"live" | "paused"> = new Preference("live", ["live", "paused"]);
