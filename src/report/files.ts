import { dirname, join, sep } from 'node:path';

/** More files than these in one directory are told as a number. */
const FEW = 4;

/**
 * The files that a command wrote, for people: each by its path; a subdirectory with many of them as one line,
 * `…/id-map/ (10)`.
 */
export const fileLines = (files: readonly string[]): string[] => {
  const directories = Map.groupBy(files, (file) => dirname(file));
  const shortest = Math.min(...[...directories.keys()].map((directory) => directory.split(sep).length));
  return [...directories].flatMap(([directory, inside]) =>
    inside.length > FEW && directory.split(sep).length > shortest
      ? [`${join(directory, sep)} (${inside.length})`]
      : inside
  );
};
