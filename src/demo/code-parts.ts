/** A piece of code, and what it is. */
export interface CodePart {
  kind: 'plain' | 'text' | 'word';
  code: string;
}

const PARTS = /("[^"\n]*"|'[^'\n]*')|(<\/?[a-zA-Z][\w-]*|\b(?:import|export|from|function|return|const|if|await|new)\b|--[\w-]+(?=:))/g;

/** Texts in quotes, and the words that carry the structure: as much as the eye needs. Joined, they are the code again. */
export function codeParts(code: string): CodePart[] {
  const parts: CodePart[] = [];
  let at = 0;
  for (const match of code.matchAll(PARTS)) {
    if (match.index > at) parts.push({ kind: 'plain', code: code.slice(at, match.index) });
    parts.push({ kind: match[1] === undefined ? 'word' : 'text', code: match[0] });
    at = match.index + match[0].length;
  }
  if (at < code.length) parts.push({ kind: 'plain', code: code.slice(at) });
  return parts;
}
