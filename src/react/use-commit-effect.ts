import { useEffect, useLayoutEffect } from 'react';

/** An effect before anything is painted or fetched. React 18 warns of layout effects on a server, where none run. */
export const useCommitEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;
