import { Monitor, Moon, Sun } from "lucide-react";
import { usePreference } from "../ui/preference.ts";
import { theme } from "../ui/theme.ts";

const LOOKS = {
  system: { icon: Monitor, label: "as the system" },
  light: { icon: Sun, label: "light" },
  dark: { icon: Moon, label: "dark" },
} as const;

export function ThemeSwitch() {
  const { icon: Icon, label } = LOOKS[usePreference(theme)];
  return (
    <button
      type="button"
      aria-label={`Theme: ${label}`}
      aria-keyshortcuts="t"
      title={`Theme: ${label} (t)`}
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted-foreground hover:bg-muted hover:text-foreground"
      onClick={() => theme.next()}
    >
      <Icon aria-hidden className="size-4" />
    </button>
  );
}
