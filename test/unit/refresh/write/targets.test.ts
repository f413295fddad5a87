import { expect } from 'chai';
import type { Change, Scalar } from '../../../../src/checklist/item.ts';
import { placeOf, send } from '../../../../src/refresh/write/targets.ts';
import type { MetadataComponent, OrgWriter } from '../../../../src/salesforce/types.ts';
import { noLogik } from '../../../../src/logik/none.ts';
import { caught } from '../../support/caught.ts';
import { orgStub, refusal, type OrgStub } from '../../support/reader.ts';

const PLACE = { directory: '/nowhere', logik: noLogik };

const creation = (defaults: Record<string, Scalar>): Change => ({
  item: 'external-configurator',
  target: 'HX-100 → Screen',
  severity: 'normal',
  before: null,
  after: '01t000000000001AAA',
  reason: '',
  write: { kind: 'record', object: 'Link', id: null, field: 'ProductId', defaults },
});

const LOOKUP = {
  name: 'FlowId',
  label: 'Flow',
  type: 'reference',
  updateable: false,
  createable: true,
  permissionable: true,
  referenceTo: ['Flow2'],
  relationshipName: 'Flow',
};
const LINK = { name: 'Link', label: 'Link', customSetting: false, fields: [LOOKUP] };

/** Sends one creation, and answers what was created. */
const sent = async (flows: unknown[], own: Partial<OrgStub> = {}): Promise<unknown> => {
  const created: unknown[] = [];
  const writer = {
    create: (_object: string, fields: unknown) => Promise.resolve(String(created.push(fields))),
  } as Partial<OrgWriter> as OrgWriter;
  const reader = orgStub({ objects: [LINK], queries: [[/FROM Flow2 WHERE Code = 'Screen'/, flows]], ...own });
  await send(writer, reader, [creation({ 'Flow.Code': 'Screen', Type: 'Primary' })], PLACE);
  return created;
};

describe('records that do not exist yet', () => {
  it('Given two new records of one object, when told apart, then they are two places', () => {
    const [one, other] = ['https://a.logik.io', 'https://b.logik.io'].map((EndpointUrl) => creation({ EndpointUrl }));
    expect(placeOf(one.write)).not.to.equal(placeOf(other.write));
    expect(placeOf(one.write)).to.equal(placeOf(creation({ EndpointUrl: 'https://a.logik.io' }).write));
  });

  it('Given a path to a record that was made before it, when sent, then the lookup has its ID', async () => {
    expect(await sent([{ Id: 'F1' }])).to.deep.equal([
      { FlowId: 'F1', Type: 'Primary', ProductId: '01t000000000001AAA' },
    ]);
  });

  it('Given a path to nothing, or to several, when sent, then nothing is created and it says so', async () => {
    expect(await caught(() => sent([]))).to.include({ name: 'LookupNotOneError' });
    expect(await caught(() => sent([{ Id: 'F1' }, { Id: 'F2' }]))).to.include({ name: 'LookupNotOneError' });
    expect(await caught(() => sent([], { objects: [{ ...LINK, fields: [] }] }))).to.include({
      name: 'NoSuchLookupError',
    });
  });
});

describe('changes of one component', () => {
  const change = (field: string, after: string): Change => ({
    ...creation({}),
    target: field,
    after,
    write: { kind: 'metadata', type: 'RemoteSiteSetting', fullName: 'Erp', field },
  });
  /** What the component is after both changes, in an org that refuses what `refuse` says. */
  const changed = async (
    refuse: (component: MetadataComponent) => Error | undefined
  ): Promise<{ component: MetadataComponent; calls: number; error: Error | undefined }> => {
    let component: MetadataComponent = { fullName: 'Erp', url: 'https://a.example', description: 'a', isActive: true };
    let calls = 0;
    const writer = {
      upsertMetadata: (_type: string, wanted: MetadataComponent) => {
        calls += 1;
        const error = refuse(wanted);
        if (error) return Promise.reject(error);
        component = wanted;
        return Promise.resolve();
      },
    } as Partial<OrgWriter> as OrgWriter;
    const reader = orgStub({ components: { RemoteSiteSetting: [component] } });
    const changes = [change('url', 'https://b.example'), change('description', 'b')];
    const error = await send(writer, reader, changes, PLACE).then(
      () => undefined,
      (reason: unknown) => reason as Error
    );
    return { component, calls, error };
  };

  it('Given a value that the org refuses, when sent, then the other one is set all the same, and the refusal told', async () => {
    const { component, error } = await changed(({ url }) =>
      url === 'https://b.example' ? refusal('FIELD_INTEGRITY_EXCEPTION') : undefined
    );
    expect(component).to.include({ url: 'https://a.example', description: 'b', isActive: true });
    expect(error?.message).to.contain('FIELD_INTEGRITY_EXCEPTION');
  });

  it('Given an answer that gets lost, when sent, then nothing is sent by itself', async () => {
    const { calls, error } = await changed(() => new Error('lost'));
    expect([calls, error?.message]).to.deep.equal([1, 'lost']);
  });
});
