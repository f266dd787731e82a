import type { FC } from 'hono/jsx'

// All of them are decoration: what they mean stands beside them in words.

export const CatMark: FC = () => (
  <svg class="cat" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
    <rect class="cat-ground" width="32" height="32" rx="9" />
    <path class="cat-face" d="M6 23V9l6 4h8l6-4v14a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3z" />
    <path class="cat-eyes" d="M10 19q2 2 4 0M18 19q2 2 4 0" />
  </svg>
)

const Icon: FC<{ path: string }> = ({ path }) => (
  <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path d={path} />
  </svg>
)

export const BellIcon: FC = () => <Icon path="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2 2 0 0 0 4 0" />
export const CheckIcon: FC = () => <Icon path="M6 12.5l4 4 8-9" />
export const SendIcon: FC = () => <Icon path="M12 19V5M6 11l6-6 6 6" />
export const SearchIcon: FC = () => <Icon path="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20" />
export const OpenIcon: FC = () => <Icon path="M8 10l4 4 4-4" />
