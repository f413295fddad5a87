import { strFromU8, unzipSync, zipSync } from 'fflate';
import { parse } from 'yaml';
import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import type { BlueprintChange, BlueprintParts } from './blueprints.ts';
import { badRequest } from './error.ts';

/** What an import's file brings: blueprints with their products, and rows of managed tables. */
export type Cargo = {
  blueprints: Array<BlueprintChange & { productIds: string[] }>;
  tables: Array<{ name: string; csv: string }>;
};

/** Archives of the same files are the same bytes whenever they are made. */
const MADE = new Date('2020-01-01T00:00:00Z');

const HEAD = /(?:^|\/)blueprint\.yaml$/;
const PART = /(?:^|\/)(fields|rules)\/([^/]+)$/;
const TABLE = /^(?:.*\/)?managedTables\/([^/]+)\.csv$/;

export function pack(files: { [path: string]: Uint8Array }): Uint8Array {
  return zipSync(files, { mtime: MADE, level: 6 });
}

/** Reads an uploaded file: a ZIP as exports make it, or the CSV of one table, named after it. */
export function unpack(name: string, bytes: Uint8Array): Cargo {
  const table = /^(.+)\.csv$/i.exec(name)?.[1];
  if (table !== undefined) return { blueprints: [], tables: [{ name: table, csv: strFromU8(bytes) }] };
  const files = new Map(Object.entries(unzipped(bytes)).map(([path, content]) => [path, strFromU8(content)]));
  const tables = [...files].flatMap(([path, csv]) => {
    const of = TABLE.exec(path)?.[1];
    return of === undefined ? [] : [{ name: of, csv }];
  });
  const blueprints = [...files].flatMap(([path, text]) => (HEAD.test(path) ? [blueprintOf(text, files)] : []));
  if (blueprints.length + tables.length === 0) throw badRequest('The file holds no blueprint and no table.');
  return { blueprints, tables };
}

function unzipped(bytes: Uint8Array): { [path: string]: Uint8Array } {
  try {
    return unzipSync(bytes);
  } catch (error) {
    throw badRequest(`The file is no ZIP: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function blueprintOf(text: string, files: Map<string, string>): Cargo['blueprints'][number] {
  const head = readYaml(text);
  const variableName = isJsonObject(head) ? head['variableName'] : undefined;
  if (!isJsonObject(head) || typeof variableName !== 'string') throw badRequest('A blueprint has no variableName.');
  const parts: BlueprintParts = new Map();
  for (const [path, content] of files) {
    const [, folder, file = ''] = PART.exec(path) ?? [];
    if (folder !== undefined && file.startsWith(`${variableName}.`)) parts.set(`${folder}/${file}`, content);
  }
  const { name, description, products } = head;
  const ids = Array.isArray(products) ? products.map((one) => (isJsonObject(one) ? one['id'] : undefined)) : [];
  return {
    variableName,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    parts,
    productIds: ids.filter((id) => typeof id === 'string'),
  };
}

function readYaml(text: string): Json {
  try {
    return parse(text) as Json;
  } catch (error) {
    throw badRequest(`blueprint.yaml is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
