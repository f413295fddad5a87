import { expect } from 'chai';
import { startClient, type TestClient } from '../simulator/rest/testClient.ts';
import { loadReference, referenceFolder, type Reference, type ReferenceField } from './reference.ts';

type Described = {
  name: string;
  type: string;
  createable: boolean;
  updateable: boolean;
  filterable: boolean;
  sortable: boolean;
  groupable: boolean;
  nillable: boolean;
};
type Api = keyof Reference;

/** Objects and fields that only some orgs have are described by an org that has them. */
const SCENARIOS = ['standard', 'preserved', 'multi-currency', 'selling-models'];

const LETTERS = { C: 'createable', U: 'updateable', F: 'filterable', S: 'sortable', G: 'groupable', N: 'nillable' };

/** What the reference calls a type, and what `describe` calls the same. An `id` of another record is a reference. */
const typeOf = (name: string, type: string): string => {
  if (/picklist$|enumerated list$|\(enumeration of type string\)$/.test(type) && type !== 'multipicklist')
    return 'picklist';
  return type === 'id' && name !== 'Id' ? 'reference' : type;
};

/** Differences that stay, each with its reason. */
const EXPLAINED: Record<string, string> = {
  'enterprise PermissionSet.Type: picklist here, reference in the reference':
    'a slip: the same field is a picklist in the reference of the Tooling API, and refers to nothing',
  'enterprise PricebookEntry.ProductSellingModelId: nillable true here, false in the reference':
    'entries of products that are not sold by models have none, in orgs that know models too',
  'tooling NamedCredential.CalloutStatus: createable false here, true in the reference':
    'one is made with the whole of its Metadata, which the Metadata API takes here',
  'tooling AuraDefinitionBundle.MasterLabel: createable false here, true in the reference':
    'one is made with the whole of its Metadata; nothing here makes bundles',
  'tooling AuraDefinitionBundle.MasterLabel: updateable false here, true in the reference':
    'one is changed with the whole of its Metadata; nothing here changes bundles',
};

/** What the simulator has not, and no query of the product asks for. */
const ABSENT = [
  ...['ApexEmailNotification', 'Case', 'Domain', 'Network', 'TenantSecret', 'UserPackageLicense'].map(
    (name) => `enterprise ${name}`
  ),
  ...['EntityParticle', 'FlexiPage', 'OrgDomainLog', 'Publisher', 'WorkflowAlert'].map((name) => `tooling ${name}`),
];

/** `Permissions` and the like stand for a family: `PermissionsApiEnabled`, … */
const entryOf = (fields: Record<string, ReferenceField>, name: string): ReferenceField | undefined =>
  fields[name] ?? (/^Permissions[A-Z]/.test(name) ? fields.Permissions : undefined);

const folder = referenceFolder();
const why = folder === undefined ? ' (skipped: REFERENCE names no folder)' : '';

describe(`the schema of the simulator beside the published object reference${why}`, () => {
  const clients: TestClient[] = [];

  before(async function () {
    // Without the folder that REFERENCE names there is nothing to compare with; the run says so.
    if (folder === undefined) return this.skip();
    for (const scenario of SCENARIOS) clients.push(await startClient({ scenario }));
  });
  after(async () => {
    for (const client of clients) await client.simulator.close();
  });

  const described = async (api: Api, object: string): Promise<Described[]> => {
    const fields = new Map<string, Described>();
    for (const client of clients) {
      const reply = await client.get(`${api === 'tooling' ? '/tooling' : ''}/sobjects/${object}/describe`);
      if (reply.status !== 200) continue;
      for (const field of (reply.json as unknown as { fields: Described[] }).fields)
        if (!fields.has(field.name)) fields.set(field.name, field);
    }
    return [...fields.values()];
  };

  const compared = async (api: Api, objects: Reference[Api]): Promise<{ absent: string[]; differences: string[] }> => {
    const absent: string[] = [];
    const found: string[] = [];
    for (const [object, known] of Object.entries(objects)) {
      const fields = await described(api, object);
      if (!fields.some(({ name }) => entryOf(known, name))) absent.push(`${api} ${object}`);
      for (const field of fields) {
        const entry = entryOf(known, field.name);
        if (!entry) continue;
        const at = `${api} ${object}.${field.name}`;
        const type = typeOf(field.name, entry.type);
        if (field.type !== type) found.push(`${at}: ${field.type} here, ${type} in the reference`);
        for (const [letter, flag] of Object.entries(LETTERS)) {
          const wanted = entry.letters.includes(letter);
          const own = field[flag as keyof Described];
          if (own !== wanted) found.push(`${at}: ${flag} ${String(own)} here, ${String(wanted)} in the reference`);
        }
      }
    }
    return { absent, differences: found };
  };

  it('every field that both know: the same type, and the same may be created, updated, filtered, sorted, grouped, null', async () => {
    const { enterprise, tooling } = loadReference(folder ?? '');
    const [rest, tools] = [await compared('enterprise', enterprise), await compared('tooling', tooling)];
    expect([...rest.absent, ...tools.absent].toSorted()).to.deep.equal(ABSENT.toSorted());
    expect([...rest.differences, ...tools.differences].toSorted()).to.deep.equal(Object.keys(EXPLAINED).toSorted());
  });
});
