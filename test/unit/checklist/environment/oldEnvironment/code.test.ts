import { expect } from 'chai';
import {
  lookAtFlows,
  lookAtLightning,
  MOST_FILES,
  MOST_FLOWS,
  searchCode,
} from '../../../../../src/checklist/environment/oldEnvironment/code.ts';
import { finder } from '../../../../../src/checklist/environment/oldEnvironment/hosts.ts';
import { OrgError } from '../../../../../src/salesforce/errors.ts';
import { caught } from '../../../support/caught.ts';
import { orgStub, refusal } from '../../../support/reader.ts';

const OLD = 'acme-uat.test01.logik.io';
const find = finder([OLD]);

const code = (type: string, Name: string, body: string | null, NamespacePrefix: string | null = null): object => ({
  attributes: { type },
  Id: '01p',
  Name,
  NamespacePrefix,
  ...(/Page|Component/.test(type) ? { Markup: body } : { Body: body }),
});

describe('searchCode', () => {
  it('Given what a search finds, When it is looked at, Then only what holds the host itself is told', async () => {
    const found = [
      code('ApexClass', 'Named', `a\n'https://${OLD}'`),
      code('ApexClass', 'WordsOnly', 'acme uat test01 logik io'),
      code('ApexPage', 'Page', `<a href="//${OLD}/ui">`),
    ];
    const org = orgStub({ searches: [[/./, found]] });
    const { places, unread } = await searchCode(org, [OLD], find);
    expect(places.map(({ type, owner, line }) => [type, owner.name, line])).to.deep.equal([
      ['ApexClass', 'Named', 2],
      ['ApexPage', 'Page', 1],
    ]);
    expect(unread).to.deep.equal([]);
    expect(org.asked).to.have.length(1);
  });

  it('Given managed code whose text is hidden, When it is found, Then it is told as not looked at', async () => {
    const org = orgStub({ searches: [[/./, [code('ApexClass', 'Launcher', '(hidden)', 'LGK')]]] });
    const { places, unread } = await searchCode(org, [OLD], find);
    expect(places).to.deep.equal([]);
    expect(unread.map(({ what }) => what)).to.deep.equal(['ApexClass LGK__Launcher']);
  });

  it('Given one type that may not be seen, When the search is refused, Then the others are searched and it is told', async () => {
    const org = orgStub({
      searches: [
        [/ApexPage/, refusal('INVALID_TYPE')],
        [/ApexClass/, [code('ApexClass', 'Named', OLD)]],
      ],
    });
    const { places, unread } = await searchCode(org, [OLD], find);
    expect(places.map(({ owner }) => owner.name)).to.deep.equal(['Named']);
    expect(unread.map(({ what }) => what)).to.deep.equal(['ApexPage']);
  });

  it('Given a refusal with a code that nobody knows, When searched, Then it costs this part and not the run', async () => {
    const org = orgStub({ searches: [[/./, refusal('SOME_NEW_CODE')]] });
    expect((await searchCode(org, [OLD], find)).unread).to.have.length(4);
  });

  it('Given a login that ended, When searched, Then the run ends', async () => {
    const ended = new OrgError('SessionExpiredError', 'ended', [], 'INVALID_SESSION_ID', 'run');
    const error = await caught(() => searchCode(orgStub({ searches: [[/./, ended]] }), [OLD], find));
    expect(error).to.equal(ended);
  });
});

describe('lookAtLightning', () => {
  const file = (FilePath: string, Source: string): object => ({ FilePath, Source });

  it('Given files, When they are looked through, Then those that name it are told by path and line', async () => {
    const org = orgStub({ tooling: [file('lwc/a/a.js', `x\n\n'${OLD}'`), file('lwc/a/a.html', '<p/>')] });
    const { places, things } = await lookAtLightning(org, find);
    expect(places.map(({ owner, line }) => [owner.name, line])).to.deep.equal([['lwc/a/a.js', 3]]);
    expect(things).to.equal(2);
  });

  it('Given as many files as are read at most, When they are looked through, Then the rest is told', async () => {
    const org = orgStub({ tooling: Array.from({ length: MOST_FILES }, () => file('a', '')) });
    expect((await lookAtLightning(org, find)).unread).to.have.length(1);
  });

  it('Given a refusal, When they are looked through, Then it is told', async () => {
    expect((await lookAtLightning(orgStub({ tooling: refusal('INVALID_TYPE') }), find)).unread).to.have.length(1);
  });
});

describe('lookAtFlows', () => {
  const flow = (fullName: string, stringValue = ''): { fullName: string; constants: unknown } => ({
    fullName,
    constants: { name: 'Env', value: { stringValue } },
  });

  it('Given flows, When they are looked through, Then the field that names it is told, and packages are left out', async () => {
    const org = orgStub({
      components: { Flow: [flow('Open', `https://${OLD}`), flow('LGK__Sync', OLD), flow('Other')] },
    });
    const { places, things, unread } = await lookAtFlows(org, find);
    expect(places.map(({ owner, field }) => [owner.name, field])).to.deep.equal([
      ['Open', 'constants[name=Env].value.stringValue'],
    ]);
    expect([things, unread.length]).to.deep.equal([2, 0]);
  });

  it('Given more flows than are read, When they are looked through, Then it is told how many were not', async () => {
    const flows = Array.from({ length: MOST_FLOWS + 7 }, (_, index) => flow(`F${index}`));
    const { things, unread } = await lookAtFlows(orgStub({ components: { Flow: flows } }), find);
    expect(things).to.equal(MOST_FLOWS);
    expect(unread[0].reason).to.contain('7 were not');
  });

  it('Given an org that lists no flows to this login, When they are looked through, Then it is told', async () => {
    const { unread } = await lookAtFlows(orgStub({ components: { Flow: refusal('INSUFFICIENT_ACCESS') } }), find);
    expect(unread).to.have.length(1);
  });
});
