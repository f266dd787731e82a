import { auditTrail } from '../../shared/audit/capability.ts'
import { auth } from '../../shared/auth/verify.ts'
import { conversations } from '../../shared/conversation/capability.ts'
import { stateAccess } from '../../shared/dapr/capability.ts'
import { httpFunction } from '../../shared/function/define.ts'
import { search } from '../../shared/search/capability.ts'
import { tasks } from '../../shared/tasks/capability.ts'
import { headers } from './http/headers.ts'
import { signedIn } from './http/signed-in.ts'
import { chatRoutes } from './routes/chat.ts'
import { documentRoutes } from './routes/documents.ts'
import { taskRoutes } from './routes/tasks.ts'

export default httpFunction({
  name: 'chat-api',
  uses: {
    auth: auth(),
    tasks: tasks('read-write'),
    conversations: conversations(),
    state: stateAccess('read'),
    search: search('read-write'),
    audit: auditTrail('read'),
  },

  routes(app, uses, { log }) {
    app.use(headers)
    documentRoutes(app)
    app.use('/chat/*', signedIn(uses.auth))
    app.use('/tasks/*', signedIn(uses.auth))
    chatRoutes(app, { ...uses, log })
    taskRoutes(app, { ...uses, log })
  },
})
