import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One field as the published object reference has it. */
export type ReferenceField = {
  /** Its type, in the words of the reference. */
  type: string;
  /** Create, Update, Filter, Sort, Group, Nillable. */
  letters: string;
};

/** Fields by object. */
export type Reference = { enterprise: Objects; tooling: Objects };
type Objects = Record<string, Record<string, ReferenceField>>;
type Raw = Record<keyof Reference, Record<string, Record<string, string>>>;

const FILE = 'object-flags.json';

/** The folder of what was published about objects; undefined where the environment names none. */
export const referenceFolder = (): string | undefined => process.env.REFERENCE || undefined;

const read = (objects: Raw['tooling'] = {}): Objects =>
  Object.fromEntries(
    Object.entries(objects).map(([object, fields]) => [
      object,
      Object.fromEntries(
        Object.entries(fields).map(([name, entry]) => {
          const [type = '', letters = ''] = entry.split('|');
          return [name, { type, letters }];
        })
      ),
    ])
  );

/**
 * The flags of every object and field that the reference knows.
 *
 * @throws Error where the folder has no such file, or it names no field of one of the APIs: nothing proves nothing
 */
export const loadReference = (folder: string): Reference => {
  const raw = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as Raw;
  const reference = { enterprise: read(raw.enterprise), tooling: read(raw.tooling) };
  for (const [api, objects] of Object.entries(reference))
    if (Object.keys(objects).length === 0) throw new Error(`${join(folder, FILE)} knows no object of ${api}.`);
  return reference;
};
