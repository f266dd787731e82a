import type { FC } from 'hono/jsx'
import type { NoticeBoard } from '../notices.ts'
import type { Notice } from '../store.ts'

interface Props {
  notice: Notice | null
  notices: NoticeBoard
  undo: (notice: Notice) => void
}

/** Says what was just done and offers to take it back; there all the time, so that it is heard when something appears. */
export const NoticeBar: FC<Props> = ({ notice, notices, undo }) => (
  <div
    class="notice"
    role="status"
    onMouseEnter={notices.hold}
    onMouseLeave={notices.release}
    onFocusIn={notices.hold}
    onFocusOut={notices.release}
  >
    {notice ? (
      <div key={notice.text} class="notice-box">
        <p>{notice.text}</p>
        {notice.undo ? (
          <button type="button" class="quiet" onClick={() => undo(notice)}>
            Undo
          </button>
        ) : null}
        <button type="button" class="quiet" onClick={notices.finish}>
          Close
        </button>
      </div>
    ) : null}
  </div>
)
