import { languageSuite } from "../../test/language-suite.ts";

languageSuite({
  name: "python",
  heading: "Python",
  fetching: 2,
  worker: [".venv/bin/python", "main.py"],
  enqueue: [".venv/bin/python", "enqueue.py"],
  env: { PYTHONPATH: "gen" },
  divisionByZero: { message: "ZeroDivisionError", details: "in report" },
});
