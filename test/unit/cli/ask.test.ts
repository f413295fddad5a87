import { readdir } from 'node:fs/promises';
import { expect } from 'chai';
import { asking, type Prompts } from '../../../src/cli/ask.ts';
import { dropDraft, openDraft } from '../../../src/refresh/prepare/draft.ts';
import type { Answer } from '../../../src/refresh/directory/refreshYaml.ts';
import { directories } from '../support/directory.ts';

const TODAY = '2027-01-01';
const MISSING = ['refresh-date', 'data-strategy'];
const temporary = directories();

/** Stands for Ctrl-C. */
class ExitPromptError extends Error {}

type Asked = { message: string; default: unknown; refused: string[] };

/**
 * A person who types these things, one after the other, and types the next where one is refused; `undefined` is Enter,
 * which takes what is offered.
 */
const person = (...typed: unknown[]): { load: () => Promise<Prompts>; asked: Asked[] } => {
  const asked: Asked[] = [];
  const next = (offered: unknown): unknown => {
    if (typed.length === 0) throw new ExitPromptError('force closed');
    return typed.shift() ?? offered;
  };
  const begin = (question: { message: string; default?: unknown }): Asked => {
    const about = { message: question.message, default: question.default, refused: [] };
    asked.push(about);
    return about;
  };
  const prompts: Prompts = {
    input: async (question) => {
      const { refused } = begin(question);
      for (;;) {
        const answer = String(next(question.default ?? ''));
        const verdict = await question.validate(answer);
        if (verdict === true) return answer;
        refused.push(verdict);
      }
    },
    confirm: async (question) => {
      begin(question);
      return Boolean(next(question.default));
    },
    select: async (question) => {
      begin(question);
      return next(question.default) as never;
    },
  };
  return { load: () => Promise.resolve(prompts), asked };
};

describe("prepare's questions", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
  });
  afterEach(temporary.clear);

  const ask = async (...typed: unknown[]): Promise<{ answers: readonly Answer[]; asked: Asked[] }> => {
    const { load, asked } = person(...typed);
    return { answers: await asking(TODAY, load).answers(MISSING, await openDraft(directory)), asked };
  };

  it('Given "no" to whether the host name changes, when it is answered, then there is no host', async () => {
    const { answers, asked } = await ask('2027-02-01', 'repoint', false, '');
    expect(answers).to.deep.equal([
      { path: ['refresh', 'date'], value: '2027-02-01' },
      { path: ['refresh', 'dataStrategy'], value: 'repoint' },
    ]);
    expect(asked[2]).to.include({ default: false });
    expect(asked.map(({ message }) => message).join()).not.to.contain('new host name (such as');
  });

  it('Given answers that cannot be right, when they are typed, then each is refused at once, and asked again', async () => {
    const { answers, asked } = await ask(
      ...['soon', '2026-12-31', '2027-02-01', 'repoint', true],
      ...['no', '1', 'acme.test01.logik.io/x', 'acme-uat2.test01.logik.io', 'no', 'ava@acme.example.uat']
    );
    expect(answers.map(({ value }) => value)).to.deep.equal([
      '2027-02-01',
      'repoint',
      'acme-uat2.test01.logik.io',
      ['ava@acme.example.uat'],
    ]);
    expect(asked.map(({ refused }) => refused.length)).to.deep.equal([2, 0, 0, 3, 1]);
    expect(asked[3].refused[0]).to.contain('has a dot');
    expect(asked[4].refused[0]).to.contain('no has not');
  });

  it('Given a host that nobody knows, when it is typed, then "really?" is asked, and a no asks for it again', async () => {
    const { answers, asked } = await ask(
      '2027-02-01',
      'repoint',
      true,
      'cpq.acme.example',
      false,
      'cpq.acme.org',
      true,
      ''
    );
    expect(answers.at(-1)).to.deep.equal({ path: ['logik', 'newHost'], value: 'cpq.acme.org' });
    expect(asked.filter(({ message }) => message.includes('really')).map((each) => each.default)).to.deep.equal([
      false,
      false,
    ]);
  });

  it('Given Ctrl-C after some answers, when prepare asks again, then they are offered, and gone once they are kept', async () => {
    let ended: unknown;
    try {
      await ask('2027-02-01', 'decommission', true);
    } catch (error) {
      ended = error;
    }
    expect(ended).to.be.instanceOf(ExitPromptError);
    const { answers, asked } = await ask(undefined, undefined, false, '');
    expect(answers.map(({ value }) => value)).to.deep.equal(['2027-02-01', 'decommission']);
    expect(asked.slice(0, 2).map((each) => each.default)).to.deep.equal(['2027-02-01', 'decommission']);
    await dropDraft(directory);
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('Given the host of an environment that ends, when it is confirmed, then only that very host is taken', async () => {
    const { load, asked } = person('yes', 'acme-uat.test02.logik.io', 'https://acme-uat.test01.logik.io');
    await asking(TODAY, load).decommission('acme-uat.test01.logik.io');
    expect(asked[0].refused).to.have.length(2);
  });

  it('Given a source org is asked for, when a name that no login knows, or a token, is typed, then it is asked again', async () => {
    const { load, asked } = person('nobody', '00D!token', 'prod');
    const open = (name: string): Promise<never> =>
      name === 'prod' ? Promise.resolve({} as never) : Promise.reject(new Error(name));
    let failed: unknown;
    const told = await asking(TODAY, load)
      .sourceOrg('acme.us01.logik.io', open)
      .catch((error: unknown) => (failed = error));
    // An error that is none of ours is no word for whoever types.
    expect(failed ?? told).to.be.instanceOf(Error);
    expect(asked[0].message).to.contain('acme.us01.logik.io');
    const again = person('00D!token', 'prod');
    expect(await asking(TODAY, again.load).sourceOrg('acme.us01.logik.io', open)).to.equal('prod');
    expect(again.asked[0].refused[0]).to.contain('access token');
  });
});
