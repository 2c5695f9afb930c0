/** `a/{b,c}` as `a/b` and `a/c`: the editor's globs do not nest braces, and all of these stand inside a pair. */
export function expandBraces(glob: string): string[] {
  const group = /\{([^{}]*)\}/.exec(glob);
  if (!group) return [glob];
  const before = glob.slice(0, group.index);
  const after = glob.slice(group.index + group[0].length);
  return group[1]!.split(',').flatMap((choice) => expandBraces(before + choice + after));
}
