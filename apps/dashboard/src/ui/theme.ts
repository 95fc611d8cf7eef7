import { Preference } from "./preference.ts";

export type Theme = "system" | "light" | "dark";

export const theme: Preference<Theme> = new Preference<Theme>("theme", ["system", "light", "dark"]);

/** Shows the page in the theme that was chosen, now and when another one is. */
export function applyTheme(): void {
  const apply = () => {
    document.documentElement.dataset["theme"] = theme.value;
  };
  apply();
  theme.subscribe(apply);
}
