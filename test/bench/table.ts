/** Prints a table whose first column is left-aligned and whose others are right-aligned. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]! + 2))).join(""));
  }
}

export function printGoal(text: string, isMet: boolean): void {
  console.log(`goal ${isMet ? "met" : "missed"}: ${text}`);
}

export const number = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 0 });
