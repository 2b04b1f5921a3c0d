/** Resolves CSS colors on a page and measures their contrast. */
import { expect } from "@open-wc/testing";

/** Relative luminance of an sRGB color (WCAG 2.2). */
function luminance([red, green, blue]: readonly number[]): number {
  const linear = (value = 0) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

export function contrast(one: readonly number[], other: readonly number[]): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Returns a function that resolves a CSS color inside `root` to red, green and blue, in a color scheme of `place`. */
export function colours(place: HTMLElement, root: ShadowRoot) {
  const probe = document.createElement("span");
  root.append(probe);
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
  return (scheme: "light" | "dark") => {
    place.style.colorScheme = scheme;
    return (css: string): readonly number[] => {
      probe.style.color = "";
      probe.style.color = css;
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = getComputedStyle(probe).color;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      expect(alpha, `${css} is a solid colour`).to.equal(255);
      return [red, green, blue];
    };
  };
}
