import { counted } from '../phrase/dates.ts'
import type { Intent } from '../turn.ts'
import { applyFilter, readFilter } from '../understand/filters.ts'
import { conditionWords } from './list.ts'

const COUNT = /^(?:how many|how much|count|what(?:'|’)?s the number of|number of|the number of)\b\s*(.*)$/iu

/** "how many open tasks do I have?", "how many did I finish this week?" */
export const count: Intent = {
  name: 'count',
  async read(heard) {
    const about = COUNT.exec(heard.text)?.[1]
    if (about === undefined) return null
    const filter = await readFilter(about, heard.clock, heard.tasks)
    // "how many feet are in a mile" is about no tasks.
    if (filter.words !== '' && !filter.saysTasks) return null
    const tasks = applyFilter(filter, heard.tasks, heard.clock)
    const kind = filter.status === 'done' ? 'done task' : 'open task'
    return {
      reply: `You have ${counted(tasks.length, kind)}${conditionWords(filter)}.`,
      mentioned: tasks.map(({ id }) => id),
    }
  },
}
