/** Reads the elements from `dist/custom-elements.json`, which must be built first. */
import { readFileSync } from "node:fs";
import { elementsOf } from "../metadata/manifest.mjs";
import { root } from "../run.mjs";

export const elements = elementsOf(JSON.parse(readFileSync(`${root}dist/custom-elements.json`, "utf8")));

/** The elements by tag and by class name, which is also the name of the components for frameworks. */
export const byTag = new Map(
  elements.flatMap((element) => [
    [element.tagName, element],
    [element.name, element],
  ]),
);
