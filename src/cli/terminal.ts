/** Wrong words on the command line: the usage is shown with the message. */
export class UsageError extends Error {}

/** Writes to standard output and waits until there is room for more, so that large results do not pile up. */
export function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Paints only where a person looks at it and has not asked for plain text (https://no-color.org). */
export function paint(style: 'bold' | 'dim' | 'red' | 'yellow' | 'blue', text: string): string {
  if (!process.stdout.isTTY || (process.env['NO_COLOR'] ?? '') !== '') return text;
  const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], blue: [34, 39] } as const;
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
