import type { FC } from 'hono/jsx'
import type { Draft } from './composer.tsx'
import { typeIntoBox } from './composer.tsx'

const examples = [
  'remind me tomorrow at 9 to water the plants',
  'pay the rent every month on the 1st !high',
  'buy milk #shopping',
  'what is due this week?',
]

/** What an empty conversation shows: how one may talk. */
export const Welcome: FC<{ draft: Draft }> = ({ draft }) => (
  <div class="welcome">
    <p>Hello! Tell me what you have to do, in your own words. For example:</p>
    <ul>
      {examples.map((example) => (
        <li key={example}>
          <button type="button" class="example" onClick={() => typeIntoBox(example, draft)}>
            {example}
          </button>
        </li>
      ))}
    </ul>
  </div>
)
