/** The elements as `dist/custom-elements.json` describes them: build first. */
import { readFileSync } from "node:fs";
import { elementsOf } from "../metadata/manifest.mjs";
import { root } from "../run.mjs";

export const elements = elementsOf(JSON.parse(readFileSync(`${root}dist/custom-elements.json`, "utf8")));

/** By tag, and by the class's name, which is that of the components for frameworks. */
export const byTag = new Map(
  elements.flatMap((element) => [
    [element.tagName, element],
    [element.name, element],
  ]),
);
