import {
  Bug,
  CalendarDays,
  Cpu,
  Gauge,
  Layers,
  ListChecks,
  ListTree,
  type LucideIcon,
  Network,
  Server,
} from "lucide-react";
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
  { path: "/queues", component: lazy(() => import("../queues/queues-page.tsx")) },
  { path: "/queues/:type", component: lazy(() => import("../queues/queue-page.tsx")) },
  { path: "/jobs", component: lazy(() => import("../jobs/jobs-page.tsx")) },
  { path: "/jobs/:id", component: lazy(() => import("../job/job-page.tsx")) },
  { path: "/errors", component: lazy(() => import("../errors/errors-page.tsx")) },
  { path: "/operations", component: lazy(() => import("../operations/operations-page.tsx")) },
  { path: "/workers", component: lazy(() => import("../workers/workers-page.tsx")) },
  { path: "/workers/:id", component: lazy(() => import("../workers/worker-page.tsx")) },
  { path: "/server", component: lazy(() => import("../server/server-page.tsx")) },
  { path: "/schedules", component: lazy(() => import("../schedules/schedules-page.tsx")) },
  { path: "/schedules/:name", component: lazy(() => import("../schedules/schedule-page.tsx")) },
  { path: "/workflows", component: lazy(() => import("../workflows/workflows-page.tsx")) },
  {
    path: "/workflows/:name/edit",
    component: lazy(() => import("../workflow-editor/editor-page.tsx")),
  },
  { path: "/workflows/runs/:id", component: lazy(() => import("../workflows/run-page.tsx")) },
  { path: "/workflows/:name", component: lazy(() => import("../workflows/workflow-page.tsx")) },
];

export const NAVIGATION: readonly NavigationItem[] = [
  { path: "/", label: "Overview", icon: Gauge, key: "o" },
  { path: "/queues", label: "Queues", icon: Layers, key: "q" },
  { path: "/jobs", label: "Jobs", icon: ListTree, key: "j" },
  { path: "/errors", label: "Errors", icon: Bug, key: "e" },
  { path: "/workers", label: "Workers", icon: Cpu, key: "w" },
  { path: "/schedules", label: "Schedules", icon: CalendarDays, key: "s" },
  { path: "/workflows", label: "Workflows", icon: Network, key: "f" },
  { path: "/operations", label: "Operations", icon: ListChecks, key: "p" },
  { path: "/server", label: "Server", icon: Server, key: "v" },
];
