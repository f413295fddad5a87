import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Json } from '../model.ts';
import { ScenarioError } from './error.ts';
import { withoutNulls } from './mergePatch.ts';
import type { ScenarioFile } from './types.ts';

const SCHEMA_FILE = join(import.meta.dirname, '..', 'scenarios', 'scenario.schema.json');
let validator: ValidateFunction<ScenarioFile> | undefined;

/**
 * Checks one scenario file against `scenario.schema.json` and throws a {@link ScenarioError} for the first problem.
 * Nulls are left out of the check: in a file that extends another they remove what the other one says.
 */
export function validateScenario(content: Json, file: string): void {
  validator ??= new Ajv2020({ allErrors: true, strictTypes: false }).compile<ScenarioFile>(
    JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object
  );
  if (validator(withoutNulls(content))) return;
  const error = mostTelling(validator.errors ?? []);
  if (error === undefined) throw new ScenarioError('', 'is not a scenario', file);
  throw new ScenarioError(error.instancePath, describe(error), file);
}

/** The deepest error: the one of an `anyOf` branch that came closest, instead of "must match a schema in anyOf". */
function mostTelling(errors: ErrorObject[]): ErrorObject | undefined {
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length;
  return errors.reduce<ErrorObject | undefined>(
    (best, error) => (best === undefined || depth(error) > depth(best) ? error : best),
    undefined
  );
}

function describe({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `unknown field "${params['additionalProperty']}"`;
  if (keyword === 'enum') return `must be one of ${(params['allowedValues'] as string[]).join(', ')}`;
  return message ?? `does not satisfy "${keyword}"`;
}
