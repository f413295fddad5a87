import type { OrgError, Unreadable } from './errors.ts';

/**
 * Takes the links of pages that follow one another, each once: a list whose page leads back to one that was read would
 * never end.
 *
 * @throws OrgError of scope `item` for a link that is none, or that was followed before
 */
export const onceEach = (unreadable: Unreadable, asked: string): ((link: unknown) => string) => {
  const followed = new Set<string>();
  const refuse = (message: string): OrgError => unreadable(asked, message);
  return (link) => {
    if (typeof link !== 'string' || link === '') throw refuse('the next page has no address');
    if (followed.has(link)) throw refuse('the pages lead back to one that was read');
    followed.add(link);
    return link;
  };
};
