import { lazy, Suspense } from "react";
import { Route, Router, Switch } from "wouter";
import { BASE_PATH } from "../api/base-path.ts";
import { useConnection } from "../live/connection.ts";
import { Palette } from "../palette/palette.tsx";
import { NoticeList } from "../ui/notice-list.tsx";
import { Brand } from "./brand.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { LiveSwitch } from "./live-switch.tsx";
import { Navigation } from "./navigation.tsx";
import { PageBoundary } from "./page-boundary.tsx";
import { PAGES } from "./pages.ts";
import { ServerLine } from "./server-line.tsx";
import { ShellHotkeys } from "./shell-hotkeys.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

const NotFoundPage = lazy(() => import("./not-found-page.tsx"));

export function App() {
  return (
    <Router base={BASE_PATH.slice(0, -1)}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-40 focus:m-2 focus:rounded-md focus:bg-card focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <div className="flex h-dvh flex-col md:flex-row">
        <header className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b bg-card px-3 py-2 md:w-48 md:flex-col md:flex-nowrap md:items-stretch md:gap-3 md:border-r md:border-b-0 md:px-2 md:py-3">
          <div className="min-w-0 flex-1 md:flex-none md:px-2.5">
            <Brand />
          </div>
          <div className="order-3 flex w-full min-w-0 md:order-none md:flex-1">
            <Navigation />
          </div>
          <div className="hidden md:block">
            <ServerLine />
          </div>
          <div className="flex items-center justify-between gap-1">
            <LiveSwitch />
            <ThemeSwitch />
          </div>
        </header>
        <Content />
      </div>
      <ShellHotkeys />
      <Palette />
      <NoticeList />
    </Router>
  );
}

function Content() {
  const isDown = useConnection().downSince !== undefined;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <ConnectionBanner />
      <main
        id="main"
        tabIndex={-1}
        data-scroller
        className={`relative flex min-h-0 flex-1 flex-col overflow-auto outline-none ${isDown ? "opacity-60 grayscale" : ""}`}
      >
        <PageBoundary>
          <Suspense fallback={<p className="p-6 text-muted-foreground">Loading…</p>}>
            <Switch>
              {PAGES.map(({ path, component: Page }) => (
                <Route key={path} path={path}>
                  <Page />
                </Route>
              ))}
              <Route>
                <NotFoundPage />
              </Route>
            </Switch>
          </Suspense>
        </PageBoundary>
      </main>
    </div>
  );
}
