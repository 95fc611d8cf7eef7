import { useEffect } from "react";
import { PAGE_SETTINGS } from "../api/page-settings.ts";

/** What the browser calls this page. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const parts = [title, PAGE_SETTINGS.label, "Millrace"];
    document.title = parts.filter((part) => part !== "").join(" · ");
  }, [title]);
}
