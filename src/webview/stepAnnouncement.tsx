import { useEffect, useState } from 'preact/hooks';

interface Props {
  readonly line: number;
  readonly step: number;
  /** While steps fly by, nothing is said until they rest. */
  readonly quiet: boolean;
}

/** Tells a screen reader where one is, once it has come to rest there. */
export function StepAnnouncement({ line, step, quiet }: Props) {
  const [text, setText] = useState('');
  useEffect(() => {
    if (quiet) return;
    const timer = setTimeout(() => setText(`Step ${step}, line ${line}`), 250);
    return () => clearTimeout(timer);
  }, [line, step, quiet]);
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
