import { AsyncLocalStorage } from 'node:async_hooks'

export interface BatchOptions<Item> {
  /** Items in a batch. */
  atMost?: number
  /** Batches under way at the same time. */
  atOnce?: number
  /** Items of one key keep their order: a batch holds one of each, and none whose key is under way. */
  keyOf?: (item: Item) => string
}

/**
 * Does work of one kind in batches: what comes while enough is under way waits and goes together. A lone item waits for
 * nobody, and a crowd shares a few calls. A batch that fails is done again item by item, so that nobody fails for another;
 * `work` must bear that. A batch belongs to the trace of its first item.
 */
export function batched<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { atMost = 100, atOnce = 2, keyOf }: BatchOptions<Item> = {},
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = []
  let underWay = 0
  const keysUnderWay = new Set<string>()

  const take = (): Waiting<Item, Result>[] => {
    const batch: typeof waiting = []
    const rest: typeof waiting = []
    const keys = new Set(keysUnderWay)
    for (const one of waiting) {
      const mayGo = batch.length < atMost && (one.key === undefined || !keys.has(one.key))
      ;(mayGo ? batch : rest).push(one)
      if (one.key !== undefined) keys.add(one.key)
    }
    waiting = rest
    return batch
  }
  const begin = () => {
    while (underWay < atOnce) {
      const batch = take()
      if (batch.length === 0) return
      void run(batch)
    }
  }
  const run = async (batch: Waiting<Item, Result>[]) => {
    const keys = batch.flatMap(({ key }) => key ?? [])
    const items = batch.map(({ item }) => item)
    underWay++
    for (const key of keys) keysUnderWay.add(key)
    try {
      const results = await (batch[0]?.inContext(() => work(items)) ?? [])
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
    } catch (error) {
      await Promise.all(batch.length === 1 ? batch.map(({ reject }) => reject(error)) : batch.map(alone))
    }
    underWay--
    for (const key of keys) keysUnderWay.delete(key)
    begin()
  }
  const alone = async ({ item, resolve, reject, inContext }: Waiting<Item, Result>) => {
    try {
      const [result] = await inContext(() => work([item]))
      resolve(result as Result)
    } catch (error) {
      reject(error)
    }
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, key: keyOf?.(item), resolve, reject, inContext: AsyncLocalStorage.snapshot() })
      begin()
    })
}

interface Waiting<Item, Result> {
  item: Item
  key: string | undefined
  resolve(result: Result): void
  reject(error: unknown): void
  /** Runs work as what asked for it would run it. */
  inContext<T>(work: () => T): T
}
