/** The section of one rule in `docs/rules.md`, from its heading on; null where there is none. */
export function ruleSection(rules: string, code: string): string | null {
  const start = rules.indexOf(`\n## ${code}\n`);
  if (start < 0) return null;
  const end = rules.indexOf('\n## ', start + 1);
  return `${rules.slice(start + 1, end < 0 ? undefined : end).trim()}\n`;
}
