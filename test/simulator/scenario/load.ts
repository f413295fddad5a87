import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Json } from '../model.ts';
import { ScenarioError } from './error.ts';
import { inherit } from './inherit.ts';
import { isJsonObject, mergePatch, type JsonObject } from './mergePatch.ts';
import { fillPlaceholders, type PlaceholderValues } from './placeholders.ts';
import type { Scenario } from './types.ts';
import { validateScenario } from './validate.ts';

const SCENARIOS = join(import.meta.dirname, '..', 'scenarios');
const SUFFIX = '.json';

/** The names of the scenarios that come with the simulator. */
export function scenarioNames(): string[] {
  return readdirSync(SCENARIOS)
    .filter((file) => file.endsWith(SUFFIX) && !file.endsWith('.schema.json'))
    .map((file) => basename(file, SUFFIX))
    .sort();
}

/**
 * Reads a scenario by name or by path of a `.json` file, follows `extends`, and fills what the sandbox inherits.
 * Throws a {@link ScenarioError} that names the file and the place in it.
 */
export function loadScenario(nameOrPath: string, values: PlaceholderValues): Scenario {
  const file = locate(nameOrPath, process.cwd());
  try {
    return inherit(fillPlaceholders(readExtended(file, []), values) as JsonObject);
  } catch (error) {
    throw error instanceof ScenarioError && error.file === undefined ? error.inFile(file) : error;
  }
}

/** One file, merged over the one it extends, all the way up. */
function readExtended(file: string, seen: string[]): Json {
  if (seen.includes(file))
    throw new ScenarioError('/extends', `goes round in a circle: ${file} extends itself`, seen[0]);
  const content = readJson(file);
  validateScenario(content, file);
  if (!isJsonObject(content) || typeof content['extends'] !== 'string') return content;
  const { extends: parent, ...patch } = content;
  return mergePatch(readExtended(locate(parent, dirname(file)), [...seen, file]), patch);
}

/** A name stands for a scenario of the simulator; anything that ends in `.json` is a path. */
function locate(nameOrPath: string, directory: string): string {
  const isPath = nameOrPath.endsWith(SUFFIX);
  const file = isPath ? resolve(directory, nameOrPath) : join(SCENARIOS, nameOrPath + SUFFIX);
  if (existsSync(file) && (isPath || scenarioNames().includes(nameOrPath))) return file;
  const hint = isPath
    ? 'no such file'
    : `unknown name; known: ${scenarioNames().join(', ')}, or the path of a .json file`;
  throw new ScenarioError('', hint, nameOrPath);
}

function readJson(file: string): Json {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Json;
  } catch (error) {
    throw new ScenarioError(
      '',
      `cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
      file
    );
  }
}
