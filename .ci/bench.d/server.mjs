// `carrel serve` on a database, and patrons who sign in to it.
import { mkdir, open, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { dirname, join } from 'node:path'
import { carrel, freePort, sleep, start, temporary } from './base.mjs'

export function settings(folder, database, port = 0) {
  return {
    ...process.env,
    CARREL_DATA_DIR: folder,
    CARREL_DATABASE_URL: database,
    CARREL_LISTEN: `127.0.0.1:${port}`,
    CARREL_BASE_URL: `http://127.0.0.1:${port}`,
    CARREL_SITE_DIR: join(dirname(carrel), '..', 'site')
  }
}

/** Asks once; the connection is closed after it. */
export function ask(base, path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(`${base}${path}`, { method, headers, agent: false }, answer => {
      const parts = []
      answer.on('data', part => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Starts the server, with more settings if there are; `ready` is the time from its start to its first answer, in ms. */
export async function serve(folder, database, more = {}) {
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const log = await open(join(folder, 'log'), 'a')
  const begun = process.hrtime.bigint()
  const child = start(carrel, ['serve'], { cwd: folder, env: { ...settings(folder, database, port), ...more }, stdio: ['ignore', log.fd, log.fd] })
  let ended = null
  child.ended.then(how => { ended = how })
  let ready = NaN
  for (;;) {
    const answer = await ask(base, '/sign-in').catch(() => null)
    ready = Number(process.hrtime.bigint() - begun) / 1e6
    if (answer?.status === 200) break
    if (ended) throw new Error(`carrel serve ended with ${ended.error?.message ?? ended.code}; see ${folder}/log`)
    if (ready > 60_000) throw new Error('carrel serve does not answer within a minute')
    await sleep(1)
  }
  await log.close()
  const stop = async () => {
    child.kill('SIGTERM')
    await Promise.race([child.ended, sleep(5_000)])
    child.kill('SIGKILL')
    await child.ended
  }
  return { base, pid: child.pid, ready, stop }
}

const form = fields => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString()
})

/** Posts a form; answers status, where it leads, and the body. */
export async function post(base, path, fields, cookie) {
  const { headers, ...rest } = form(fields)
  const answer = await ask(base, path, { ...rest, headers: { ...headers, ...(cookie ? { cookie } : {}) } })
  return { ...answer, location: answer.headers.location }
}

/** Signs many patrons in; answers the file with their cookies, for `load`, and the cookies. */
export async function signInAll(base, cardnumbers) {
  const [next, cookies] = [[...cardnumbers], []]
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (next.length > 0) cookies.push(await signIn(base, next.pop()))
  }))
  const file = join(await temporary('cookies'), 'cookies')
  await writeFile(file, cookies.map(cookie => `${cookie}\n`).join(''))
  return { cookies, who: { BENCH_COOKIES: file } }
}

/** Signs a patron of the generated library in; answers the cookie. */
export async function signIn(base, cardnumber) {
  const answer = await post(base, '/sign-in', { cardnumber, pin: '4711' })
  const cookies = (answer.headers['set-cookie'] ?? []).map(cookie => cookie.split(';')[0])
  const session = cookies.find(cookie => cookie.startsWith('carrel-session='))
  if (!session) throw new Error(`card ${cardnumber} cannot sign in: ${answer.status}`)
  return session
}
