/** A lookup from one object to another, or to itself. */
export type Edge = { from: string; field: string; to: string; required: boolean };

/** In which order objects are written, and the lookups that have to wait until all of them are there. */
export type Order = { objects: string[]; late: Edge[] };

/** Tarjan's strongly connected components: each is a set of objects that refer to one another; what they refer to comes before. */
const components = (nodes: readonly string[], targets: (node: string) => readonly string[]): string[][] => {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  const lower = (node: string, value: number): void => {
    low.set(node, Math.min(low.get(node) ?? value, value));
  };
  const visit = (node: string): void => {
    index.set(node, index.size);
    lower(node, index.size - 1);
    stack.push(node);
    onStack.add(node);
    for (const next of targets(node)) {
      if (!index.has(next)) {
        visit(next);
        lower(node, low.get(next) ?? 0);
      } else if (onStack.has(next)) lower(node, index.get(next) ?? 0);
    }
    if (low.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    for (const each of component) onStack.delete(each);
    found.push(component);
  };
  for (const node of nodes) if (!index.has(node)) visit(node);
  return found;
};

const sorted = (nodes: readonly string[], edges: readonly Edge[]): string[][] => {
  const inside = new Set(nodes);
  const targets = Map.groupBy(
    edges.filter(({ from, to }) => from !== to && inside.has(from) && inside.has(to)),
    ({ from }) => from
  );
  return components(nodes, (node) => (targets.get(node) ?? []).map(({ to }) => to));
};

/**
 * Orders objects so that whatever a record refers to comes before it. Where objects refer to one another in a circle, the
 * lookups without which a record cannot be created are kept in order, and the others wait. A lookup to the object itself
 * is in nobody's way here: it is a matter of the object's own records.
 */
export const orderOf = (nodes: readonly string[], edges: readonly Edge[]): Order => {
  const circles = sorted(nodes, edges);
  const objects = circles.flatMap((circle) =>
    sorted(
      circle,
      edges.filter(({ required }) => required)
    ).flat()
  );
  const place = new Map(objects.map((name, position) => [name, position]));
  const late = edges.filter(({ from, to }) => (place.get(to) ?? -1) > (place.get(from) ?? -1) && place.has(from));
  return { objects, late };
};
