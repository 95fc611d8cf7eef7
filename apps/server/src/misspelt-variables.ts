import { closestName } from "@millrace/core";
import { SETTING_NAMES, SETTINGS } from "./settings.ts";

const PREFIX = "MILLRACE_";
const CONFIG = "MILLRACE_CONFIG";

/** What Kubernetes tells each container of a Service that is called `millrace` or the like. */
const SERVICE_LINK = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
const SERVICE_URL = /^(tcp|udp|sctp):\/\//;

/** A variable that looks like a setting, and is none. */
export interface MisspeltVariable {
  readonly variable: string;
  /** The one that was probably meant. */
  readonly meant: string;
}

/**
 * The variables of `env` that begin with `MILLRACE_`, are no setting, and are near to one. What is near
 * to none may be meant for another program, such as a worker's own.
 */
export function misspeltVariables(env: {
  readonly [name: string]: string | undefined;
}): MisspeltVariable[] {
  const names = settingsByWord();
  const variables = new Set(names.values());
  const words = [...names.keys()];
  return Object.entries(env).flatMap(([variable, value]) => {
    if (!variable.startsWith(PREFIX) || variables.has(variable) || !value) return [];
    if (SERVICE_LINK.test(variable) || SERVICE_URL.test(value)) return [];
    const word = variable.slice(PREFIX.length);
    const near = names.has(word) ? word : closestName(word, words);
    const meant = near === undefined ? undefined : names.get(near);
    return meant === undefined ? [] : [{ variable, meant }];
  });
}

/** The variable of each setting, by its own word and by that of the setting's flag. */
function settingsByWord(): ReadonlyMap<string, string> {
  const names = new Map([[CONFIG.slice(PREFIX.length), CONFIG]]);
  for (const name of SETTING_NAMES) {
    const { env, flag } = SETTINGS[name];
    const [option = ""] = flag.split(" ", 1);
    names.set(option.replace("--", "").replaceAll("-", "_").toUpperCase(), env);
    names.set(env.replace(PREFIX, ""), env);
  }
  return names;
}
