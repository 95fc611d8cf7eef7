import { languageSuite } from "../../test/language-suite.ts";

languageSuite({
  name: "go",
  heading: "Go",
  fetching: 1,
  worker: ["bin/worker"],
  enqueue: ["bin/enqueue"],
  divisionByZero: { message: "integer divide by zero", details: "main.report" },
});
