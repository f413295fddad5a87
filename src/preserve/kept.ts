import { z } from 'zod';

/** No name that every object has of its own, such as `constructor`: no org has a field that is called so. */
const apiName = z
  .string()
  .regex(/^[A-Za-z]\w*$/)
  .refine((name) => !(name in Object.prototype));
const path = z.string().regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/);

/** A field by whose value a record is found, as a path from the record, and its type: `Region__r.Code__c`. */
const keyPart = z.strictObject({ path, type: z.string() });

/** One of the objects that a lookup to several of them leads to. */
const targetSchema = z.strictObject({
  kind: z.enum(['record', 'user', 'queue', 'same']),
  to: apiName,
  /** How its records are told apart, from the record itself. */
  key: z.array(keyPart).min(1),
});

/**
 * What a lookup leads to, and how that is told apart: a user by username, an owner by username or the queue's name, a
 * record type by developer name, any other record by its object's key. Where records have no key but what each org makes
 * up by itself, they are the `same` only with the same ID and moment of creation: a refresh copies both. A lookup to
 * `any` of several objects is kept as object and key.
 */
const referenceSchema = z.strictObject({
  kind: z.enum(['record', 'user', 'owner', 'record-type', 'same', 'any']),
  /** The object; for owners `User`, for several objects `Name` as the describe has it. */
  to: apiName,
  /** Where the key is read, from the record that refers. */
  paths: z.array(path).min(1),
  /** The same from the record that is referred to. */
  key: z.array(keyPart).min(1),
  /** Of a lookup to several objects: those that the kept records lead to. */
  targets: z.array(targetSchema).optional(),
});

const fieldSchema = z.strictObject({
  name: apiName,
  type: z.string(),
  /** A record cannot be created without it. */
  required: z.boolean(),
  reference: referenceSchema.nullable(),
});

/** Why a field is not kept. */
export const OMISSIONS = [
  'formula',
  'compound',
  'generated',
  'binary',
  'encrypted',
  'opaque',
  'read-only',
  'polymorphic',
  'no-key',
] as const;

/** One object as it was kept: a compressed NDJSON file, and what must be true of it. */
export const keptObjectSchema = z.strictObject({
  object: apiName,
  /** Which records; null: all of them. */
  where: z.string().nullable(),
  /** The fields that tell its records apart, all of them together. */
  key: z.array(apiName).min(1),
  /** The key's own parts, for finding records by it. */
  keyParts: z.array(keyPart).min(1),
  /** The key is one external ID field, by which the org itself can find a record. */
  externalId: z.boolean(),
  fields: z.array(fieldSchema),
  omitted: z.array(
    z.strictObject({
      name: apiName,
      why: z.enum(OMISSIONS),
      /** The column that tells which records have a value there; of a file it is its size. */
      by: apiName.optional(),
      /** No column tells it: the records are asked apart. */
      asked: z.literal(true).optional(),
    })
  ),
  /** Relative to the refresh directory. */
  file: z.string().regex(/^preserved\/records\/\w+\.ndjson\.gz$/),
  /** How a row of the file is made. */
  format: z.literal(1),
  rows: z.int().nonnegative(),
  /** Size of the file. */
  bytes: z.int().nonnegative(),
  /** Of the file, in hexadecimal digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** `rest`: query pages; `bulk`: a Bulk API 2.0 query job. */
  via: z.enum(['rest', 'bulk']),
  /** Rows that are kept and cannot be put back, since their key does not tell which record they are. */
  unusable: z.strictObject({
    empty: z.int().nonnegative(),
    repeated: z.int().nonnegative(),
    /** The first few of them, by key or by ID. */
    named: z.array(z.string()),
  }),
  /** Values that are not kept, as far as the records tell; absent where prepare was run before it asked. */
  lost: z
    .array(
      z.strictObject({
        field: apiName,
        rows: z.int().positive(),
        /** Of files, all together; null of other values. */
        bytes: z.int().nonnegative().nullable(),
        /** The first few of them by key, of files the largest ones. */
        named: z.array(z.strictObject({ key: z.string(), bytes: z.int().nonnegative().nullable() })),
        /** Lookups that are kept, and that hold only where the refresh brings the very same record. */
        same: z.literal(true).optional(),
        /** The org does not tell which records have a value: all of them may. */
        untold: z.literal(true).optional(),
        /** Pictures in a text that is kept: they belong to the record as it was, and the text names them only. */
        images: z.literal(true).optional(),
      })
    )
    .optional(),
});

export type Reference = z.infer<typeof referenceSchema>;
export type Target = z.infer<typeof targetSchema>;
export type KeyPart = z.infer<typeof keyPart>;
export type KeptField = z.infer<typeof fieldSchema>;
export type KeptObject = z.infer<typeof keptObjectSchema>;
export type Omission = (typeof OMISSIONS)[number];

/** What is known of an object before its records are read. */
export type Shape = Pick<KeptObject, 'object' | 'where' | 'key' | 'keyParts' | 'externalId' | 'fields' | 'omitted'>;

/** From this many rows on, a Bulk API 2.0 job takes fewer requests than query pages. */
export const BULK_READ_ROWS = 10_000;

/** How usernames are spelled without the name of the sandbox, and which ones a name may stand for. */
export type UserNames = {
  /** The username as production has it. */
  bare(username: string): string;
  /** What such a user may be called in the org, the likeliest first. */
  candidates(bare: string): string[];
};
