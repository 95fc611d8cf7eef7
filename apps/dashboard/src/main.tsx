import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./live/query-client.ts";
import { App } from "./shell/app.tsx";
import { applyTheme } from "./ui/theme.ts";
import "./styles.css";

applyTheme();

// Its address is relative to the page that was opened first, and the next one may lie deeper.
const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
icon?.setAttribute("href", icon.href);

const root = document.querySelector("#root");
if (root === null) throw new Error("the page has no #root");

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
