import { Gauge, ListTree, type LucideIcon } from "lucide-react";
import { type ComponentType, lazy } from "react";

/** A page of the dashboard. */
export interface Page {
  /** As wouter has it. */
  readonly path: string;
  readonly component: ComponentType;
}

/** A page that the navigation leads to. */
export interface NavigationItem {
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** The key that leads there after `g`. */
  readonly key: string;
}

export const PAGES: readonly Page[] = [
  { path: "/", component: lazy(() => import("../overview/overview-page.tsx")) },
  { path: "/jobs", component: lazy(() => import("../jobs/jobs-page.tsx")) },
  { path: "/jobs/:id", component: lazy(() => import("../job/job-page.tsx")) },
];

export const NAVIGATION: readonly NavigationItem[] = [
  { path: "/", label: "Overview", icon: Gauge, key: "o" },
  { path: "/jobs", label: "Jobs", icon: ListTree, key: "j" },
];
