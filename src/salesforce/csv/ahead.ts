/**
 * Reads pages that follow one another; the next one is asked for while the current one is being used, and never a
 * second one.
 *
 * @param read reads the page behind a link, or the first one
 * @param linkOf the link to the page after this one
 */
export async function* pagesAhead<P, L>(
  read: (link: L | undefined) => Promise<P>,
  linkOf: (page: P) => L | undefined
): AsyncGenerator<P> {
  let coming: Promise<P> | undefined = read(undefined);
  while (coming !== undefined) {
    const page: P = await coming;
    const link = linkOf(page);
    coming = link === undefined ? undefined : read(link);
    // A page that fails while the one before it is being used fails when it is its turn, or never.
    coming?.catch(() => undefined);
    yield page;
  }
}
