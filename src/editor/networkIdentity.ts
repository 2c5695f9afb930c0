import type { Network } from '../analysis/model.js';

/** Which network of a file is meant, in a way that lasts while the file is edited. */
export interface NetworkIdentity {
  readonly name: string;
  /** Its place among the file's networks, from 0. */
  readonly order: number;
  /** Where it starts, in UTF-16 offsets; null where the text there was replaced since. */
  readonly start: number | null;
}

export function identityOf(network: Network, networks: readonly Network[]): NetworkIdentity {
  return {
    name: network.name,
    order: networks.findIndex(({ span }) => span.start === network.span.start),
    start: network.span.start,
  };
}

/**
 * The network that is meant among those of a later version of the file: the one that stands where it stood (so that a
 * renamed one, or `[0]` that became `[1]`, is followed), else the one of that name nearest to its place.
 */
export function findNetwork(networks: readonly Network[], identity: NetworkIdentity): Network | undefined {
  const { start, order } = identity;
  const distance = (network: Network) =>
    start === null ? Math.abs(networks.indexOf(network) - order) : Math.abs(network.span.start - start);
  return (
    networks.find((network) => network.span.start === start) ??
    networks.filter((network) => network.name === identity.name).sort((a, b) => distance(a) - distance(b))[0]
  );
}

/** Where the network starts after a change of the text. */
export function shiftIdentity(
  identity: NetworkIdentity,
  change: { readonly rangeOffset: number; readonly rangeLength: number; readonly text: string },
): NetworkIdentity {
  const { start } = identity;
  if (start === null || start < change.rangeOffset) return identity;
  const replaced = start < change.rangeOffset + change.rangeLength;
  return { ...identity, start: replaced ? null : start + change.text.length - change.rangeLength };
}
