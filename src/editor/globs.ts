/** `a/{b,c}` as `a/b` and `a/c`: the editor's globs do not nest braces, and all of these stand inside a pair. */
export function expandBraces(glob: string): string[] {
  const group = /\{([^{}]*)\}/.exec(glob);
  if (!group) return [glob];
  const before = glob.slice(0, group.index);
  const after = glob.slice(group.index + group[0].length);
  return group[1]!.split(',').flatMap((choice) => expandBraces(before + choice + after));
}

/** Whether a bracket or a brace has no partner, or a range runs backwards: VS Code's search finds nothing with it. */
export function isBroken(glob: string): boolean {
  const classes = /\[[!^]?[^\]]+\]/g;
  const ranges = (glob.match(classes) ?? []).flatMap((brackets) => [...brackets.matchAll(/([^[!^])-([^\]])/g)]);
  return ranges.some(([, from, to]) => from! > to!) || expandBraces(glob.replace(classes, '')).some(isOpen);
}

function isOpen(glob: string): boolean {
  return /[{}[]/.test(glob);
}
