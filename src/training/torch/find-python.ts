import { spawnSync } from 'node:child_process';

/** Where Debian's packages are found; a python3 earlier on the path may lack them. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** The first Python that has these modules, such as `torch, numpy`. */
export function findPython(modules: string): string | undefined {
  return PYTHONS.find((name) => spawnSync(name, ['-c', `import ${modules}`]).status === 0);
}
