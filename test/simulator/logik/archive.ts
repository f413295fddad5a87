import { strFromU8, unzipSync, zipSync } from 'fflate';
import { parse } from 'yaml';
import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import type { BlueprintChange, BlueprintParts } from './blueprints.ts';
import { badRequest } from './error.ts';

/** What an import's file brings: blueprints with their products. */
export type Cargo = { blueprints: Array<BlueprintChange & { productIds: string[] }> };

/** Archives of the same files are the same bytes whenever they are made. */
const MADE = new Date('2020-01-01T00:00:00Z');

/** At the top level; in a folder around all of it, it is not found. */
const HEAD = 'blueprint.yaml';
const PART = /^(fields|rules)\/([^/]+)$/;

export function pack(files: { [path: string]: Uint8Array }): Uint8Array {
  return zipSync(files, { mtime: MADE, level: 6 });
}

/** Reads a ZIP of blueprints as exports make it. */
export function unpack(bytes: Uint8Array): Cargo {
  const files = new Map(Object.entries(unzipped(bytes)).map(([path, content]) => [path, strFromU8(content)]));
  const head = files.get(HEAD);
  if (head === undefined) throw badRequest('blueprint.yaml was not found.');
  const list = readYaml(head);
  const heads = isJsonObject(list) ? list['blueprints'] : undefined;
  if (!Array.isArray(heads) || heads.length === 0) throw badRequest('blueprint.yaml lists no blueprint.');
  return { blueprints: heads.map((one) => blueprintOf(one, files)) };
}

/** Reads a ZIP of managed tables, each a CSV that is called like its table. */
export function unpackTables(bytes: Uint8Array): Array<{ name: string; csv: string }> {
  const tables = Object.entries(unzipped(bytes)).flatMap(([path, content]) => {
    const name = /^([^/]+)\.csv$/i.exec(path)?.[1];
    return name === undefined ? [] : [{ name, csv: strFromU8(content) }];
  });
  if (tables.length === 0) throw badRequest('The file holds no table.');
  return tables;
}

function unzipped(bytes: Uint8Array): { [path: string]: Uint8Array } {
  try {
    return unzipSync(bytes);
  } catch (error) {
    throw badRequest(`The file is no ZIP: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function blueprintOf(head: Json, files: Map<string, string>): Cargo['blueprints'][number] {
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
