import { Workbench } from '../support/workbench.ts';
it('probe', async () => {
  const bench = await Workbench.start();
  try {
    const p = await bench.prepare('--source-org', 'prod');
    console.log(p.error, p.stderr);
    const show = (
      f:
        | readonly { item: string; target: string; status: string; expected: unknown; actual: unknown; hint: unknown }[]
        | undefined
    ) =>
      f
        ?.filter(({ item }) =>
          ['packages', 'connected-apps', 'trusted-url', 'remote-site', 'session-settings'].includes(item)
        )
        .forEach((x) => console.log(x.status, x.item, '|', x.target, '|', x.expected, '|', x.actual, '|', x.hint));
    show(p.result?.findings);
    await bench.refresh();
    const v = await bench.run('verify', '--target-org', 'uat');
    console.log('--verify', v.exitCode, v.error);
    show(v.result?.findings);
    const r = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    console.log('--repoint', r.exitCode, r.error);
    r.result?.changes.forEach((c) => console.log(c.item, c.target, c.before, c.after, c.outcome, c.error, c.reason));
    show(r.result?.findings);
    const again = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    console.log(again.result?.changes);
    const b = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    console.log('--rollback', b.exitCode, b.error);
    b.result?.changes.forEach((c) => console.log(c.item, c.target, c.before, c.after, c.outcome, c.error));
    (await bench.requests()).slice(0, 40).forEach((q) => console.log(q.method, q.path, q.status));
  } finally {
    await bench.close();
  }
});
