/** A Markdown table whose columns read from the left. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableLine(headings), `|${headings.map(() => ':--|').join('')}`, ...rows.map(tableLine)].join('\n');
}

/** Text of the source as words and no Markdown. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!|<>~]/g, '\\$&').replace(/\s+/g, ' ');
}

/** Text of the source as code, which a backtick in it would end. */
export function codeSpan(text: string): string {
  return `\`${text.replace(/`/g, "'").replace(/\s+/g, ' ')}\``;
}

/** A bar ends a cell even in code: `64 | 128` is one size. */
function tableLine(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell === '' ? ' |' : ` ${cell.replace(/(?<!\\)\|/g, '\\|')} |`)).join('')}`;
}
