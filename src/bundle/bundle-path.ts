/**
 * Whether `path` may name a file of a bundle: relative, made of `A–Z a–z 0–9 . _ - /`, without empty, `.` or `..`
 * parts, at most 200 characters. So it means the same in a URL and on every file system, and stays in the folder.
 */
export function isBundlePath(path: string): boolean {
  if (path.length > 200 || !/^[A-Za-z0-9._/-]+$/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
