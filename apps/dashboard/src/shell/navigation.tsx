import { useEffect, useRef } from "react";
import { Link, useRoute } from "wouter";
import { classes } from "../ui/classes.ts";
import { NAVIGATION, type NavigationItem } from "./pages.ts";

export function Navigation() {
  return (
    <nav aria-label="Pages" className="min-w-0 flex-1 md:w-full md:flex-none">
      <ul className="flex gap-0.5 overflow-x-auto md:flex-col md:overflow-visible">
        {NAVIGATION.map((item) => (
          <li key={item.path}>
            <NavigationLink {...item} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function NavigationLink({ path, label, icon: Icon, key }: NavigationItem) {
  const [isExact] = useRoute(path);
  const [isBelow] = useRoute(path === "/" ? path : `${path}/*`);
  const isHere = isExact || isBelow;
  const link = useRef<HTMLAnchorElement>(null);
  // On a narrow screen it may lie beyond the edge.
  useEffect(() => {
    if (isHere) link.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isHere]);
  return (
    <Link
      ref={link}
      href={path}
      aria-current={isHere ? "page" : undefined}
      title={`${label} (g ${key})`}
      className={classes(
        "flex h-8 items-center gap-2 rounded-md px-2.5 font-medium whitespace-nowrap",
        isHere
          ? "bg-accent text-foreground"
          : "text-muted-foreground hover:bg-muted hover:text-foreground",
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {label}
    </Link>
  );
}
