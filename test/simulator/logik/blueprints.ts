import { strToU8 } from 'fflate';
import { stringify } from 'yaml';
import type { BlueprintPart } from '../scenario/types.ts';
import { pick, seeded } from '../scenario/seeded.ts';
import { notFound } from './error.ts';

/** A blueprint, in the shape of the Admin API's answers. */
export type Blueprint = {
  id: number;
  name: string;
  variableName: string;
  description: string;
  modified: string;
  lastModifiedBy: string;
};
export type Deployment = { name: string; variableName: string; revision: number; created: string; userId: string };
/** What a blueprint is made of: YAML texts by path, such as `rules/hydraPump.rule1.yaml`. */
export type BlueprintParts = Map<string, string>;

type Kept = { blueprint: Blueprint; parts: BlueprintParts; history: Deployment[]; deployed: boolean };
export type BlueprintChange = Partial<BlueprintPart> & { variableName: string; parts?: BlueprintParts };

const FIELD_TYPES = ['text', 'number', 'boolean', 'picklist'];

/** The blueprints of an environment, by variable name. */
export class Blueprints {
  private readonly kept = new Map<string, Kept>();
  private readonly editor: string;

  /** `editor` is the user that Logik Admin shows as the last who changed them. */
  public constructor(parts: readonly BlueprintPart[], editor: string) {
    this.editor = editor;
    for (const part of parts) this.put({ deployed: true, parts: partsOf(part.variableName), ...part });
  }

  public get all(): Blueprint[] {
    return [...this.kept.values()].map(({ blueprint }) => blueprint);
  }

  public find(variableName: string): Blueprint | undefined {
    return this.kept.get(variableName)?.blueprint;
  }

  /** When a blueprint was deployed, newest first: undeploying it takes nothing away. */
  public history(variableName: string): Deployment[] {
    return this.must(variableName).history;
  }

  /** Whether it is deployed now. No endpoint of the API says so. */
  public isDeployed(variableName: string): boolean {
    return this.must(variableName).deployed;
  }

  /** Makes a blueprint or changes one: parts that are not given stay, as an import leaves them. New ones are not deployed. */
  public put({ variableName, name, description, modified, deployed, parts = new Map() }: BlueprintChange): void {
    const before = this.kept.get(variableName);
    const blueprint = {
      id: before?.blueprint.id ?? this.kept.size + 1,
      name: name ?? before?.blueprint.name ?? variableName,
      variableName,
      description: description ?? before?.blueprint.description ?? '',
      modified: new Date(modified ?? Date.now()).toISOString(),
      lastModifiedBy: this.editor,
    };
    const history = before?.history ?? [];
    const isNew = deployed === true && before?.deployed !== true;
    this.kept.set(variableName, {
      blueprint,
      parts: new Map([...(before?.parts ?? []), ...parts]),
      history: isNew ? [deploymentOf(blueprint, history.length + 1), ...history] : history,
      deployed: deployed ?? before?.deployed ?? false,
    });
  }

  /**
   * The files of blueprints as an export packs them: blueprint.yaml at the top, which lists them, and their parts in
   * folders. `productIds` are the configurable products of each.
   */
  public files(names: string[], productIds: (variableName: string) => string[]): { [path: string]: Uint8Array } {
    const files: { [path: string]: Uint8Array } = {};
    const heads = names.map((variableName) => {
      const { blueprint, parts } = this.must(variableName);
      const { name, description } = blueprint;
      for (const [path, text] of parts) files[path] = strToU8(text);
      files[`blueprints/${variableName}.yaml`] = strToU8(stringify({ variableName, layouts: [] }));
      return { variableName, name, description, products: productIds(variableName).map((id) => ({ id })) };
    });
    return { 'blueprint.yaml': strToU8(stringify({ blueprints: heads })), ...files };
  }

  private must(variableName: string): Kept {
    const kept = this.kept.get(variableName);
    if (kept === undefined) throw notFound('BLUEPRINT', variableName);
    return kept;
  }
}

function deploymentOf({ name, variableName, modified, lastModifiedBy }: Blueprint, revision: number): Deployment {
  return { name, variableName, revision, created: modified, userId: lastModifiedBy };
}

/** Fields and rules of a blueprint that follow from its name. */
function partsOf(variableName: string): BlueprintParts {
  const parts: BlueprintParts = new Map();
  const count = 2 + (seeded(0, variableName) % 4);
  for (let number = 1; number <= count; number += 1) {
    const field = `${variableName}.field${number}`;
    parts.set(
      `fields/${field}.yaml`,
      stringify({ variableName: field, dataType: pick(FIELD_TYPES, number, variableName) })
    );
    const rule = `${variableName}.rule${number}`;
    parts.set(`rules/${rule}.yaml`, stringify({ variableName: rule, condition: `${field} != ""`, active: true }));
  }
  return parts;
}
