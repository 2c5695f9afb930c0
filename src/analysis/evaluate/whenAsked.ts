/** What a search finds; it runs when it is asked for the first time. */
export function whenAsked<Found>(search: () => Found): () => Found {
  let known: { readonly found: Found } | null = null;
  return () => (known ??= { found: search() }).found;
}
