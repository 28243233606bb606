import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readRequest } from '../../cli/console-options.ts'
import { hasDesktop } from '../../cli/open-page.ts'

const TEMPLATE = fileURLToPath(new URL('../../../templates/service', import.meta.url))

describe('what paved-road console is told', () => {
  const inService = ['--folder', TEMPLATE]

  it('is to scrape a stamped service where it listens, unless another is named', () => {
    assert.deepEqual(readRequest(inService, {}).services, ['http://127.0.0.1:3000'])
    assert.deepEqual(readRequest(inService, { PORT: '8080' }).services, ['http://127.0.0.1:8080'])
    assert.deepEqual(readRequest(inService, { PORT: '0' }).services, [], 'which nobody knows yet')
    assert.deepEqual(readRequest(['--folder', '/'], {}).services, [])
    const named = ['--service', 'http://127.0.0.1:1/', '--service', 'https://b.example/x?y']
    assert.deepEqual(readRequest([...inService, ...named], {}).services, [
      'http://127.0.0.1:1',
      'https://b.example/x',
    ])
  })

  it('is to keep telemetry in a folder that may be left out', () => {
    const folderOf = (...args: string[]) => readRequest(args, { XDG_STATE_HOME: '/state' }).persist?.folder
    assert.equal(folderOf(), undefined)
    assert.equal(folderOf('--persist'), '/state/paved-road/console')
    assert.equal(folderOf('--persist', '--quiet'), '/state/paved-road/console')
    assert.equal(folderOf('--persist', '/kept', '--quiet'), '/kept')
  })

  it('ends where a command begins, whatever that has for options', () => {
    const { command, quiet, port } = readRequest(['--port', '1', '--', 'node', '--quiet', '--', 'x'])
    assert.deepEqual([command, quiet, port], [['node', '--quiet', '--', 'x'], false, 1])
  })
})

describe('what paved-road console cannot be told', () => {
  for (const args of [
    ['--port', '70000'],
    ['--otlp-port', 'x'],
    ['--service', 'ftp://x'],
    ['--service', 'http://a:b@x'],
    ['--prometheus', 'here'],
    ['--folder', '/no/such/folder'],
    ['--memory', '1'],
    ['--host', 'a b'],
    ['--runbooks', '.'],
    ['--'],
    ['extra'],
  ])
    it(args.join(' '), () => {
      assert.throws(() => readRequest(args, {}), { code: 'CLI_OPTION_INVALID' })
    })
})

describe('a page is opened', () => {
  const linux = process.platform === 'linux'

  it('where somebody sits before a desktop', { skip: !linux }, () => {
    assert.equal(hasDesktop({ DISPLAY: ':0' }, true), true)
    assert.equal(hasDesktop({ WAYLAND_DISPLAY: 'wayland-0' }, true), true)
  })

  it('nowhere else', () => {
    assert.equal(hasDesktop({}, false), false)
    assert.equal(hasDesktop({ DISPLAY: ':0' }, false), false, 'the output goes to a file')
    assert.equal(hasDesktop({ DISPLAY: ':0', CI: 'true' }, true), false)
    if (linux) assert.equal(hasDesktop({}, true), false)
  })
})
