import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { fillTemplate } from '../../../src/report/templates.ts';
import { caught } from '../support/caught.ts';
import { directories } from '../support/directory.ts';

const temporary = directories();
const UPDATE = {
  sandbox: 'uat',
  newOrgId: '00DNEW00000000BAAA',
  oldOrgId: '00DOLD00000000AAAA',
  myDomain: 'https://acme--uat.sandbox.my.salesforce.com',
  instance: 'USA254S',
  environmentUrl: 'https://acme-uat.test01.logik.io',
  provisioningUser: 'pro@acme.example.uat',
  refreshTokenUser: 'sync@acme.example.uat',
  adminUsers: [
    { before: 'ava@acme.example.uat', now: 'ava@acme.example.uat2' },
    { before: 'kim@acme.example.uat', now: 'kim@acme.example.uat' },
  ],
};

describe('fillTemplate', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
  });
  afterEach(temporary.clear);

  const own = async (name: string, content: string): Promise<{ path: string }> => {
    const path = join(directory, name);
    await writeFile(path, content);
    return { path };
  };

  it('Given the update of the case, when filled, then the new org ID and only real renames are told', async () => {
    const text = await fillTemplate('support-case-update.md', UPDATE);
    expect(text).to.contain('**New Salesforce organization ID:** 00DNEW00000000BAAA (before: 00DOLD00000000AAAA)');
    expect(text).to.contain('- ava@acme.example.uat2 (before: ava@acme.example.uat)\n- kim@acme.example.uat\n');
  });

  it('Given any name with line breaks and backticks, when filled in, then it starts no line and opens no code', async () => {
    const hostile = fc.string({ unit: fc.constantFrom('\n', '\r', '\r\n', '`', '# x', '- y', '**', '<b>', '|', 'a') });
    const lines = (await fillTemplate('support-case-update.md', UPDATE)).split('\n').length;
    await fc.assert(
      fc.asyncProperty(hostile, async (instance) => {
        const text = await fillTemplate('support-case-update.md', { ...UPDATE, instance });
        expect(text.split('\n')).to.have.length(lines);
        expect(text.split('\r')).to.have.length(1);
        expect(text).not.to.match(/(?<!\\)`|(?<!\\)<b/);
      })
    );
  });

  it('Given plain text, when filled, then nothing but line breaks is touched', async () => {
    const template = await own('a.txt.eta', 'Name: <%= it.name %>.');
    expect(await fillTemplate(template, { name: 'A_b *c* <d> `e`\nf' })).to.equal('Name: A_b *c* <d> `e` f.');
  });

  it('Given Markdown, when filled, then the value is literal text', async () => {
    const template = await own('a.md', '**<%= it.name %>**');
    expect(await fillTemplate(template, { name: 'A_b *c* <d> `e`' })).to.equal('**A\\_b \\*c\\* \\<d\\> \\`e\\`**');
  });

  const broken: Array<[string, string]> = [
    ['a tag that is not closed', '<% if (true) { %>'],
    ['code that fails', '<% for (const user of it.nobody) { %>x<% } %>'],
    ['a misspelled value', 'Environment: <%= it.enviromentUrl %>'],
  ];
  for (const [name, content] of broken) {
    it(`Given ${name}, when filled, then the error names the template, in one line, and no text is made`, async () => {
      const template = await own('broken.md.eta', content);
      const error = await caught(() => fillTemplate(template, UPDATE));
      expect(error).to.include({ name: 'TemplateFailedError' });
      expect(error.message).to.contain(template.path).and.not.contain('\n');
    });
  }

  it('Given no file, when filled, then the error says so', async () => {
    const error = await caught(() => fillTemplate({ path: join(directory, 'nope.md') }, UPDATE));
    expect(error).to.include({ name: 'TemplateUnreadableError' });
    expect(error.message).to.contain('ENOENT');
  });
});
