import { useEffect, useMemo, useRef, useState } from 'react';
import { codeParts } from './code-parts.ts';

/** How long it says so, in ms. */
const SAYS = 2_500;

/** Code to be copied, with a word of whether it was. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  const [said, setSaid] = useState('');
  const block = useRef<HTMLPreElement>(null);
  const parts = useMemo(() => codeParts(code), [code]);
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => setSaid(''), SAYS);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setSaid('Copied');
    } catch {
      // On plain http, or where the browser says no: then by the visitor's own hand.
      if (block.current) getSelection()?.selectAllChildren(block.current);
      setSaid('Selected: copy it with your keyboard');
    }
  };
  return (
    <div className="code">
      <pre ref={block} data-testid="code" aria-label={label}>
        <code>
          {parts.map((part, i) => (part.kind === 'plain' ? part.code : <span key={i} className={`code-${part.kind}`}>{part.code}</span>))}
        </code>
      </pre>
      <p className="code-copy">
        <button type="button" className="button" data-testid="copy" onClick={() => void copy()}>
          Copy
        </button>
        <span role="status" data-testid="copied">
          {said}
        </span>
      </p>
    </div>
  );
}
