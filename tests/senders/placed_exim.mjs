// An Exim with its libraries in a folder that any user may enter.
import { chmodSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Where Exim's own user may enter, which it may not where the cache lies in a home folder. */
export function placedExim(folder, path, libraries) {
  mkdirSync(folder);
  const copy = join(folder, 'exim');
  cpSync(path, copy);
  // Debian's is setuid, and the loader then passes over LD_LIBRARY_PATH.
  chmodSync(copy, 0o755);
  for (const library of libraries) cpSync(library, join(folder, basename(library)), { dereference: true });
  return { path: copy, env: { LD_LIBRARY_PATH: folder } };
}

/** Debian's, as tests/lab/exim.mjs unpacks it into `unpacked`. */
export function debianExim(folder, unpacked) {
  const usr = join(unpacked, 'root/usr');
  const libraries = readdirSync(join(usr, 'lib')).filter((name) => name.includes('-linux-')).map((name) => join(usr, 'lib', name));
  return placedExim(folder, join(usr, 'sbin/exim4'), libraries.flatMap((of) => readdirSync(of).filter((name) => name.includes('.so')).map((name) => join(of, name))));
}
