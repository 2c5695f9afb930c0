const known = new Map<string, string>();

/** `input_size` is `inputSize`. For the names of the tables, which are looked up again and again. */
export function camelCase(name: string): string {
  let camel = known.get(name);
  if (camel === undefined) {
    camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    known.set(name, camel);
  }
  return camel;
}
