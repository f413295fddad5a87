import { expect } from 'chai';
import fc from 'fast-check';
import { orderOf, type Edge } from '../../../src/preserve/order.ts';

const edge = (from: string, to: string, required = false): Edge => ({ from, field: `${to}__r`, to, required });

const NODES = ['A', 'B', 'C', 'D', 'E', 'F'];
const anyEdges = fc.array(
  fc.record({ from: fc.constantFrom(...NODES), to: fc.constantFrom(...NODES), required: fc.boolean() }),
  { maxLength: 14 }
);

/** Everything that can be reached over the edges. */
const reach = (edges: readonly Edge[], start: string): Set<string> => {
  const seen = new Set<string>();
  const visit = (node: string): void => {
    for (const { from, to } of edges) {
      if (from !== node || seen.has(to)) continue;
      seen.add(to);
      visit(to);
    }
  };
  visit(start);
  return seen;
};

describe('the order in which objects are put back', () => {
  it('Given a chain, when it is ordered, then what is referred to comes first, and nothing waits', () => {
    const { objects, late } = orderOf(['Line', 'Site', 'Region'], [edge('Line', 'Site'), edge('Site', 'Region')]);
    expect(objects).to.deep.equal(['Region', 'Site', 'Line']);
    expect(late).to.deep.equal([]);
  });

  it('Given an object that refers to itself, when it is ordered, then nothing waits for other objects', () => {
    expect(orderOf(['A'], [edge('A', 'A')])).to.deep.equal({ objects: ['A'], late: [] });
  });

  it('Given a circle of which one lookup is required, when it is ordered, then the other one waits', () => {
    for (const nodes of [
      ['A', 'B'],
      ['B', 'A'],
    ]) {
      const { objects, late } = orderOf(nodes, [edge('A', 'B', true), edge('B', 'A')]);
      expect(objects).to.deep.equal(['B', 'A']);
      expect(late.map(({ from }) => from)).to.deep.equal(['B']);
    }
  });

  it('Given any graph, when it is ordered, then each object stands once, lookups outside of circles come first, and exactly those that lead ahead wait', () => {
    fc.assert(
      fc.property(anyEdges, fc.shuffledSubarray(NODES, { minLength: NODES.length }), (parts, nodes) => {
        const edges = parts.map(({ from, to, required }) => edge(from, to, required));
        const { objects, late } = orderOf(nodes, edges);
        expect(objects).to.have.members(NODES);
        for (const each of edges) {
          const ahead = objects.indexOf(each.to) > objects.indexOf(each.from);
          expect(late.includes(each)).to.equal(ahead);
          if (ahead) expect([...reach(edges, each.to)], 'only in a circle').to.include(each.from);
          const needed = edges.filter(({ required }) => required);
          if (ahead && each.required) expect([...reach(needed, each.to)], 'a required circle').to.include(each.from);
        }
      })
    );
  });
});
