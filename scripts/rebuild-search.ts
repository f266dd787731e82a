import { lazyDatabase } from '../shared/database/capability.ts'
import { rebuildSearch } from '../shared/search/rebuild-search.ts'
import { daprOf, fail } from './platform.ts'

try {
  const dapr = await daprOf('task-changed-to-search')
  const { tasks, removed, broken } = await rebuildSearch(lazyDatabase(dapr))
  console.log(`the search index was made anew from ${tasks} ${tasks === 1 ? 'task' : 'tasks'}`)
  if (removed > 0) console.log(`${removed} of its rows had no task any more and are gone`)
  if (broken.length > 0) throw new Error(`these stored tasks could not be read and were left out: ${broken.join(', ')}`)
} catch (error) {
  fail(error)
}
