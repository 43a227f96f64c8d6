/** Lists read to their end. */

interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/**
 * Each item of all pages: `every((cursor) => listDossiers({ client, query: { cursor }, throwOnError: true }))`.
 */
export async function* every<Item>(
  page: (cursor: string | undefined) => Promise<{ data: Page<Item> }>,
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const { data } = await page(cursor);
    yield* data.items;
    cursor = data.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
