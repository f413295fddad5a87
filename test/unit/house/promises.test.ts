import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '..', '..', '..');

const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

/** What the plugin does: repoint resets passwords, which makes Salesforce send mail; with keys it calls Logik. */
const UNTRUE = [
  /sends? no e?-?mails?\b/i,
  /(does|do) not call Logik/i,
  /never calls? Logik/i,
  /Create the connected app/i,
  /otherwise nobody gets any/i,
];

describe('promises in the documentation', () => {
  it('Given what people read, when searched for promises that do not hold, then there are none', async () => {
    const paths = ['README.md'];
    for (const pattern of ['docs/*.md', 'messages/*.md', 'templates/*']) {
      for await (const path of glob(pattern, { cwd: ROOT })) paths.push(path);
    }
    const found: string[] = [];
    for (const path of paths) {
      const text = await read(path);
      found.push(...UNTRUE.filter((promise) => promise.test(text)).map((promise) => `${path}: ${promise}`));
    }
    expect(found).to.deep.equal([]);
  });

  it('Given the advice for pipelines, when read, then each way that works after a refresh is named', async () => {
    const section = (await read('README.md')).split('## In a pipeline')[1].split('\n## ')[0];
    for (const way of [
      'New connected apps cannot be created',
      'external client app in a package',
      'local to an org is not copied',
      'Approve Uninstalled Connected Apps',
      'sf org login web',
    ]) {
      expect(section.toLowerCase()).to.include(way.toLowerCase());
    }
  });

  it('Given the comparison, when it says what is recorded of external client apps, then it is names, and no settings', async () => {
    const row = (await read('docs/comparison.md'))
      .split('\n')
      .find((line) => line.startsWith('| External client apps'));
    expect(row).to.include('names and distribution recorded').and.include('settings and secrets are not kept');
  });
});
