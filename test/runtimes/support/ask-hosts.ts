/** Asks hosts all questions. */
import { after, before, describe, test } from "node:test";
import { startHost, type Host, type HostDefinition } from "./host.js";
import { firstQuestions, lastQuestions, questions } from "./questions.js";

/** Most of the time they wait, for the beat of a stream for example. */
const HOSTS_AT_A_TIME = 5;
const timeout = 40_000;

export function askHosts(title: string, definitions: readonly HostDefinition[]): void {
  const only = process.env["ONLY_HOST"]?.toLowerCase() ?? "";
  describe(title, { concurrency: HOSTS_AT_A_TIME }, () => {
    for (const definition of definitions.filter(({ name }) => name.toLowerCase().includes(only))) {
      describe(definition.name, { concurrency: 1 }, () => {
        let host: Host;
        before(async () => {
          host = await startHost(definition);
        });
        after(() => host.stop());
        const askAll = (all: typeof questions) => {
          for (const [name, question] of Object.entries(all)) test(name, { timeout }, () => question(host));
        };
        askAll(firstQuestions);
        describe("at the same time", { concurrency: 4 }, () => askAll(questions));
        askAll(lastQuestions);
      });
    }
  });
}
