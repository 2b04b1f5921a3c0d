/** Registers the elements, and exports what a page needs beside them. */
import "./connect.js";

export * from "./elements.js";
