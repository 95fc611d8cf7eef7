import { Component, type ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { reasonOf } from "../ui/notices.ts";

/** Tells of a page that has failed, and leaves the others alone. */
export class PageBoundary extends Component<
  { readonly children: ReactNode },
  { readonly error: unknown }
> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div role="alert" className="m-auto max-w-md p-6 text-center">
        <h1 className="text-lg font-semibold">This page has failed</h1>
        <p className="mt-2 wrap-anywhere text-muted-foreground">
          {reasonOf(error)}. A new version of the server may have taken its files away.
        </p>
        <Button className="mt-4" onClick={() => location.reload()}>
          Load it anew
        </Button>
      </div>
    );
  }
}
