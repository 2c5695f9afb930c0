/** Hands an error to a listener that may come later than it does; only the first error counts. */
export interface ErrorRelay {
  readonly report: (error: Error) => void;
  readonly onError: (listener: (error: Error) => void) => void;
  /** From now on nothing is handed over. */
  readonly close: () => void;
}

export function errorRelay(): ErrorRelay {
  let first: Error | null = null;
  let closed = false;
  let listener: ((error: Error) => void) | null = null;
  return {
    report: (error) => {
      if (closed || first !== null) return;
      first = error;
      listener?.(error);
    },
    onError: (late) => {
      listener = late;
      if (first !== null && !closed) late(first);
    },
    close: () => {
      closed = true;
    },
  };
}
