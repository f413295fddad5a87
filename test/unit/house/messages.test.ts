import { expect } from 'chai';
import { asked, bundles, wordsAround, type Asked, type Bundle } from '../support/messages.ts';

const all = new Map(bundles().map((bundle) => [bundle.name, bundle]));
const calls = asked();

const keysIn = (bundle: Bundle | undefined): string[] => bundle?.entries.map(([key]) => key) ?? [];

/** The keys that a call may ask for; `error` asks for the message, and has its actions beside it. */
const keysOf = ({ bundle, method, keys }: Asked): string[] =>
  keysIn(all.get(bundle)).filter((key) => {
    const bare = method === 'error' ? /^error\.([^.]+)$/.exec(key)?.[1] : key;
    return bare !== undefined && keys.some((pattern) => pattern.test(bare));
  });

const placesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

describe('messages', () => {
  it('Given every bundle that src loads, when it is looked for, then it is there, and every bundle is loaded', () => {
    expect(calls.length).to.be.above(100);
    expect([...new Set(calls.map(({ bundle }) => bundle))]).to.have.members([...all.keys()]);
  });

  it('Given every key that src asks for, when it is looked for, then it is there', () => {
    const missing = calls.flatMap((call) =>
      call.keys
        .filter((pattern) => keysOf({ ...call, keys: [pattern] }).length === 0)
        .map((pattern) => `${call.at} asks ${call.bundle}.md for ${pattern.source}`)
    );
    expect(missing).to.deep.equal([]);
  });

  it('Given every key in messages, when src is searched, then somebody asks for it', () => {
    const unused = [...all.values()].flatMap((bundle) => {
      const used = new Set(calls.filter((call) => call.bundle === bundle.name).flatMap(keysOf));
      const words = wordsAround(bundle.name);
      return keysIn(bundle)
        .filter((key) => {
          const bare = key.replace(/\.actions$/, '');
          return !used.has(bare) && !words.has(bare) && !words.has(bare.replace(/^error\./, ''));
        })
        .map((key) => `${bundle.name}.md: ${key}`);
    });
    expect(unused).to.deep.equal([]);
  });

  it('Given every error, when it is looked at, then it has actions, and actions belong to an error', () => {
    for (const bundle of all.values()) {
      const keys = keysIn(bundle).filter((key) => key.startsWith('error.'));
      const errors = keys.filter((key) => !key.endsWith('.actions'));
      expect(keys, bundle.name).to.have.members(errors.flatMap((key) => [key, `${key}.actions`]));
    }
  });

  it('Given every text, when it is looked at, then it is not empty, and its key stands once', () => {
    for (const bundle of all.values()) {
      expect(new Set(keysIn(bundle)).size, bundle.name).to.equal(bundle.entries.length);
      for (const [key, text] of bundle.entries) expect(text, `${bundle.name}: ${key}`).not.to.equal('');
    }
  });

  it('Given every call that spells out its values, when its text is filled, then no place stays open', () => {
    const open = calls.flatMap((call) => {
      const texts = new Map(all.get(call.bundle)?.entries);
      const { values } = call;
      if (values === undefined || call.computed) return [];
      return keysOf(call)
        .flatMap((key) => (call.method === 'error' ? [key, `${key}.actions`] : [key]))
        .flatMap((key) => placesIn(texts.get(key) ?? '').map((place) => [key, place]))
        .filter(([, place]) => !values.includes(place))
        .map(([key, place]) => `${call.at}: ${key} needs {${place}}`);
    });
    expect(open).to.deep.equal([]);
  });
});
