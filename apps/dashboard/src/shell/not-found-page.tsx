import { Link } from "wouter";
import { usePageTitle } from "../ui/page-title.ts";

export default function NotFoundPage() {
  usePageTitle("Not found");
  return (
    <div className="m-auto max-w-md p-6 text-center">
      <h1 className="text-lg font-semibold">There is no such page</h1>
      <p className="mt-2 text-muted-foreground">
        The address may be of another version of Millrace. Look at the{" "}
        <Link href="/" className="text-primary underline">
          overview
        </Link>{" "}
        or at the{" "}
        <Link href="/jobs" className="text-primary underline">
          jobs
        </Link>
        .
      </p>
    </div>
  );
}
