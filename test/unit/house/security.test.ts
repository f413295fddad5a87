import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Each test that a document names, and the titles that it names of it. */
const namedIn = (document: string): Array<{ path: string; title: string | undefined }> => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(/`(test\/[\w./-]+\.test\.ts)`(?: "([^"]+)")?/g)].map(([, path, title]) => ({ path, title }));
};

describe('the tests that documents name', () => {
  for (const document of ['SECURITY.md', 'docs/proofs.md']) {
    it(`Given ${document}, when it names a test, then that test exists under that title`, () => {
      const named = namedIn(document);
      expect(named.length).to.be.above(9);
      const missing = named.filter(({ path, title }) => {
        const file = join(ROOT, path);
        return !existsSync(file) || (title !== undefined && !readFileSync(file, 'utf8').includes(title));
      });
      expect(missing).to.deep.equal([]);
    });
  }
});
