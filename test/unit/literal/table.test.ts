import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseJson } from '../../../src/literal/json.ts';
import { tableOf, valueAt } from '../../../src/literal/table.ts';
import { typeText } from '../../../src/checklist/environment/oldEnvironment/words.ts';
import { intervalOf } from '../../../src/checklist/governance/policy/rules.ts';
import { isPeoples, jobTarget, setupPath } from '../../../src/checklist/sandbox/scheduledJobs/kinds.ts';
import type { Job } from '../../../src/checklist/sandbox/scheduledJobs/facts.ts';

/** What every object has without anybody's doing. */
const NO_NAMES = [...Object.getOwnPropertyNames(Object.prototype)];

describe('names that are no names', () => {
  it('Given a table, when it is asked for what every object has, then it has nothing', () => {
    const own = tableOf({ a: 1 });
    for (const name of NO_NAMES) expect([own[name], name in own]).to.deep.equal([undefined, false]);
    expect(own.a).to.equal(1);
  });

  it("Given a record of somebody else's, when it is asked for what it has not, then it is nothing", () => {
    for (const name of NO_NAMES) expect(valueAt({ a: 1 }, name)).to.equal(undefined);
    expect(valueAt({ constructor: 1 }, 'constructor')).to.equal(1);
  });

  for (const name of NO_NAMES) {
    it(`Given ${name} as a type or a licence of an org, then it is one that is not known`, () => {
      const job = { name: 'Nightly', type: name } as Job;
      expect(typeText(name)).to.equal(name);
      expect(intervalOf(name)).to.equal(undefined);
      expect(isPeoples(job)).to.equal(false);
      expect(jobTarget(job)).to.contain(name).and.not.contain('native code');
      expect(setupPath(job)).to.be.a('string');
    });
  }

  it('Given the source, then no table of constants is an object that has more names than it says', async () => {
    const root = new URL('../../../src', import.meta.url).pathname;
    const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.ts'));
    const odd: string[] = [];
    for (const file of files) {
      const source = await readFile(join(root, file), 'utf8');
      for (const [found] of source.matchAll(/const [A-Z_]+: (?:Readonly<)?Record<string,[^=]*= \{/g))
        odd.push(`${file}: ${found}`);
    }
    // Headers as they are sent, and ports by what URL says: nobody else chooses these names.
    expect(odd.map((each) => each.split(':')[0]).sort()).to.deep.equal(['logik/trust.ts', 'salesforce/collections.ts']);
  });
});

describe('parseJson', () => {
  it('Given JSON, then it is what JSON.parse makes of it', () => {
    for (const text of ['null', '5', '[]', '{"a":[{"b":null}],"constructor":1}'])
      expect(parseJson(text)).to.deep.equal(JSON.parse(text));
  });

  for (const [name, text] of [
    ['a key __proto__', '{"a":[{"__proto__":{"b":1}}]}'],
    ['the same in another spelling', '{"\\u005f_proto__":1}'],
    ['a million brackets', `${'['.repeat(1e6)}${']'.repeat(1e6)}`],
    ['no JSON', '{'],
  ]) {
    it(`Given ${name}, then it is refused as a mistake in the text`, () => {
      expect(() => parseJson(text)).to.throw(SyntaxError);
    });
  }
});
