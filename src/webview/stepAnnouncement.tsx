import { useEffect, useState } from 'preact/hooks';

interface Props {
  readonly line: number;
  /** The layer and direction, where there are several: `, layer 1, backward`. */
  readonly where: string;
  readonly step: number;
  /** While steps fly by, nothing is said until they rest. */
  readonly quiet: boolean;
}

/** Tells a screen reader where one is, once it has come to rest there. */
export function StepAnnouncement({ line, step, where, quiet }: Props) {
  const [text, setText] = useState('');
  useEffect(() => {
    if (quiet) return;
    const timer = setTimeout(() => setText(`Step ${step}, line ${line}${where}`), 250);
    return () => clearTimeout(timer);
  }, [line, step, where, quiet]);
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
